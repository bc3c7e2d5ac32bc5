// Registers the service worker, answers its questions and tells it what this page is.
//
// What the two say to each other (sw.js has the other half):
//   page to worker   {type: 'ready', build, language}  this page runs: keep home, drop what nobody uses
//                    {type: 'take-over'}                the waiting worker becomes the active one
//                    {type: 'keep', paths}              these pages will be needed without a network
//                    {type: 'pack', language, isWished} the pack of manuals is to be brought up to date
//   worker to page   {type: 'which-build'} with a port  answered on the port with {build}
//                    {type: 'from-phone'}               this page is the copy that the phone has kept
//                    {type: 'send'}                     the network is back (capture/courier listens)
//                    {type: 'pack', state, isOver}      how far the pack is (manuals/pack listens)
//                    {type: 'news'}                     a push came (notifications/bell and inbox listen)
/** @typedef {{type: 'ready', build: string, language: string} | {type: 'take-over'} | {type: 'keep', paths: string[]} | {type: 'pack', language: string, isWished: boolean}} ToWorker */
/** @typedef {{type: 'which-build'} | {type: 'from-phone'} | {type: 'send'} | {type: 'news'} | {type: 'pack', state: object | undefined, isOver: boolean}} FromWorker */

import { scriptUrl } from './trusted.js'

const HOUR_MS = 3_600_000
const HALF_A_DAY_MS = 12 * HOUR_MS
const { build } = document.documentElement.dataset

/** @type {Promise<ServiceWorkerRegistration | undefined>} */
let registration = Promise.resolve(undefined)

export function startWorker() {
  // Plain http on a network name has no service worker; shell/insecure says so.
  if (!window.isSecureContext || !navigator.serviceWorker) return
  navigator.serviceWorker.addEventListener('message', answer)
  registration = loaded().then(register)
  registration.then(introduce)
}

/** The registration, when there is one. */
export const findRegistration = () => registration

/** @param {ToWorker} message */
export async function tellWorker(message) {
  const { active } = (await navigator.serviceWorker?.getRegistration()) ?? {}
  active?.postMessage(message)
}

// The page's own files come first.
const loaded = () =>
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener('load', resolve, { once: true }))

async function register() {
  const url = scriptUrl('/sw.js')
  const found = await navigator.serviceWorker.register(url, { scope: '/', updateViaCache: 'none' }).catch(() => undefined)
  if (found) lookForUpdates(found)
  return found
}

async function introduce(found) {
  if (!found) return
  await navigator.serviceWorker.ready
  tellWorker({ type: 'ready', build, language: document.documentElement.lang })
  // Chromium lets an installed app ask now and then without a page; others do it whenever the app is opened.
  await found.periodicSync?.register('pack', { minInterval: HALF_A_DAY_MS }).catch(() => undefined)
}

// An app on the home screen may stay open for days.
function lookForUpdates(found) {
  let last = Date.now()
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || Date.now() - last < HOUR_MS) return
    last = Date.now()
    found.update().catch(() => undefined)
  })
}

/** @param {MessageEvent<FromWorker>} event */
function answer({ data, ports }) {
  if (data?.type === 'which-build') ports[0]?.postMessage({ build })
  if (data?.type === 'from-phone') document.documentElement.dataset.fromPhone = ''
}
