// Keeps what somebody writes: at once on this phone, and a moment later on the server as her draft. The phone lets go of
// it when the server has it. Of two devices that write the same section she sees both.
import { dropDraft, findDraft, saveDraft } from '../lib/drafts.js'
import { Refusal, callServer } from '../lib/server.js'
import { chooseText } from './other-device.js'

const PAUSE_MS = 1200
const AGAIN_MS = 15_000
const MOST_BYTES = 200_000
const NEARLY_BYTES = 150_000
const PATIENCE_MS = 2500

const clock = new Intl.DateTimeFormat('ko', { timeZone: 'Asia/Seoul', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

export class Autosave {
  /** @param {HTMLFormElement} form @param {HTMLElement[]} panes */
  constructor(form, panes) {
    this.form = form
    this.owner = form.dataset.owner
    this.panes = new Map(panes.map((pane) => [pane.dataset.pane, new Pane(pane)]))
    this.isEnded = false
    for (const pane of this.panes.values()) {
      pane.text.addEventListener('input', () => this.note(pane))
      this.measure(pane)
    }
    addEventListener('online', () => this.saveAll())
    document.addEventListener('visibilitychange', () => document.hidden && this.saveAll())
    this.restored = this.restore()
  }

  nameOf(pane) {
    return `manual ${this.form.dataset.manual} ${pane.name}`
  }

  /** What this phone kept and the server has not got goes on where it was. */
  async restore() {
    for (const pane of this.panes.values()) {
      const kept = await findDraft(this.owner, this.nameOf(pane)).catch(() => undefined)
      // What is typed while this still looks was kept by `note`, and is not on the server yet.
      if (!kept || pane.isDirty) continue
      if (kept.text.trim() === pane.text.value.trim()) await dropDraft(this.owner, this.nameOf(pane))
      else if (kept.version < pane.version) await this.choose(pane, { text: pane.text.value, version: pane.version }, kept.text)
      else {
        pane.text.value = kept.text
        if (kept.base < this.base) this.form.elements.base.value = kept.base
        await this.note(pane)
      }
    }
  }

  get base() {
    return Number(this.form.elements.base.value)
  }

  async note(pane) {
    pane.isDirty = true
    pane.mark(this.form)
    this.measure(pane)
    clearTimeout(pane.timer)
    pane.timer = setTimeout(() => this.save(pane), PAUSE_MS)
    const { value: text } = pane.text
    await saveDraft(this.owner, this.nameOf(pane), { text, base: this.base, version: pane.version }).catch(() => undefined)
  }

  measure(pane) {
    const bytes = new TextEncoder().encode(pane.text.value).length
    const size = pane.element.querySelector('[data-size]')
    size.hidden = bytes < NEARLY_BYTES
    size.textContent = this.form.dataset.saidLarge.replace('{size}', Math.ceil(bytes / 1000))
    pane.isTooLarge = bytes > MOST_BYTES
  }

  saveAll() {
    return Promise.all([...this.panes.values()].filter(({ isDirty }) => isDirty).map((pane) => this.save(pane)))
  }

  /** Before the form goes: all is saved, or the time is over; false where nobody answered, or she is asked for one of two texts. */
  async finish() {
    for (const pane of this.panes.values()) clearTimeout(pane.timer)
    const saved = this.restored.then(() => this.saveAll())
    await Promise.race([saved, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])
    return [...this.panes.values()].every(({ isDirty, isHeld }) => !isDirty || !isHeld)
  }

  /** Nothing of it is wanted any more, here or there. */
  discard() {
    this.isEnded = true
    for (const pane of this.panes.values()) {
      clearTimeout(pane.timer)
      dropDraft(this.owner, this.nameOf(pane)).catch(() => undefined)
    }
  }

  /** One at a time for each section; what was typed meanwhile goes after it. */
  async save(pane) {
    if (pane.saving) return pane.saving.then(() => pane.isDirty && this.save(pane))
    if (this.isEnded || pane.isTooLarge) return undefined
    clearTimeout(pane.timer)
    pane.saving = this.send(pane)
    await pane.saving
    pane.saving = undefined
    return undefined
  }

  async send(pane) {
    const { value: text } = pane.text
    this.say(this.form.dataset.saidSaving)
    try {
      const path = `manuals/${this.form.dataset.manual}/drafts/${pane.name}`
      const answer = await callServer(path, { body: { text, base: this.base, version: pane.version }, owner: this.owner })
      pane.version = answer.version
      pane.isHeld = false
      this.say(this.form.dataset.saidSaved.replace('{time}', clock.format(new Date(answer.saved_at))))
      if (pane.text.value !== text) return
      pane.isDirty = false
      await dropDraft(this.owner, this.nameOf(pane)).catch(() => undefined)
    } catch (error) {
      await this.fail(pane, error)
    }
  }

  async fail(pane, error) {
    const said = this.form.dataset
    pane.isHeld = !(error instanceof Refusal) || error.outbox === 'pause' || error.code === 'draft_changed'
    if (error instanceof Refusal && error.code === 'draft_changed') return this.choose(pane, error.current, pane.text.value)
    if (error instanceof Refusal && error.outbox === 'park') return this.say(said.saidRefused.replace('{why}', error.detail))
    const isSignedOut = error instanceof Refusal && error.outbox === 'pause'
    this.say(isSignedOut ? said.saidSignedOut : said.saidPhone, isSignedOut)
    clearTimeout(pane.timer)
    pane.timer = setTimeout(() => this.save(pane), AGAIN_MS)
    return undefined
  }

  /** @param {{text: string, version: number}} other what the server has @param {string} own what is here */
  async choose(pane, other, own) {
    const text = await chooseText(other.text, own)
    if (text === undefined) return
    pane.version = other.version
    pane.text.value = text
    await this.note(pane)
  }

  say(words, isSignedOut = false) {
    this.form.querySelector('[data-status]').textContent = words
    this.form.querySelector('[data-sign-in]').hidden = !isSignedOut
  }
}

class Pane {
  constructor(element) {
    this.element = element
    this.name = element.dataset.pane
    this.text = element.querySelector('[data-text]')
    this.version = Number(element.dataset.version)
    this.isDirty = false
    this.isTooLarge = false
    this.isHeld = false
    this.saving = undefined
    this.timer = undefined
  }

  /** A dot at its tab: something is written here that is not published. */
  mark(form) {
    const dot = form.querySelector(`[data-tab="${this.name}"] [data-dirty]`)
    if (dot) dot.hidden = false
  }
}
