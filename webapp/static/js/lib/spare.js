// A second copy of what waits on this phone, outside its database: a browser that was killed in the middle of a write now
// and then finds the database damaged at its next start, and deletes it whole (Chromium does, and says so to nobody).
//
// Invariant: a copy is made after the database has what waits, and goes before it leaves there. So a copy of what the
// database does not know means that the database was lost, and it comes back (`recover` of outbox.js and posts.js).
// A copy that a kill or another tab left behind is sent once more, and the server knows it for a repeat.
// What cannot be copied, for want of room, waits in the database alone. The device's key is not copied: a key that
// came back without the head of its chain would use numbers twice.
const CACHE = 'spare'
const JSON_TYPE = { headers: { 'Content-Type': 'application/json' } }

const isPossible = 'caches' in globalThis
const pathOf = (store, id) => `/spare/${store}/${id}`

/**
 * @param {'outbox' | 'posts'} store
 * @param {string} id
 * @param {object} item as JSON has it
 */
export async function keepSpare(store, id, item) {
  if (isPossible) await quietly(async (cache) => cache.put(pathOf(store, id), new Response(JSON.stringify(item), JSON_TYPE)))
}

/** @param {'outbox' | 'posts'} store @param {string} id */
export async function dropSpare(store, id) {
  if (isPossible) await quietly((cache) => cache.delete(pathOf(store, id)))
}

/**
 * The copies of what `findMissing` says is not in the database.
 * @param {'outbox' | 'posts'} store
 * @param {(ids: string[]) => Promise<string[]>} findMissing
 * @returns {Promise<object[]>}
 */
export async function listLost(store, findMissing) {
  if (!isPossible) return []
  const lost = await quietly(async (cache) => {
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname)
    const ids = paths.filter((path) => path.startsWith(pathOf(store, ''))).map((path) => path.split('/').pop())
    const missing = ids.length ? await findMissing(ids) : []
    const found = await Promise.all(missing.map((id) => cache.match(pathOf(store, id))))
    return Promise.all(found.filter(Boolean).map((response) => response.json()))
  })
  return lost ?? []
}

/** The copy is the second one: where it fails, the first is still there. */
const quietly = (work) => caches.open(CACHE).then(work).catch(() => undefined)
