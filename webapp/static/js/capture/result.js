// What a capture has become: state first, then the code, then the facts; the state changes while one looks on.
import { onChange } from '../lib/changes.js'
import { toExportText, toQrText } from '../lib/evidence.js'
import { nearestDestination } from '../lib/kit.js'
import { toast } from '../shell/toast.js'
import { findStanding } from './standing.js'
import { drawPng, drawSvg, encodeFrame } from './symbol.js'
import { fill, formatClock, formatDistance, formatInstant, formatMoment } from './words.js'

export class Result {
  /**
   * @param {import('./screen.js').Screen} screen
   * @param {string} owner
   */
  constructor(screen, owner) {
    this.screen = screen
    this.owner = owner
    this.part = screen.part('result')
    /** @type {string | undefined} */
    this.id = undefined
    this.facts = this.part.querySelector('dl')
    this.unknown = this.eachFact(({ textContent }) => textContent)
    screen.onAct((act) => this.act(act))
    onChange('outbox', () => this.refresh())
  }

  /**
   * Draws the code; it is shown when the evidence is kept.
   * @param {Uint8Array} frame
   */
  draw(frame) {
    this.frame = frame
    this.code = encodeFrame(frame)
    const qr = this.part.querySelector('.qr')
    drawSvg(qr.querySelector('svg'), this.code)
    qr.dataset.text = toQrText(frame)
  }

  /**
   * @param {import('../lib/outbox.js').Entry} entry whose frame is drawn
   * @param {import('../lib/capture.js').Capture} [capture] what this page still remembers of it
   */
  show(entry, capture) {
    this.id = entry.id
    this.createdAtMs = entry.createdAtMs
    this.eachFact((fact, name) => {
      fact.textContent = this.unknown[name]
      // Of a capture that this page has not taken, only the time is not sealed.
      fact.parentElement.hidden = !capture && name !== 'time'
    })
    this.setFact('time', formatInstant(entry.createdAtMs))
    if (capture) this.showFacts(capture)
    this.reveal('evidence', 'kept', 'kept')
    this.refresh()
  }

  /** @param {string} reason */
  fail(reason) {
    this.id = undefined
    this.reveal('failed', `failed-${reason}`, 'failed')
    this.part.dataset.reason = reason
  }

  showFacts({ payload, trip, beacon }) {
    const point = { lat: payload.latE7 / 1e7, lon: payload.lonE7 / 1e7 }
    const nearest = trip && nearestDestination(trip, point)
    const { place, radius, beacon: mark } = this.facts.dataset
    const distance = nearest && formatDistance(nearest.distanceM)
    if (nearest) this.setFact('place', fill(place, { name: nearest.destination.name, distance }))
    this.setFact('radius', fill(radius, { m: payload.accuracyM }))
    if (beacon) this.setFact('beacon', fill(mark, { time: formatClock(beacon.atMs) }))
    if (trip) this.setFact('trip', trip.purpose)
  }

  async refresh() {
    const { id } = this
    if (!id) return
    const { name, state, detail } = await findStanding(this.owner, id)
    if (this.id === id) this.setState(name, state, detail)
  }

  reveal(when, name, state) {
    for (const block of this.part.querySelectorAll('[data-when]')) block.hidden = block.dataset.when !== when
    delete this.part.dataset.reason
    this.setState(name, state)
    this.screen.show('result')
    this.part.querySelector('[data-state-card]').focus()
  }

  setState(name, state, detail) {
    if (this.shown === `${this.id} ${name}`) return
    this.shown = `${this.id} ${name}`
    const card = this.part.querySelector('[data-state-card]')
    const template = this.screen.dialog.querySelector(`template[data-state-of="${name}"]`)
    const content = template.content.cloneNode(true)
    if (detail) content.querySelector('[data-note]').textContent = detail
    card.replaceChildren(content)
    this.part.dataset.state = state
    this.part.querySelector('[data-when=failed] [data-act=again]').hidden = !('retry' in template.dataset)
    this.linkSheet(state === 'sent')
  }

  /** The printed sheet is made by the server, from what the server has. */
  linkSheet(isThere) {
    const link = this.part.querySelector('[data-sheet]')
    if (isThere) link.href = fill(link.dataset.sheet, { id: this.id })
    else link.removeAttribute('href')
    link.setAttribute('aria-disabled', String(!isThere))
  }

  act(name) {
    if (name === 'picture') this.savePicture()
    if (name === 'copy') this.copy()
    if (name === 'close') this.id = undefined
  }

  async copy() {
    const { done, failed } = this.part.querySelector('[data-act=copy]').dataset
    await navigator.clipboard.writeText(toExportText(this.frame)).then(() => toast(done), () => toast(failed))
  }

  async savePicture() {
    const { caption } = this.part.querySelector('[data-act=picture]').dataset
    const picture = await drawPng(this.code, `${caption} · ${formatMoment(this.createdAtMs)}`)
    const { save } = await import('./save.js')
    await save(picture, `balgil-${this.id.slice(0, 8)}.png`)
  }

  setFact(name, text) {
    this.facts.querySelector(`[data-fact=${name}]`).textContent = text
  }

  eachFact(visit) {
    const facts = [...this.facts.querySelectorAll('[data-fact]')]
    return Object.fromEntries(facts.map((fact) => [fact.dataset.fact, visit(fact, fact.dataset.fact)]))
  }
}
