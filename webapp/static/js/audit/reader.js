// The page's half of the reader: hands pictures to the worker and gets the texts of their codes.
import { scriptUrl } from '../shell/trusted.js'

export class Reader {
  constructor() {
    const url = scriptUrl(new URL('./reader-worker.js', import.meta.url))
    this.worker = new Worker(url, { type: 'module' })
    this.waiting = new Map()
    this.number = 0
    this.worker.addEventListener('message', ({ data }) => this.answer(data))
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

  answer({ number, texts }) {
    this.waiting.get(number)?.(texts)
    this.waiting.delete(number)
  }
}
