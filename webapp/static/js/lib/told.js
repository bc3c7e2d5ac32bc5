// What a person was told once on this phone and need not hear at every tap.
import { findFact, putFact } from './facts.js'

const nameOf = (name) => `told ${name}`

/** @param {string} name */
export async function wasTold(name) {
  return Boolean(await findFact(nameOf(name)))
}

/** @param {string} name */
export const noteTold = (name) => putFact({ name: nameOf(name) })
