// The place where one verdict stands, and what its buttons do.
import { drawPlace } from './place.js'
import { askToLook, askToRestore } from './sheets.js'
import { drawVerdict } from './verdict.js'

export class Shown {
  /**
   * @param {HTMLElement} place
   * @param {{onRead: () => void, onBack: () => void, onRestored: (text: string) => void}} listener
   */
  constructor(place, listener) {
    Object.assign(this, { place, listener, text: undefined, exact: undefined })
  }

  show(text, verdict) {
    if (text !== this.text) this.exact = undefined
    this.text = text
    this.article = drawVerdict(verdict, (act) => this.act(act))
    this.place.replaceChildren(this.article)
    if (this.exact) this.showExact()
  }

  focus() {
    this.article?.focus()
    this.article?.scrollIntoView({ block: 'nearest' })
  }

  async act(act) {
    if (act === 'read') this.listener.onRead()
    if (act === 'back') this.listener.onBack()
    if (act === 'look') await this.look(this.text)
    if (act === 'restore') await this.restore(this.text)
  }

  async look(text) {
    const place = await askToLook(text)
    if (!place || text !== this.text) return
    this.exact = drawPlace(place)
    this.showExact()
    this.exact.focus()
  }

  // What is seen already is not asked for again: every look is on record.
  showExact() {
    this.article.querySelector('[data-place]').replaceChildren(this.exact)
    this.article.querySelector('[data-can=look]').hidden = true
  }

  async restore(text) {
    if (await askToRestore(text)) this.listener.onRestored(text)
  }
}
