// <button data-behaviour="shell/dialog"> loads js/shell/dialog.js and calls its default function with the element.
// Several names are separated by spaces. Parts that are added later are started by whoever adds them.

import { eventually } from '../lib/eventually.js'

const NAME = /^[a-z_]+\/[a-z-]+$/
const started = new WeakMap()

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
  const behaviour = await eventually(() => import(`../${name}.js`))
  behaviour.default(element)
}
