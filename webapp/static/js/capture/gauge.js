// What the screen says while it measures: the radius, large; how many fixes; for ears now and then, not for each fix.
import { Picture } from './picture.js'
import { fill } from './words.js'

// The next word for ears: when the radius has halved, and not before this has passed.
const QUIET_MS = 4000

export class Gauge {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part
    this.texts = part.dataset
    this.picture = new Picture(part.querySelector('svg'))
    this.find = (name) => part.querySelector(`[data-${name}]`)
    const showNetwork = () => this.find('offline').toggleAttribute('hidden', navigator.onLine)
    addEventListener('online', showNetwork)
    addEventListener('offline', showNetwork)
    showNetwork()
  }

  /** As it looks before the first fix. */
  idle() {
    this.find('radius').textContent = this.texts.searching
    this.find('hint').textContent = this.texts.searchingHint
    this.switchTo('measuring')
    this.part.querySelector('[data-act=seal]').disabled = true
  }

  /** @param {import('../lib/kit.js').Kit['settings']} settings */
  begin(settings) {
    this.settings = settings
    this.idle()
    this.picture.begin(settings)
    this.say(this.texts.spokenStart, Infinity)
  }

  show(fixes, best, trip) {
    const m = Math.ceil(best.accuracy)
    this.picture.show(fixes, best, trip)
    this.find('radius').textContent = fill(this.texts.radiusText, { m })
    this.find('hint').textContent = fill(this.texts.measuringHint, { good: this.settings.good_accuracy_m, count: fixes.length })
    this.part.querySelector('[data-act=seal]').disabled = false
    const isDue = m <= this.spoken.radius / 2 && performance.now() - this.spoken.at > QUIET_MS
    if (isDue) this.say(fill(this.texts.spokenRadius, { m }), m)
  }

  askPoor(best) {
    this.find('hint').textContent = fill(this.texts.poorHint, { poor: this.settings.poor_accuracy_m })
    this.say(fill(this.texts.spokenPoor, { m: Math.ceil(best.accuracy) }))
    this.switchTo('poor')
  }

  seal() {
    this.find('hint').textContent = this.texts.sealingHint
    for (const button of this.part.querySelectorAll('.capture-actions button')) button.disabled = true
  }

  switchTo(name) {
    this.part.dataset.mood = name
    for (const actions of this.part.querySelectorAll('[data-when]')) actions.hidden = actions.dataset.when !== name
    for (const button of this.part.querySelectorAll('.capture-actions button')) button.disabled = false
  }

  say(sentence, radius = this.spoken.radius) {
    this.find('spoken').textContent = sentence
    this.spoken = { radius, at: performance.now() }
  }
}
