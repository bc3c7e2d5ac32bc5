// The forms of a day's card as bodies of posts.

/** @param {string} text lines as typed */
const toLines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean)

/** The chosen lines first, each once. */
export function readPlan(form) {
  const data = new FormData(form)
  return { lines: [...new Set([...data.getAll('pick'), ...toLines(data.get('lines'))])] }
}

export function readResult(form) {
  const data = new FormData(form)
  const done = new Set(data.getAll('done'))
  const notes = data.getAll('note')
  const planned = data.getAll('count').map((count, place) => ({
    place, is_done: done.has(String(place)), count: /^\d{1,6}$/.test(count.trim()) ? Number(count) : null, note: notes[place].trim(), text: ''
  }))
  const besides = toLines(data.get('besides')).map((text) => ({ place: null, is_done: true, count: null, note: '', text }))
  return { plan_id: data.get('plan_id'), lines: [...planned, ...besides] }
}

/** What was refused stands in the form again, to be mended. */
export function giveBack(form, { lines }) {
  if (form.dataset.form === 'plan') form.elements.lines.value ||= lines.join('\n')
  if (form.dataset.form !== 'result') return
  const all = (name) => form.querySelectorAll(`[name=${name}]`)
  for (const { place, is_done: isDone, count, note } of lines.filter((line) => line.place !== null)) {
    if (!all('done')[place]) continue
    all('done')[place].checked = isDone
    all('count')[place].value = count ?? ''
    all('note')[place].value = note
  }
  form.elements.besides.value ||= lines.filter((line) => line.place === null).map(({ text }) => text).join('\n')
}

/** What is in already, to be changed. */
export function writeAgain(form, { lines }) {
  for (const pick of form.querySelectorAll('[name=pick]')) pick.checked = false
  const field = form.elements.lines ?? form.elements.besides
  field.value = ''
  if (form.dataset.form === 'plan') return giveBack(form, { lines: lines.map(({ text }) => text) })
  return giveBack(form, { lines: lines.map((line, at) => ({ ...line, place: line.is_planned ? at : null })) })
}

// What a form holds, to be put back into it: ticks and texts by the names of their fields.

const fieldsOf = (form) => [...form.elements].filter(({ name, type }) => name && type !== 'hidden' && type !== 'submit')

export const readFields = (form) => fieldsOf(form).map(({ name, type, value, checked }) => (type === 'checkbox' ? [name, value, checked] : [name, value]))

/** Only where the fields are still the same ones. */
export function fillFields(form, saved) {
  const fields = fieldsOf(form)
  const isSame = (field, [name, value]) => field.name === name && (field.type !== 'checkbox' || field.value === value)
  if (fields.length !== saved.length || !fields.every((field, at) => isSame(field, saved[at]))) return
  fields.forEach((field, at) => {
    const [, value, checked] = saved[at]
    if (field.type === 'checkbox') field.checked = checked
    else field.value = value
  })
}
