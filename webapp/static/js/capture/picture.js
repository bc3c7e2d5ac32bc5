// The position as a circle that shrinks while it gets better, with the destination where it lies. Distances are drawn
// on a logarithmic scale: a screen shows 5 m and 300 m at once.
import { directionTo, distanceM } from '../lib/geo.js'
import { nearestDestination, toPoint } from '../lib/kit.js'

const EDGE = 140
const EDGE_M = 300
const KNEE_M = 3
const PIN_EDGE = 118

/** @param {number} metres */
const toRadius = (metres) => Math.min(EDGE, (EDGE * Math.log1p(metres / KNEE_M)) / Math.log1p(EDGE_M / KNEE_M))

export class Picture {
  /** @param {SVGElement} svg */
  constructor(svg) {
    this.svg = svg
    this.here = svg.querySelector('.here')
    this.pin = svg.querySelector('.pin')
    this.dots = [...svg.querySelectorAll('.dots circle')]
  }

  /** @param {import('../lib/kit.js').Kit['settings']} settings */
  begin({ good_accuracy_m: good, poor_accuracy_m: poor }) {
    this.svg.querySelector('.good').setAttribute('r', toRadius(good))
    this.svg.querySelector('.poor').setAttribute('r', toRadius(poor))
    this.here.style.setProperty('--radius', EDGE)
    this.svg.classList.add('is-searching')
    for (const part of [this.pin, ...this.dots]) part.toggleAttribute('hidden', true)
  }

  /**
   * @param {import('../lib/position.js').Fix[]} fixes
   * @param {import('../lib/position.js').Fix} best
   * @param {import('../lib/kit.js').KitTrip | undefined} trip
   */
  show(fixes, best, trip) {
    this.svg.classList.remove('is-searching')
    this.here.style.setProperty('--radius', toRadius(best.accuracy))
    this.dots.forEach((dot, at) => this.place(dot, best, fixes.at(-1 - at)))
    const nearest = trip && nearestDestination(trip, best)
    this.place(this.pin, best, nearest && toPoint(nearest.destination), PIN_EDGE)
    if (nearest) this.pin.querySelector('text').textContent = nearest.destination.name
  }

  place(part, centre, point, edge = EDGE) {
    part.toggleAttribute('hidden', !point)
    if (!point) return
    const { east, north } = directionTo(centre, point)
    const radius = Math.min(edge, toRadius(distanceM(centre, point)))
    part.setAttribute('transform', `translate(${(east * radius).toFixed(1)} ${(-north * radius).toFixed(1)})`)
  }
}
