// Distances and directions on the globe: good to half a percent, far better than any fix.

const EARTH_RADIUS_M = 6_371_009
const radians = (degrees) => (degrees * Math.PI) / 180

/** @typedef {{lat: number, lon: number}} Point degrees, WGS 84 */

/**
 * @param {Point} a
 * @param {Point} b
 * @returns {number} metres
 */
export function distanceM(a, b) {
  const [south, north] = [radians(a.lat), radians(b.lat)]
  const half = (angle) => Math.sin(radians(angle) / 2) ** 2
  const share = half(b.lat - a.lat) + Math.cos(south) * Math.cos(north) * half(b.lon - a.lon)
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(share)))
}

/**
 * East and north of `to` as seen from `from`: a unit vector, or zeros for the same point.
 * @param {Point} from
 * @param {Point} to
 */
export function directionTo(from, to) {
  const east = (to.lon - from.lon) * Math.cos(radians(from.lat))
  const north = to.lat - from.lat
  const length = Math.hypot(east, north) || 1
  return { east: east / length, north: north / length }
}
