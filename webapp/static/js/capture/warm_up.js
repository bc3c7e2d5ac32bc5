// What makes the first tap as fast as the next: keys imported, libraries run once, all while nobody waits.
import { getAuditKey } from '../lib/capture.js'
import { onChange } from '../lib/changes.js'
import { readChain } from '../lib/chain.js'
import { sign } from '../lib/keys.js'
import { loadKit } from '../lib/kit.js'
import { encode } from './symbol.js'

// As long as an evidence's text.
const SAMPLE = 'BG1:'.padEnd(350, '0')

/** @param {string} owner */
export async function warmUp(owner) {
  encode(SAMPLE)
  onChange('kit', () => prepareKeys(owner))
  await prepareKeys(owner)
}

async function prepareKeys(owner) {
  const kit = await loadKit(owner)
  await Promise.all([
    kit && getAuditKey(kit).catch(() => undefined),
    readChain(owner).then(({ key }) => sign(key.privateKey, new Uint8Array(1)), () => undefined)
  ])
}
