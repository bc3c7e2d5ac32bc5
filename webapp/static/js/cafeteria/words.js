// Sentences of the server with places for what changes: '약 {low}~{high}분'.

/**
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => String(values[name]))

/** '12:05' of minutes after midnight. */
export function clockOf(minute) {
  const whole = Math.floor(minute)
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`
}

/** A range of minutes as people say it; webapp/pages/cafeteria/crowd_words.py says the same. */
export function sayWait(words, low, high) {
  const [from, until] = [Math.round(low), Math.round(high)]
  if (until < 1) return words.at_once
  if (from < 1) return fill(words.within, { minutes: until })
  return from === until ? fill(words.about, { minutes: until }) : fill(words.range, { low: from, high: until })
}

/** How long ago, in the largest unit that fits. */
export function sayAge(words, seconds) {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return words.just_now
  if (minutes < 60) return fill(words.minutes_ago, { count: minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? fill(words.hours_ago, { count: hours }) : fill(words.days_ago, { count: Math.floor(hours / 24) })
}

/** '주방 1, 직원 신고 3' */
export const saySources = (words, sources) =>
  ['kitchen', 'diners', 'sensors']
    .filter((kind) => sources[kind])
    .map((kind) => fill(words[kind], { count: sources[kind] }))
    .join(', ')

/** Puts a text into every part that says this; a part without a text is hidden. */
export function say(element, name, text) {
  for (const part of element.querySelectorAll(`[data-say="${name}"]`)) {
    if (part.textContent !== text) part.textContent = text
    part.hidden = !text
  }
}
