// The page's half of the reader: hands pictures to the worker and gets the texts of their codes.
import { scriptUrl } from '../shell/trusted.js'

const PAUSE_MS = 2000

export class Reader {
  /** @param {(isBroken: boolean) => void} onBroken when the part that reads cannot be had, and when it can again */
  constructor(onBroken) {
    Object.assign(this, { onBroken, isBroken: false, waiting: new Map(), number: 0 })
    this.open()
  }

  open() {
    const url = scriptUrl(new URL('./reader-worker.js', import.meta.url))
    this.worker = new Worker(url, { type: 'module' })
    this.worker.addEventListener('message', ({ data }) => this.answer(data))
    // The script itself did not come: what waits for it gets an answer, and the next picture another worker.
    this.worker.addEventListener('error', () => setTimeout(() => this.reopen(), PAUSE_MS), { once: true })
  }

  reopen() {
    this.open()
    for (const number of [...this.waiting.keys()]) this.answer({ number, texts: [], isBroken: true })
  }

  /**
   * The codes of a picture; the picture is used up.
   * @param {ImageBitmap} picture
   * @param {number[]} sides the sizes in which it is looked at, one after the other: longer side in pixels
   * @returns {Promise<string[]>}
   */
  read(picture, sides) {
    this.number += 1
    const asked = new Promise((resolve) => this.waiting.set(this.number, resolve))
    this.worker.postMessage({ number: this.number, picture, sides }, [picture])
    return asked
  }

  answer({ number, texts, isBroken = false }) {
    if (isBroken !== this.isBroken) this.onBroken(isBroken)
    this.isBroken = isBroken
    this.waiting.get(number)?.(texts)
    this.waiting.delete(number)
  }
}
