// How crowded a cafeteria is: the card on home, the head of its page, the wall in the lobby. Follows the server, and
// ages by itself: what is too old turns gray, and yesterday's screen says nothing of today.
import { watch } from '../shell/poll.js'
import { learnTime, minuteOfDay, now, today } from './clock.js'
import { fill, say, sayAge, saySources, sayWait } from './words.js'

const TICK_MS = 5000

export default function crowd(element) {
  const shown = new Shown(element)
  // Until the server has told the time, or cannot, the page stands as it was made.
  watch(element.dataset.path, { heard: learnTime, told: (body) => shown.take(body), line: () => shown.refresh() })
  setInterval(() => shown.isAwake && shown.refresh(), TICK_MS)
}

class Shown {
  constructor(element) {
    this.element = element
    this.words = JSON.parse(element.dataset.words)
    // What the page was made with: enough to age without the server.
    this.body = JSON.parse(element.dataset.facts)
    this.on = element.dataset.on
    this.isAwake = false
  }

  take(body) {
    this.body = body
    this.on = today()
    const { words, element } = this
    if (body.wait) say(element, 'wait', sayWait(words, body.wait.low_min, body.wait.high_min))
    if (body.sources) say(element, 'sources', saySources(words, body.sources))
    say(element, 'queue', sayQueue(words, body))
    say(element, 'hint', sayHint(words, body))
    this.refresh()
  }

  refresh() {
    this.isAwake = true
    const { body, element } = this
    const view = this.findView()
    const age = this.findAge()
    for (const part of element.querySelectorAll('[data-view]')) part.hidden = !part.dataset.view.split(' ').includes(view)
    for (const part of element.querySelectorAll('[data-level]')) part.hidden = part.dataset.level !== body.level
    for (const part of element.querySelectorAll('[data-confidence]')) part.hidden = part.dataset.confidence !== body.confidence
    if (age !== undefined) say(element, 'age', sayAge(this.words, age))
    if (body.steps) say(element, 'usual', sayUsual(this.words, body.steps))
    element.dataset.shown = view
  }

  findView() {
    const { state, level, stale_after_s: staleAfter } = this.body
    if (this.on !== today()) return 'old'
    if (state !== 'open') return state
    if (!level) return 'unread'
    return this.findAge() > staleAfter ? 'stale' : 'live'
  }

  findAge() {
    return this.body.as_of ? Math.max(0, (now() - Date.parse(this.body.as_of)) / 1000) : undefined
  }
}

function sayQueue(words, { queue }) {
  if (queue == null) return ''
  return queue ? fill(words.queue, { count: queue }) : words.no_queue
}

function sayHint(words, { busy_from: busy, quiet_from: quiet }) {
  if (busy) return fill(words.busy_from, { time: busy })
  return quiet ? fill(words.quiet_from, { time: quiet }) : ''
}

/** What is usual at this time of day, named as such. */
function sayUsual(words, steps) {
  const minute = minuteOfDay()
  const step = steps.findLast?.((one) => one.minute <= minute) ?? [...steps].reverse().find((one) => one.minute <= minute)
  if (step?.usual_min == null) return ''
  const minutes = Math.round(step.usual_min)
  return minutes ? fill(words.usual, { minutes }) : words.usual_calm
}
