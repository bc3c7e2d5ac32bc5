// When what could not be sent is due again: longer each time, and never at the same moment as everybody else who lost
// the same network.

const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 15 * 60_000
export const HOUR_MS = 3_600_000

/**
 * The instant of the next attempt. No server may ask for more than an hour: an instant farther away is taken for a
 * clock that was set back.
 * @param {number} attempts
 * @param {number} [leastMs] as the server has asked
 */
export const dueAt = (attempts, leastMs = 0) => Date.now() + Math.max(Math.min(leastMs, HOUR_MS), pauseMs(attempts))

/**
 * A clock that was set back must not make anything wait for days.
 * @param {number} nextAtMs
 */
export const isDueAt = (nextAtMs, now = Date.now()) => nextAtMs <= now || nextAtMs > now + 2 * HOUR_MS

/** @param {number} attempts */
export function pauseMs(attempts) {
  return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempts) * (0.5 + Math.random() / 2)
}
