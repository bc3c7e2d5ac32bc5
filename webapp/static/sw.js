// The service worker: the shell of its build and the person's own pages, on the phone, so that the app opens and
// captures without a network. webapp/pwa.py puts `const BALGIL = {build, shell, substitutes, first, kept, doors, wayOut, news}`
// before this text.
//
// Caches
//   static-<build>   immutable files; every page names the files of its own build, so builds never mix. A mark says that
//                    the whole shell is there: only then is a page of that build of use without a network, and kept
//   pages-<owner>    the last copies of that person's pages; there is at most one such cache
//   pack-<owner>     her manuals, see sw-pack.js
//   open             the offline page
// The interface (/api/), the ledger and everything that is not a page or a static file pass by untouched.
// The messages are described in js/shell/worker.js.

const STATIC = 'static-'
const PAGES = 'pages-'
const OPEN = 'open'
const OFFLINE = '/offline'
const INBOX = '/me/notices'
const NEWS = 'notices'
const PATIENCE_MS = 3000
const MAX_PAGES = 40
// Whoever reads much keeps less of it: the pages of her trips stay.
const READING = ['/laws', '/manuals']
const MAX_READ = 20
const MAX_REFRESHED = 10
// A kept page does not depend on headers that a worker cannot see.
const ANY = { ignoreVary: true }

// A page that was asked for before a sign-out must not be kept after it.
let epoch = 0

// The clients to which a kept copy was shown; each is told when it is ready.
const shownFromPhone = new Set()

addEventListener('install', (event) => event.waitUntil(keepShell()))
addEventListener('activate', (event) => event.waitUntil(takeOver()))
addEventListener('message', (event) => event.waitUntil(hear(event)))
// The network is back (Background Sync): sleeping pages send what waits; without a page, the next opening does.
addEventListener('sync', (event) => event.waitUntil(wakePages()))
addEventListener('push', (event) => event.waitUntil(tellNews()))
addEventListener('notificationclick', (event) => event.waitUntil(openInbox(event.notification)))
addEventListener('pushsubscriptionchange', (event) => event.waitUntil(subscribeAnew(event)))
addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (url.origin !== location.origin) return
  if (event.request.method !== 'GET') return serveForm(event, url)
  if (event.request.mode === 'navigate') event.respondWith(servePage(event, url))
  else if (url.pathname.startsWith('/static/')) event.respondWith(serveStatic(event, url))
  else if (event.request.destination === 'image' && isBelow(url.pathname, '/manuals')) event.respondWith(serveFromPack(event))
})

async function keepShell() {
  const cache = await caches.open(STATIC + BALGIL.build)
  await cache.addAll((await hasX25519()) ? BALGIL.shell : [...BALGIL.shell, ...BALGIL.substitutes])
  await keepOffline()
  await cache.put(markOf(BALGIL.build), new Response())
}

const markOf = (build) => `/static/${build}/whole`

const isWhole = async (build) => Boolean(await caches.match(markOf(build)))

/** As js/lib/sealing.js asks: a browser without it seals with a library that no other one needs. */
async function hasX25519() {
  try {
    return Boolean(await crypto.subtle.generateKey({ name: 'X25519' }, false, ['deriveBits']))
  } catch {
    return false
  }
}

async function keepOffline() {
  const cache = await caches.open(OPEN)
  await cache.add(new Request(OFFLINE, { cache: 'reload' }))
}

async function takeOver() {
  await registration.navigationPreload?.enable()
  await clients.claim()
}

async function hear({ data, source }) {
  if (data?.type === 'take-over') await skipWaiting()
  if (data?.type === 'keep') await keepAhead(data.paths)
  if (data?.type === 'pack') await refreshPack(data.language, data.isWished)
  if (data?.type !== 'ready') return
  // A page that was on its way while this worker became active has none yet.
  await clients.claim()
  if (shownFromPhone.delete(source.id)) source.postMessage({ type: 'from-phone' })
  await tidy(data)
}

async function wakePages() {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage({ type: 'send' })
}

// ---- notices: a push says only that there is something; what it is stands in the inbox

// Pages say it themselves. Where none is in sight it is on the screen, once: the next one takes its place. Safari ends the
// subscription of who has not shown three of them, in sight or not: there it is shown without a sound, and gone.
async function tellNews() {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) page.postMessage({ type: 'news' })
  const isSeen = pages.some(({ visibilityState }) => visibilityState === 'visible')
  if (isSeen && !isSafari()) return
  const offline = await caches.match(OFFLINE, ANY)
  const language = offline?.headers.get('Content-Language') ?? 'ko'
  const { words, icon } = BALGIL.news
  const { title, body } = words[language] ?? words.ko
  await registration.showNotification(title, { body, lang: language, icon, tag: NEWS, renotify: !isSeen, silent: isSeen })
  if (isSeen) await closeNews()
}

const isSafari = () => /AppleWebKit/.test(navigator.userAgent) && !/Chrom/.test(navigator.userAgent)

async function closeNews() {
  for (const shown of await registration.getNotifications({ tag: NEWS })) shown.close()
}

// An open inbox comes forward and shows what there is now; no other page is taken away from who may be writing in it.
async function openInbox(shown) {
  shown.close()
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true })
  const inbox = pages.find(({ url }) => new URL(url).pathname === INBOX)
  if (!inbox) return clients.openWindow(INBOX)
  await inbox.focus()
  return inbox.navigate(INBOX).catch(() => inbox.postMessage({ type: 'news' }))
}

// On a shared PC nothing of the last person's stays on the next one's screen.
async function forgetNews() {
  await closeNews()
  await navigator.clearAppBadge?.().catch(() => undefined)
}

// The browser has changed its address for pushes by itself. The server knows whether who is signed in wanted any.
async function subscribeAnew({ oldSubscription, newSubscription }) {
  const options = { userVisibleOnly: true, applicationServerKey: oldSubscription?.options.applicationServerKey }
  const found = newSubscription ?? (oldSubscription && (await registration.pushManager.subscribe(options)))
  if (!found) return
  const { endpoint, keys } = found.toJSON()
  const body = JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth, is_renewal: true })
  await fetch('/api/v1/push-subscriptions', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
}

// ---- static files: the phone's copy, which never changes

async function serveStatic(event, url) {
  const kept = await caches.match(event.request, ANY)
  if (kept) return kept
  const response = await fetch(event.request)
  if (response.status === 200) event.waitUntil(keepStatic(url, event.request, response.clone()))
  return response
}

async function keepStatic(url, request, response) {
  const cache = await caches.open(STATIC + url.pathname.split('/')[2])
  await cache.put(request, response)
}

// ---- pages: the server's, and the kept copy when the server is away or slow

async function servePage(event, url) {
  const fresh = fetchPage(event)
  event.waitUntil(keepFresh(fresh, url))
  const kept = await caches.match(keyOf(url), ANY)
  if (!kept) return fresh.catch(() => caches.match(OFFLINE, ANY))
  // A server that is ill is as good as none: the kept copy captures.
  const good = fresh.then((response) => (response.status >= 500 ? kept : response))
  const shown = await Promise.race([good.catch(() => kept), later(PATIENCE_MS, kept)])
  if (shown === kept) shownFromPhone.add(event.resultingClientId)
  return shown
}

const fetchPage = async (event) => (await event.preloadResponse) ?? fetch(event.request)

const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value))

function keepFresh(fresh, url) {
  const born = epoch
  // A copy is taken in the first turn, before the browser reads the body.
  const copy = fresh.then((response) => response.clone())
  return copy.then((response) => (born === epoch ? keepPage(url, response) : undefined)).catch(() => undefined)
}

// Home opens the capture by a query (`/?capture=1`): it is one page all the same.
const keyOf = (url) => (url.pathname === '/' ? new URL('/', url) : url)

async function keepPage(url, response) {
  const owner = response.headers.get('Balgil-Owner')
  // A page of nobody: the server may know her no more.
  isPackStale ||= response.status === 200 && !owner
  if (response.status !== 200 || response.redirected || !owner) return
  await Promise.all([forgetPages(PAGES + owner), forgetPack(owner)])
  if (!BALGIL.kept.some((path) => isBelow(url.pathname, path))) return
  if (!(await isWhole(response.headers.get('Balgil-Build')))) return
  const packed = await findPacked(owner, url)
  // With the tag of the copy before: if there is more that is new, the pack asks for it once again.
  if (packed) return putInPack(packed.pack, url, response, packed.tag)
  const cache = await caches.open(PAGES + owner)
  // Deleted first, so that the keys stay in the order of the last visit.
  await cache.delete(keyOf(url), ANY)
  await cache.put(keyOf(url), response)
  const keys = await cache.keys()
  const read = keys.filter(({ url }) => READING.some((path) => isBelow(new URL(url).pathname, path)))
  const old = [...read.slice(0, -MAX_READ), ...keys.slice(0, -MAX_PAGES)]
  await Promise.all(old.map((key) => cache.delete(key, ANY)))
}

const isBelow = (path, root) => path === root || (root !== '/' && path.startsWith(`${root}/`))

// ---- forms that go the browser's own way

function serveForm(event, url) {
  isPackStale ||= PACK_FORMS.some((path) => isBelow(url.pathname, path))
  if (BALGIL.doors.includes(url.pathname)) event.respondWith(passDoor(event.request))
  else if (event.request.mode === 'navigate') event.respondWith(passForm(event.request))
}

const passForm = (request) => fetch(request).catch(() => caches.match(OFFLINE, ANY))

// Whoever comes in or goes out: the pages go before the answer is handed on. Without a network a sign-out cannot end the
// session, but what it is to erase on this phone it erases.
async function passDoor(request) {
  const response = await fetch(request).catch(() => undefined)
  const isPassed = response ? response.ok || response.type === 'opaqueredirect' : isWayOut(request)
  if (isPassed) {
    epoch += 1
    await Promise.all([forgetPages(), forgetPack(), forgetNews()])
  }
  return response ?? (request.mode === 'navigate' ? caches.match(OFFLINE, ANY) : Response.error())
}

const isWayOut = ({ url }) => new URL(url).pathname === BALGIL.wayOut

async function forgetPages(except) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== except)
  await Promise.all(names.map((name) => caches.delete(name)))
}

// ---- tidying, whenever a page has loaded

async function tidy({ build, language }) {
  const offline = await caches.match(OFFLINE, ANY)
  if (offline?.headers.get('Content-Language') !== language) await keepOffline().catch(() => undefined)
  if (!(await isWhole(BALGIL.build))) await keepShell().catch(() => undefined)
  if (await isWhole(build)) await refreshPages(build, language)
  await dropOldBuilds()
  if (await isWhole(build)) await refreshPack(language)
}

// Some pages are kept from the first visit on; those of an older build are asked for again, the newest first.
async function refreshPages(build, language) {
  const pages = await listPages()
  const stale = pages.filter(({ response }) => !isFresh(response, build, language)).reverse()
  const known = new Set(pages.map(({ request }) => request.url))
  const missing = BALGIL.first.map((path) => new URL(path, location).href).filter((address) => !known.has(address))
  const addresses = [...missing, ...stale.map(({ request }) => request.url)]
  await Promise.all(addresses.slice(0, MAX_REFRESHED).map(refreshPage))
}

const isFresh = ({ headers }, build, language) =>
  headers.get('Balgil-Build') === build && headers.get('Content-Language') === language

async function refreshPage(address) {
  const born = epoch
  const response = await fetch(address, { redirect: 'manual' }).catch(() => undefined)
  if (response && born === epoch) await keepPage(new URL(address), response)
}

// Pages that their person will need without a network, although she has not looked at them yet.
async function keepAhead(paths) {
  const known = new Set((await listPages()).map(({ request }) => request.url))
  const addresses = paths.map((path) => new URL(path, location).href).filter((address) => !known.has(address))
  await Promise.all(addresses.slice(0, MAX_REFRESHED).map(refreshPage))
}

async function listPages() {
  const [name] = (await caches.keys()).filter((key) => key.startsWith(PAGES))
  if (!name) return []
  const cache = await caches.open(name)
  const requests = await cache.keys()
  return Promise.all(requests.map(async (request) => ({ request, response: await cache.match(request, ANY) })))
}

// A build's files go when neither this worker, nor an open page, nor a kept page needs them.
async function dropOldBuilds() {
  // A newer worker's files are not yet asked for by anybody.
  if (registration.waiting || registration.installing) return
  const open = await Promise.all((await clients.matchAll({ includeUncontrolled: true })).map(askBuild))
  if (open.includes(undefined)) return
  const kept = (await listPages()).map(({ response }) => response.headers.get('Balgil-Build'))
  const packed = (await findPackState())?.builds ?? []
  const needed = new Set([BALGIL.build, ...open, ...kept, ...packed].map((build) => STATIC + build))
  const old = (await caches.keys()).filter((name) => name.startsWith(STATIC) && !needed.has(name))
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** The build of an open page; undefined when it does not answer. */
function askBuild(client) {
  const { port1, port2 } = new MessageChannel()
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data.build)
  })
  client.postMessage({ type: 'which-build' }, [port2])
  return Promise.race([answer, later(1000, undefined)])
}
