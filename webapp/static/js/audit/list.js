// What was read on this screen, newest first, with how many there are of each kind.
import { fill, mark } from './fill.js'
import { titleOf } from './verdict.js'

export class List {
  /**
   * @param {HTMLElement} card
   * @param {(text: string) => void} onChoose
   */
  constructor(card, onChoose) {
    Object.assign(this, { card, onChoose, entries: new Map() })
    this.lines = card.querySelector('[data-entries]')
    this.template = card.querySelector('template[data-entry]')
  }

  add(text) {
    const line = this.template.content.firstElementChild.cloneNode(true)
    line.querySelector('button').addEventListener('click', () => this.onChoose(text))
    line.querySelector('[data-slot=mark]').replaceChildren(mark('dot-waiting'))
    fill(line, { title: this.template.dataset.waiting, note: text.slice(0, 24) })
    this.entries.set(text, { line, verdict: undefined })
    this.lines.prepend(line)
    this.count()
  }

  /** Puts the verdict in; whether it is the first one for this code. */
  judge(text, verdict) {
    const entry = this.entries.get(text)
    const isFirst = !entry.verdict
    entry.verdict = verdict
    entry.line.dataset.verdict = verdict.verdict
    entry.line.querySelector('[data-slot=mark]').replaceChildren(mark(`dot-${verdict.verdict}`))
    const note = verdict.verdict === 'genuine' ? verdict.seen.when : verdict.because
    fill(entry.line, { title: titleOf(verdict), note: verdict.seen ? `${verdict.label} · ${note}` : note })
    this.count()
    return isFirst
  }

  verdictOf = (text) => this.entries.get(text)?.verdict

  choose(text) {
    for (const [each, { line }] of this.entries) line.querySelector('button').ariaCurrent = String(each === text)
  }

  list = () => [...this.entries.values()].map(({ verdict }) => verdict).filter(Boolean)

  count() {
    this.card.hidden = this.entries.size === 0
    const title = this.card.querySelector('[data-count]')
    title.textContent = title.dataset.count.replace('{count}', this.entries.size)
    for (const chip of this.card.querySelectorAll('[data-kind]')) {
      const count = this.list().filter(({ verdict }) => verdict === chip.dataset.kind).length
      chip.hidden = count === 0
      const words = chip.querySelector('.chip').lastChild
      words.data = words.data.replace(/\d+$/, count)
    }
  }
}
