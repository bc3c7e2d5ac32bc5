// '줄 섰어요', then '받았어요': two taps that make a true waiting time. The id is made on this phone and leads to
// nobody. Nothing is sent later: a tap that did not go through would tell a wrong time.
import { encode } from '../lib/hex.js'
import { callServer, Refusal } from '../lib/server.js'
import { askNow } from '../shell/poll.js'
import { now } from './clock.js'
import { fill } from './words.js'

const ID_BYTES = 16
const PATIENCE_MS = 10_000
const FORGET_MS = 40 * 60_000
const TICK_MS = 10_000

export default function report(section) {
  const told = new Report(section)
  section.addEventListener('submit', (event) => {
    event.preventDefault()
    told.act(event.target.dataset.act)
  })
  setInterval(() => told.refresh(), TICK_MS)
  addEventListener('storage', () => told.refresh())
  told.refresh()
}

class Report {
  constructor(section) {
    this.section = section
    this.words = JSON.parse(section.dataset.words)
    this.path = section.dataset.path
    this.key = `balgil-queue-${this.path}`
    this.isBusy = false
    this.isDone = false
    this.id = undefined
  }

  /** What this phone has told: since when it stands in the queue. */
  get open() {
    const kept = JSON.parse(localStorage.getItem(this.key) ?? 'null')
    return kept && now() - kept.at < FORGET_MS ? kept : undefined
  }

  refresh() {
    if (this.isBusy) return
    const { open, words, section } = this
    if (!open && localStorage.getItem(this.key)) {
      localStorage.removeItem(this.key)
      this.say(words.forgotten)
    }
    this.show(open ? 'queued' : this.isDone ? 'done' : 'idle')
    const minutes = open && Math.max(0, Math.floor((now() - open.at) / 60_000))
    section.querySelector('[data-since]').textContent = open ? fill(words.since, { minutes }) : ''
  }

  async act(name) {
    if (this.isBusy) return
    this.isBusy = true
    this.say('')
    this.section.setAttribute('aria-busy', 'true')
    try {
      await this[name]()
      askNow(this.path)
    } catch (error) {
      this.explain(error)
    }
    this.section.removeAttribute('aria-busy')
    this.isBusy = false
    this.refresh()
  }

  async join() {
    // The same id until there is an answer: a repeat is counted once.
    this.id ??= encode(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
    const { joined_at: joinedAt } = await this.call('queue-reports', { id: this.id })
    localStorage.setItem(this.key, JSON.stringify({ id: this.id, at: Date.parse(joinedAt) }))
    this.id = undefined
    this.isDone = false
    this.say(this.words.joined)
  }

  async serve() {
    if (!this.open) return
    const { wait_s: wait } = await this.call(`queue-reports/${this.open.id}/serving`, {})
    localStorage.removeItem(this.key)
    this.isDone = true
    this.say(wait < 60 ? this.words.at_once : fill(this.words.waited, { minutes: Math.round(wait / 60) }))
  }

  async undo() {
    if (!this.open) return
    await this.call(`queue-reports/${this.open.id}/withdrawal`, {})
    localStorage.removeItem(this.key)
    this.say(this.words.undone)
  }

  call(path, body) {
    return callServer(`${this.path}/${path}`, { body, timeoutMs: PATIENCE_MS })
  }

  explain(error) {
    const { words } = this
    if (!(error instanceof Refusal)) return this.say(navigator.onLine ? words.silent : words.away, 'bad')
    // What the server knows nothing of, or has closed, is over here too.
    if ([404, 409].includes(error.status)) localStorage.removeItem(this.key)
    if (error.outbox === 'park') this.id = undefined
    this.say(error.status === 401 ? words.signed_out : (error.detail ?? words.silent), 'bad')
  }

  show(state) {
    const hadFocus = this.section.contains(document.activeElement)
    this.section.dataset.state = state
    for (const part of this.section.querySelectorAll('[data-part]')) {
      part.hidden = !part.dataset.part.split(' ').includes(state)
    }
    // The tapped button has gone: who works by keyboard or ear goes on from the next one.
    if (hadFocus && document.activeElement.closest('[hidden]')) this.section.querySelector('[data-part]:not([hidden]) button').focus()
  }

  say(text, tone = 'ok') {
    const said = this.section.querySelector('[data-said]')
    said.textContent = text
    said.className = `said is-${tone}`
  }
}
