// The evidences of this phone that are not yet seen through, and those that this page has taken: the newest first.
import { onChange } from '../lib/changes.js'
import { nearestDestination } from '../lib/kit.js'
import { findProof, listEntries } from '../lib/outbox.js'
import { fill, formatDistance, formatRecent } from './words.js'

const MOST = 3

/**
 * @param {HTMLElement} list
 * @param {string} owner
 * @param {Map<string, import('../lib/capture.js').Capture>} taken by this page
 * @param {(entry: import('../lib/outbox.js').Entry) => void} onChosen
 */
export function startRecent(list, owner, taken, onChosen) {
  const show = async () => {
    const entries = await collect(owner, taken)
    const lines = entries.map((entry) => line(list, entry, taken.get(entry.id), onChosen))
    list.querySelector('ul').replaceChildren(...lines)
    list.hidden = !entries.length
  }
  onChange('outbox', show)
  show()
}

async function collect(owner, taken) {
  const waiting = await listEntries(owner)
  const ids = new Set(waiting.map(({ id }) => id))
  const gone = [...taken.values()].map(({ entry }) => entry).filter(({ id }) => !ids.has(id))
  const proven = await Promise.all(gone.map(async (entry) => (await findProof(entry.id)) && { ...entry, state: 'sent' }))
  return [...waiting, ...proven.filter(Boolean)].sort((a, b) => b.createdAtMs - a.createdAtMs).slice(0, MOST)
}

function line(list, entry, capture, onChosen) {
  const item = list.querySelector(`template[data-line-of="${entry.state}"]`).content.cloneNode(true)
  item.querySelector('[data-time]').textContent = formatRecent(entry.createdAtMs)
  item.querySelector('[data-note]').textContent = noteOf(list, capture)
  item.querySelector('button').addEventListener('click', () => onChosen(entry))
  return item
}

/** Only the page that took it still knows where: what is kept is sealed. */
function noteOf({ dataset }, capture) {
  const nearest =
    capture?.trip && nearestDestination(capture.trip, { lat: capture.payload.latE7 / 1e7, lon: capture.payload.lonE7 / 1e7 })
  return nearest ? fill(dataset.place, { distance: formatDistance(nearest.distanceM) }) : dataset.sealed
}
