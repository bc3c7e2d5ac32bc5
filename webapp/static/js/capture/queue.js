// The page of the queue: what waits on this phone and why, sent on request, saved as pictures or text.
import { onChange } from '../lib/changes.js'
import { toExportText } from '../lib/evidence.js'
import { countEntries, listEntries, sendAgain, wake } from '../lib/outbox.js'
import { findPause } from '../lib/pause.js'
import { countPosts, listPosts, retryPosts } from '../lib/posts.js'
import { deliver, startCourier } from './courier.js'
import { fillItem } from './queue_item.js'
import { save } from './save.js'
import { standingOf } from './standing.js'
import { fill } from './words.js'

export default function queue(page) {
  const { owner } = page.dataset
  const find = (selector) => page.querySelector(selector)
  const items = new Map()
  const show = async () => {
    const [entries, counts, pause] = await Promise.all([listEntries(owner), countEntries(owner), findPause(owner)])
    const posts = await countPosts(owner)
    showItems(find('[data-queue]'), find('template[data-item]'), items, entries, pause)
    find('[data-empty]').hidden = entries.length + posts.unsent > 0
    find('[data-when-some]').hidden = !(entries.length + posts.unsent)
    find('[data-when-evidences]').hidden = !entries.length
    for (const notice of page.querySelectorAll('[data-pause]')) notice.hidden = notice.dataset.pause !== pause
    showOthers(find('[data-others]'), counts.others + posts.others)
  }
  find('[data-act=send]').addEventListener('click', () => sendNow(owner))
  find('[data-act=export]').addEventListener('click', () => exportTexts(owner))
  onChange('outbox', show)
  onChange('posts', show)
  startCourier(owner)
  show()
}

/** An item that is there already keeps its open code and its focus. */
function showItems(list, template, items, entries, pause) {
  const wanted = new Set(entries.map(({ id }) => id))
  for (const [id, item] of items) if (!wanted.has(id)) item.remove() || items.delete(id)
  for (const entry of entries) {
    if (!items.has(entry.id)) {
      items.set(entry.id, template.content.firstElementChild.cloneNode(true))
      list.append(items.get(entry.id))
    }
    fillItem(items.get(entry.id), entry, standingOf(entry, pause))
  }
}

function showOthers(line, count) {
  line.hidden = !count
  line.textContent = fill(line.dataset.text, { count })
}

/** A person's wish: what was refused is tried again too, and nothing waits for its turn. */
async function sendNow(owner) {
  const entries = await listEntries(owner)
  const idsOf = (isParked) => entries.filter(({ state }) => (state === 'parked') === isParked).map(({ id }) => id)
  await sendAgain(idsOf(true))
  await wake(idsOf(false))
  // One that is in conflict waits for its person's choice.
  const posts = (await listPosts(owner)).filter(({ state }) => state !== 'conflict')
  await retryPosts(posts.map(({ id }) => id))
  await deliver({ isEager: true, isWanted: true })
}

async function exportTexts(owner) {
  const entries = await listEntries(owner)
  const text = entries.map(({ frame }) => `${toExportText(frame)}\n`).join('')
  await save(new Blob([text], { type: 'text/plain' }), 'balgil-evidences.txt')
}
