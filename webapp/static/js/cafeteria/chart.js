// The day's curve: its lines follow the server, the line of the present minute moves by itself.
import { watch } from '../shell/poll.js'
import { learnTime, minuteOfDay, today } from './clock.js'
import { clockOf, fill, say, sayWait } from './words.js'

const TICK_MS = 10_000
const ALIKE_MIN = 0.5
const PATHS = ['seen', 'seen_area', 'usual', 'mid', 'band']

export default function chart(figure) {
  const drawn = new Drawn(figure)
  watch(figure.dataset.path, { heard: learnTime, told: (body) => drawn.take(body), line: () => drawn.moveNow() })
  setInterval(() => drawn.isAwake && drawn.moveNow(), TICK_MS)
}

class Drawn {
  constructor(figure) {
    this.figure = figure
    this.words = JSON.parse(figure.dataset.words)
    this.scale = JSON.parse(figure.dataset.scale)
    this.on = figure.dataset.on
    this.wait = undefined
    this.isAwake = false
    // Beside the picture there is room for its numbers.
    figure.querySelector('details').open = matchMedia('(min-width: 56.25em)').matches
  }

  take({ chart: picture, steps, wait, as_of: asOf }) {
    if (!picture) return
    this.on = today()
    this.scale = { from: picture.from_minute, until: picture.until_minute, top: picture.top_min }
    this.wait = wait
    for (const name of PATHS) this.figure.querySelector(`[data-line="${name}"]`).setAttribute('d', picture[name])
    for (const [place, tick] of this.figure.querySelectorAll('[data-wait-tick]').entries()) {
      const { value } = picture.waits[place]
      tick.textContent = place ? String(value) : fill(this.words.minutes, { minutes: value })
    }
    for (const step of steps) this.fillRow(step)
    this.sayEssence([...newest(wait, asOf), ...steps.map(toPoint)])
    this.sayBest(steps)
    this.moveNow()
  }

  fillRow({ minute, seen_min: seen, usual_min: usual, low_min: low, high_min: high }) {
    const row = this.figure.querySelector(`tr[data-minute="${minute}"]`)
    if (!row) return
    say(row, 'row-seen', this.minutes(seen))
    say(row, 'row-usual', this.minutes(usual))
    say(row, 'row-expected', low == null ? this.words.nothing : sayWait(this.words, low, high))
  }

  minutes(value) {
    return value == null ? this.words.nothing : fill(this.words.minutes, { minutes: Math.round(value) })
  }

  /** The picture in a sentence: when the wait is longest. */
  sayEssence(points) {
    const peak = points.reduce((best, one) => (one.wait > best.wait ? one : best), { minute: 0, wait: -1, isSeen: false })
    const { words, figure } = this
    if (peak.wait < 0) return say(figure, 'essence', words.no_curve)
    if (peak.wait < 1) return say(figure, 'essence', words.calm)
    const sentence = peak.isSeen ? words.peak : words.peak_coming
    say(figure, 'essence', fill(sentence, { time: clockOf(peak.minute), minutes: Math.round(peak.wait) }))
  }

  /** The best minute of my slot that is still to come. */
  sayBest(steps) {
    const { slotFrom, slotUntil } = this.figure.dataset
    if (!slotFrom) return
    const from = Math.max(Number(slotFrom), minuteOfDay() - 5)
    const coming = steps.filter((step) => step.mid_min != null && step.minute >= from && step.minute < Number(slotUntil))
    // As `best_minute` of the server has it: served before the slot ends, and the earliest of waits that are alike.
    const inTime = coming.filter((step) => step.minute + step.mid_min <= Number(slotUntil))
    const asked = inTime.length ? inTime : coming
    const least = Math.min(...asked.map((step) => step.mid_min))
    const best = asked.find((step) => step.mid_min <= least + ALIKE_MIN)
    const values = best && { time: clockOf(best.minute), minutes: Math.max(1, Math.round(best.mid_min)) }
    for (const part of document.querySelectorAll('[data-best]')) {
      part.textContent = values ? fill(this.words.best, values) : ''
      part.hidden = !values
    }
  }

  moveNow() {
    this.isAwake = true
    const { from, until, top } = this.scale
    const minute = minuteOfDay()
    const isShown = this.on === today() && minute >= from && minute <= until
    const across = `${((100 * (minute - from)) / (until - from)).toFixed(2)}%`
    for (const part of this.figure.querySelectorAll('[data-now]')) {
      part.toggleAttribute('hidden', !isShown)
      for (const name of part.dataset.now.split(' ')) part.setAttribute(name, across)
      if (part.dataset.now === 'x') part.setAttribute('text-anchor', anchorAt(parseFloat(across)))
    }
    const dot = this.figure.querySelector('[data-dot]')
    const wait = this.wait && (this.wait.low_min + this.wait.high_min) / 2
    dot.toggleAttribute('hidden', !isShown || wait === undefined || wait === null)
    if (wait != null) dot.setAttribute('cy', `${(100 * Math.max(0, 1 - wait / top)).toFixed(2)}%`)
  }
}

/** Words at the edges stay within the picture; templates/cafeteria/_chart.html does the same. */
function anchorAt(percent) {
  if (percent < 10) return 'start'
  return percent > 90 ? 'end' : 'middle'
}

const toPoint = ({ minute, seen_min: seen, mid_min: mid }) => ({ minute, wait: seen ?? mid ?? -1, isSeen: seen != null })

/** The newest estimate is part of what was. */
const newest = (wait, asOf) =>
  wait && asOf ? [{ minute: minuteOfDay(Date.parse(asOf)), wait: (wait.low_min + wait.high_min) / 2, isSeen: true }] : []
