// The kitchen's four buttons. One tap, and it is unmistakable what became of it. What could not be sent is sent again
// by itself with the same id, but not for long: what was true three minutes ago may be wrong by now.
import { encode } from '../lib/hex.js'
import { callServer, Refusal } from '../lib/server.js'
import { askNow, watch } from '../shell/poll.js'
import { learnTime, now } from './clock.js'
import { clockOf, fill, sayAge } from './words.js'

const ID_BYTES = 16
const PATIENCE_MS = 8000
const AGAIN_MS = 3000
const TRUE_FOR_MS = 2 * 60_000
const DOUBLE_MS = 3000
const TICK_MS = 5000
// The number of diners and a new version of the page come with a fresh page, when nobody is at it.
const FRESH_MS = 15 * 60_000
const IDLE_MS = 60_000
const KOREA_MIN = 540

export default function kitchen(board) {
  const told = new Kitchen(board)
  board.addEventListener('submit', (event) => {
    event.preventDefault()
    told.press(event.submitter.value)
  })
  addEventListener('online', () => told.send())
  watch(told.path, { heard: learnTime, told: () => told.tick(), line: (state) => told.showLine(state) })
  setInterval(() => told.tick(), TICK_MS)
  told.send()
}

class Kitchen {
  constructor(board) {
    this.board = board
    this.words = JSON.parse(board.dataset.words)
    this.path = board.dataset.path
    this.key = `balgil-kitchen-${this.path}`
    // The last tap that arrived: {level, at}.
    this.last = JSON.parse(board.dataset.last)
    if (this.last) this.last.at = Date.parse(this.last.at)
    this.isSending = false
    this.isUp = true
    this.pressedAt = 0
    this.openedAt = Date.now()
  }

  /** The tap that has not arrived yet: {id, level, at}; it outlives a reload. */
  get waiting() {
    return JSON.parse(localStorage.getItem(this.key) ?? 'null')
  }

  set waiting(tap) {
    if (tap) localStorage.setItem(this.key, JSON.stringify(tap))
    else localStorage.removeItem(this.key)
  }

  press(level) {
    const isDouble = this.last?.level === level && Date.now() - this.pressedAt < DOUBLE_MS
    if (this.waiting?.level === level || (isDouble && !this.waiting)) return
    this.pressedAt = Date.now()
    const id = encode(crypto.getRandomValues(new Uint8Array(ID_BYTES)))
    this.waiting = { id, level, at: now() }
    this.send()
  }

  async send() {
    if (this.isSending || !this.waiting) return
    this.isSending = true
    // Who changes her mind while a tap is on its way has the last word.
    while (this.waiting) if (!(await this.sendOne(this.waiting))) break
    this.isSending = false
    this.mark()
  }

  /** Whether the next one may follow at once. */
  async sendOne(tap) {
    const name = this.nameOf(tap.level)
    this.mark()
    this.say('sending', fill(this.words.sending, { level: name }))
    try {
      const { as_of: at } = await callServer(`${this.path}/levels`, { body: { id: tap.id, level: tap.level }, timeoutMs: PATIENCE_MS })
      this.last = { level: tap.level, at: Date.parse(at) }
      this.settle(tap)
      this.say('sent', fill(this.words.sent, { level: name, time: timeOf(this.last.at) }))
      askNow(this.path)
      return true
    } catch (error) {
      return this.fail(tap, error)
    }
  }

  fail(tap, error) {
    const isFinal = error instanceof Refusal && error.outbox === 'park'
    if (error instanceof Refusal && error.status === 401) {
      this.showLine('signed-out')
      this.settle(tap)
      this.say('failed', this.words.signed_out)
    } else if (isFinal || now() - tap.at > TRUE_FOR_MS) {
      this.settle(tap)
      this.say('failed', isFinal ? (error.detail ?? this.words.failed) : this.words.too_late)
    } else {
      this.say('waiting', fill(navigator.onLine ? this.words.again : this.words.away, { level: this.nameOf(tap.level) }))
      setTimeout(() => this.send(), AGAIN_MS)
      return false
    }
    return Boolean(this.waiting)
  }

  settle(tap) {
    if (this.waiting?.id === tap.id) this.waiting = undefined
  }

  tick() {
    this.mark()
    const isIdle = Date.now() - this.pressedAt > IDLE_MS && !this.waiting && this.isUp && !document.hidden
    if (isIdle && navigator.onLine && Date.now() - this.openedAt > FRESH_MS) location.reload()
  }

  /** Which button says what is: the tap on its way, else the last one that arrived, with its age. */
  mark() {
    const tap = this.waiting
    const level = tap?.level ?? this.last?.level
    for (const button of this.board.querySelectorAll('button[name="level"]')) {
      const isIt = button.value === level
      button.setAttribute('aria-pressed', String(isIt))
      button.toggleAttribute('data-waiting', isIt && Boolean(tap))
      const age = isIt && !tap && this.last ? sayAge(this.words, Math.max(0, (now() - this.last.at) / 1000)) : ''
      button.querySelector('[data-age]').textContent = age
    }
  }

  showLine(state) {
    this.isUp = state === 'up'
    for (const part of this.board.querySelectorAll('[data-line-state]')) part.hidden = part.dataset.lineState !== state
  }

  nameOf(level) {
    return this.board.querySelector(`button[value="${level}"] [data-name]`).textContent
  }

  say(state, text) {
    const said = this.board.querySelector('[data-said]')
    said.dataset.state = state
    said.querySelector('[data-words-said]').textContent = text
    for (const mark of said.querySelectorAll('[data-when]')) mark.hidden = !mark.dataset.when.split(' ').includes(state)
    said.hidden = false
  }
}

const timeOf = (ms) => clockOf((ms / 60_000 + KOREA_MIN) % 1440)
