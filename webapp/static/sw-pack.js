// The offline pack: the person's own manuals and favourites with their articles and files, whether she has looked at
// them or not. The server says what belongs to it (/api/v1/manuals/pack); webapp/pwa.py puts this text behind sw.js.
//
// Cache
//   pack-<owner>   each answer with three marks of ours: its tag, when it came, and the owner; and under STATE what
//                  the whole is: how much, how old. A page is in the pack or among the kept pages, never in both
// It goes when somebody signs out or in, when another one's page comes, and when the server knows her no more.

const PACK = 'pack-'
const PACK_LIST = '/api/v1/manuals/pack'
const PACK_STATE = '/manuals/pack/state'
const PACK_TAG = 'Balgil-Pack-Tag'
const PACK_AT = 'Balgil-Pack-At'
const PACK_LANES = 4
// Asked whether anything is new so often at most, sooner where a weak network left something out; a page is fetched
// anew after a day even if nothing seems to be.
const PACK_ASKS_MS = 30 * 60_000
const PACK_RETRIES_MS = 2 * 60_000
const PACK_LASTS_MS = 20 * 3_600_000
// A form below one of these may have changed what belongs to the pack.
const PACK_FORMS = ['/manuals', '/handovers']

const PACK_CORE = /^\/manuals(\/\w+)?$/

/** @type {Promise<void> | undefined} */
let packing
let isPackStale = false

// In an installed app the browser calls now and then by itself, without a page.
addEventListener('periodicsync', (event) => event.tag === 'pack' && event.waitUntil(refreshPack()))

/** One at a time; `isWished` by a tap: at once, and whatever it costs. Pages hear when it is over, however it ended. */
function refreshPack(language, isWished = false) {
  packing ??= fillPack(language, isWished)
    .catch(() => undefined)
    .then(async () => tellPack(await findPackState(), true))
    .finally(() => (packing = undefined))
  return packing
}

async function fillPack(language, isWished) {
  const found = await findPackState()
  if (!isWished && !isPackDue(found, language)) return
  const born = epoch
  const response = await fetch(PACK_LIST, { headers: { Accept: 'application/json' }, cache: 'no-store' })
  isPackStale = false
  if (response.status === 401) return forgetPack()
  if (!response.ok) return
  const pack = await response.json()
  if (born !== epoch) return
  await forgetPack(pack.owner)
  const known = found?.owner === pack.owner ? found : undefined
  const state = { ...pack, items: undefined, total: pack.items.length, count: 0, bytes: 0, build: BALGIL.build }
  state.language = language ?? known?.language
  state.builds = [...new Set([state.build, ...(known?.builds ?? [])])].slice(0, 3)
  if (!isWished && Date.now() - (known?.full_at ?? 0) < PACK_LASTS_MS) state.full_at = known.full_at
  const cache = await caches.open(PACK + pack.owner)
  // Said before it is whole: a build whose pages are among them is still needed.
  const begun = { ...(known ?? state), builds: state.builds, total: state.total }
  await keepPackState(cache, begun).catch((error) => noteFull(error, state))
  await takeItems(cache, pack.owner, choosePacked(pack.items, state), state, born)
  if (born !== epoch) return forgetPack()
  await dropOthers(cache, choosePacked(pack.items, state))
  if (state.full_at) await countPacked(cache, state)
  if (state.count === state.total) state.builds = [state.build]
  // Kept for who has no manuals too: nobody asks with every page.
  await keepPackState(cache, { ...state, asked_at: Date.now() })
}

function isPackDue(known, language) {
  if (navigator.connection?.saveData) return false
  if (!known || isPackStale || known.build !== BALGIL.build) return true
  if (language && known.language !== language) return true
  const waits = known.count === known.total || known.full_at ? PACK_ASKS_MS : PACK_RETRIES_MS
  return Math.abs(Date.now() - (known.asked_at ?? 0)) > waits
}

// Where the browser has no more room the manuals alone are kept: evidences wait in the same store. How much room there
// is, browsers do not say; it is known by what they refuse.
const choosePacked = (items, { full_at }) => (full_at ? items.filter(({ path }) => PACK_CORE.test(path)) : items)

function noteFull({ name }, state) {
  if (name === 'QuotaExceededError') state.full_at = Date.now()
}

async function countPacked(cache, state) {
  const held = await Promise.all((await cache.keys()).map((key) => cache.match(key, ANY)))
  const own = held.map(({ headers }) => headers).filter((headers) => headers.has(PACK_AT))
  const sizes = own.map((headers) => Number(headers.get('Content-Length')))
  state.count = sizes.length
  state.bytes = sizes.reduce((sum, size) => sum + size, 0)
}

async function takeItems(cache, owner, items, state, born) {
  const waiting = [...items]
  const wasFull = state.full_at
  const isOver = () => born !== epoch || state.full_at !== wasFull
  const lane = async () => {
    for (let item = waiting.shift(); item && !isOver(); item = waiting.shift()) {
      const bytes = await takeItem(cache, item, owner, state).catch((error) => noteFull(error, state))
      if (bytes === undefined) continue
      state.count += 1
      state.bytes += bytes
      if (state.count % 10 === 0) await tellPack(state)
    }
  }
  await Promise.all(Array.from({ length: PACK_LANES }, lane))
}

/** The bytes of an item that is here now; undefined for one that could not be fetched. */
async function takeItem(cache, item, owner, state) {
  const held = await cache.match(item.path, ANY)
  if (held && isPackFresh(held, item, state)) return Number(held.headers.get('Content-Length'))
  const response = await fetch(item.path, { redirect: 'manual' })
  const isPage = item.kind === 'page'
  const isHers = !isPage || response.headers.get('Balgil-Owner') === String(owner)
  if (response.status !== 200 || response.redirected || !isHers) return undefined
  if (isPage && !(await isWhole(response.headers.get('Balgil-Build')))) return undefined
  return putInPack(cache, item.path, response, item.tag)
}

function isPackFresh({ headers }, item, state) {
  if (headers.get(PACK_TAG) !== item.tag) return false
  if (item.kind !== 'page') return true
  const age = Math.abs(Date.now() - Number(headers.get(PACK_AT)))
  if (age > PACK_LASTS_MS || headers.get('Balgil-Build') !== BALGIL.build) return false
  return !state.language || headers.get('Content-Language') === state.language
}

async function putInPack(cache, address, response, tag) {
  const body = await response.blob()
  const headers = new Headers(response.headers)
  headers.set(PACK_TAG, tag)
  headers.set(PACK_AT, Date.now())
  headers.set('Content-Length', body.size)
  headers.delete('Content-Encoding')
  await cache.put(address, new Response(body, { headers }))
  return body.size
}

async function dropOthers(cache, items) {
  const wanted = new Set([PACK_STATE, ...items.map(({ path }) => path)])
  for (const key of await cache.keys()) {
    if (!wanted.has(new URL(key.url).pathname)) await cache.delete(key, ANY)
  }
  // What the pack holds is not kept a second time.
  for (const name of (await caches.keys()).filter((each) => each.startsWith(PAGES))) {
    const pages = await caches.open(name)
    await Promise.all(items.map(({ path }) => pages.delete(path, ANY)))
  }
}

const keepPackState = (cache, state) => cache.put(PACK_STATE, new Response(JSON.stringify(state)))

async function findPackState() {
  const found = await caches.match(PACK_STATE, ANY)
  return found?.json()
}

async function tellPack(state, isOver = false) {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage({ type: 'pack', state, isOver })
}

/** Without an owner all of it goes. */
async function forgetPack(owner) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PACK) && name !== PACK + owner)
  await Promise.all(names.map((name) => caches.delete(name)))
}

/** The pack and the tag of its copy, where it holds this page: a newer copy of it belongs there. */
async function findPacked(owner, url) {
  const name = PACK + owner
  if (!(await caches.has(name))) return undefined
  const pack = await caches.open(name)
  const held = await pack.match(url, ANY)
  return held && { pack, tag: held.headers.get(PACK_TAG) }
}

// Pictures of materials: the server's, and the phone's where there is no network.
async function serveFromPack(event) {
  const kept = await caches.match(event.request, ANY)
  return kept ?? fetch(event.request)
}
