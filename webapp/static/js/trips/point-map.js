// The map on which one sets a destination: a tap, or the arrow keys, set the point; plus and minus change the scale.

const STEP = 1 / 40
const CLOSEST_UNITS = 8
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export default function pointMap(frame) {
  const fieldset = frame.closest('fieldset')
  const { number } = fieldset.dataset
  const map = new PointMap(frame, fieldset.querySelector(`#lat-${number}`), fieldset.querySelector(`#lon-${number}`))
  fieldset.addEventListener('point', () => map.followFields())
  for (const field of [map.lat, map.lon]) field.addEventListener('change', () => map.followFields())
  fieldset.querySelector('details').addEventListener('toggle', () => map.draw())
  map.followFields()
}

class PointMap {
  constructor(frame, lat, lon) {
    this.lat = lat
    this.lon = lon
    this.svg = frame.querySelector('svg')
    this.chosen = frame.querySelector('.chosen')
    this.whole = this.svg.viewBox.baseVal.width
    this.box = { south: 0, north: 0, west: 0, east: 0 }
    for (const side of Object.keys(this.box)) this.box[side] = Number(frame.dataset[side])
    this.view = { x: this.whole / 2, y: this.whole / 2, size: this.whole }
    this.point = undefined
    this.svg.addEventListener('click', (event) => this.choose(this.toUnits(event)))
    this.svg.addEventListener('keydown', (event) => this.press(event))
    for (const button of frame.querySelectorAll('[data-zoom]')) {
      button.addEventListener('click', () => this.zoom(Number(button.dataset.zoom)))
    }
    new ResizeObserver(() => this.draw()).observe(this.svg)
  }

  /** What stands in the fields, drawn; nothing where they hold no point of this map. */
  followFields() {
    const [lat, lon] = [parseFloat(this.lat.value), parseFloat(this.lon.value)]
    const { south, north, west, east } = this.box
    const isInside = south <= lat && lat <= north && west <= lon && lon <= east
    this.point = isInside
      ? { x: ((lon - west) / (east - west)) * this.whole, y: ((north - lat) / (north - south)) * this.whole }
      : undefined
    this.draw()
  }

  choose({ x, y }) {
    const { south, north, west, east } = this.box
    this.lat.value = (north - (y / this.whole) * (north - south)).toFixed(6)
    this.lon.value = (west + (x / this.whole) * (east - west)).toFixed(6)
    this.followFields()
  }

  press(event) {
    const arrow = ARROWS[event.key]
    const zoom = { '+': 0.5, '=': 0.5, '-': 2 }[event.key]
    if (!arrow && !zoom) return
    event.preventDefault()
    if (zoom) return this.zoom(zoom)
    const { x, y } = this.point ?? this.view
    const step = this.view.size * STEP
    this.choose({ x: x + arrow[0] * step, y: y + arrow[1] * step })
  }

  zoom(factor) {
    const { x, y } = this.point ?? this.view
    this.view = { x, y, size: Math.min(this.whole, Math.max(CLOSEST_UNITS, this.view.size * factor)) }
    this.draw()
  }

  draw() {
    const width = this.svg.clientWidth
    if (!width) return
    const { x, y, size } = this.view
    const edge = (middle) => Math.min(this.whole - size, Math.max(0, middle - size / 2))
    this.svg.setAttribute('viewBox', `${edge(x)} ${edge(y)} ${size} ${size}`)
    // Marks and names keep their size on the screen.
    const scale = size / width
    for (const spot of this.svg.querySelectorAll('.spot')) {
      const { e, f } = spot.transform.baseVal.consolidate().matrix
      spot.setAttribute('transform', `translate(${e} ${f}) scale(${scale})`)
    }
    this.chosen.toggleAttribute('hidden', !this.point)
    if (this.point) this.chosen.setAttribute('transform', `translate(${this.point.x} ${this.point.y}) scale(${scale})`)
  }

  toUnits(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse())
    return { x, y }
  }
}
