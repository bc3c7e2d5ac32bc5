// The phone's database of evidences. What must agree with each other lies in it together, so that one transaction
// writes it. What people enter besides has a database of its own (posts.js).
//
//   keys    by owner: one device key for each person of this browser profile     (device_key.js)
//   heads   by device: where the chain of its captures stands                    (chain.js)
//   outbox  by evidence id: sealed captures that wait for the server's word      (outbox.js)
//   proofs  by evidence id: their places in the ledger, verified                 (outbox.js)
//   kits    by owner: what the server said a capture needs                       (kit.js)
//   facts   by name: what belongs to the browser and to nobody                   (beacon.js, log_keys.js)
//
// An owner is a staff number.
import { makeDatabase } from './database.js'

const STORES = { keys: 'owner', heads: 'device', outbox: 'id', proofs: 'id', kits: 'owner', facts: 'name' }

export { ask } from './database.js'
export const { transact } = makeDatabase('balgil', STORES)
