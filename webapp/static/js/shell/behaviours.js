// <button data-behaviour="shell/dialog"> loads js/shell/dialog.js and calls its default function with the element.
// Several names are separated by spaces. Parts that are added later are started by whoever adds them.

import { eventually } from '../lib/eventually.js'

const NAME = /^[a-z_]+\/[a-z-]+$/
const started = new WeakMap()
// What is on its way, and for which element.
const loading = new Map()
const held = new WeakSet()

/** @param {ParentNode} root */
export function startBehaviours(root) {
  for (const element of root.querySelectorAll('[data-behaviour]')) {
    for (const name of element.dataset.behaviour.split(' ')) start(element, name)
  }
}

async function start(element, name) {
  const names = started.get(element) ?? new Set()
  if (!NAME.test(name) || names.has(name)) return
  started.set(element, names.add(name))
  const loaded = eventually(() => import(`../${name}.js`)).then((behaviour) => void behaviour.default(element))
  loading.set(loaded, element)
  try {
    await loaded
  } finally {
    loading.delete(loaded)
  }
}

/**
 * A form that is sent before its behaviours are there waits for them, since without a network the browser's own way
 * leads to a page of errors. Where no worker has the modules on this phone, the form goes that way at once.
 */
export function holdEarlyForms() {
  addEventListener('submit', holdEarlyForm, { capture: true })
}

function holdEarlyForm(event) {
  if (!navigator.serviceWorker?.controller) return
  const { target: form, submitter } = event
  const awaited = [...loading].filter(([, element]) => element.contains(form)).map(([loaded]) => loaded)
  if (!awaited.length) return
  event.preventDefault()
  event.stopImmediatePropagation()
  if (held.has(form)) return
  held.add(form)
  Promise.allSettled(awaited).then(() => {
    held.delete(form)
    form.requestSubmit(submitter)
  })
}
