// The exact point as a card: the schematic map, and what it shows in numbers.
import { copyOf, fill, setAll } from './fill.js'

/** @param {object} place as the interface answers a closer look */
export function drawPlace(place) {
  const card = copyOf('place-template')
  fill(card, {
    point: `${place.lat.toFixed(6)}, ${place.lon.toFixed(6)}`,
    accuracy: `± ${place.accuracy_m} m`,
    town: place.town,
    captured: place.captured,
    reason: place.reason,
    looked_at: place.looked_at
  })
  const svg = card.querySelector('svg')
  if (place.picture) drawMap(svg, place.picture)
  else svg.remove()
  return card
}

function drawMap(svg, picture) {
  svg.setAttribute('viewBox', `0 0 ${picture.width} ${picture.height}`)
  repeat(svg, 'line', picture.lines, (line, { x1, y1, x2, y2 }) => setAll(line, { x1, y1, x2, y2 }))
  repeat(svg, 'goal', picture.goals, drawGoal)
  repeat(svg, 'tap', picture.taps, (group, { x, y, r }) => {
    setAll(group.querySelector('.tap'), { cx: x, cy: y, r: Math.max(r, 7) })
    setAll(group.querySelector('.tap-point'), { cx: x, cy: y })
  })
  svg.querySelector('.scale').setAttribute('d', `M10 ${picture.height - 14}v4h${picture.scale_width}v-4`)
  const words = svg.querySelector('.scale-words')
  setAll(words, { x: 15 + picture.scale_width, y: picture.height - 9 })
  words.textContent = picture.scale
}

function drawGoal(group, { x, y, r, label, anchor }) {
  setAll(group.querySelector('.goal'), { cx: x, cy: y, r })
  setAll(group.querySelector('.goal-point'), { cx: x, cy: y })
  const text = group.querySelector('text')
  setAll(text, { x, y: y - Math.max(r, 4) - 6, 'text-anchor': anchor })
  text.textContent = label
}

/** As many copies of the one drawn part as there are things to draw. */
function repeat(svg, name, things, draw) {
  const one = svg.querySelector(`[data-one="${name}"]`)
  for (const thing of things) {
    const copy = one.cloneNode(true)
    draw(copy, thing)
    one.before(copy)
  }
  one.remove()
}
