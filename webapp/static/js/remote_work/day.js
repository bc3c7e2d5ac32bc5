// The growing card of a day: each form is kept on this phone first and goes by its queue of posts, so that the card
// grows without a network as it does with one. What is typed is a draft until then.
import { fill } from '../capture/words.js'
import { onChange } from '../lib/changes.js'
import { dropDraft, findDraft, saveDraft } from '../lib/drafts.js'
import { findPause } from '../lib/pause.js'
import { findAnswer, keepPost, listPosts, newPostId } from '../lib/posts.js'
import { dateAnew, localDay } from './dates.js'
import { countLines, growCard, kindOf, newerCard } from './grow.js'
import { showLines, showResultLines } from './lines.js'
import { fillFields, giveBack, readFields, readPlan, readResult, writeAgain } from './read-forms.js'
import { findWaiting, replaceWaiting } from './rewriting.js'
import { showFailure, showStanding } from './standing.js'

const READERS = { plan: readPlan, result: readResult, start: () => ({}), end: () => ({}) }
const WITH_DRAFT = ['plan', 'result']

export default async function day(card) {
  if (!window.isSecureContext) return
  const { owner, on } = card.dataset
  const subject = `remote_day ${on}`
  const page = JSON.parse(card.dataset.state)
  const show = async () => {
    const [posts, answer, pause] = await Promise.all([listPosts(owner, subject), findAnswer(owner, subject), findPause(owner)])
    const base = newerCard(page, answer?.body)
    const grown = growCard(base, posts)
    showStanding(card, posts, pause, (post) => returnPost(card, post))
    if (grown !== page) showGrown(card, grown)
    dateAnew(card)
    showForms(card, grown)
    return { grown, posts }
  }
  let shown
  const typed = new Set()
  const open = async () => {
    shown = await show()
    await restoreDrafts(card, typed)
    countTicks(card)
  }
  const opening = open()
  // A form may be typed into and sent, and a link tapped, before the phone has told what it keeps.
  for (const form of card.querySelectorAll('form[data-form]')) {
    form.addEventListener('submit', (event) => keep(event, card, subject, show, opening))
    form.addEventListener('input', () => typed.add(form), { once: true })
    if (WITH_DRAFT.includes(form.dataset.form)) form.addEventListener('input', () => noteDraft(card, form))
  }
  card.addEventListener('click', (event) => rewrite(event, card, () => opening.then(() => shown.grown)))
  await opening
  const again = async () => {
    const before = shown.posts.length
    shown = await show()
    // All is sent: the server's own page says more, such as who decides. Not while somebody writes in this one.
    if (before && !shown.posts.length && !card.dataset.again) location.replace(location.pathname)
  }
  document.addEventListener('visibilitychange', () => document.hidden || again())
  onChange('posts', again)
  onChange('outbox', again)
}

/** @param {HTMLElement} card @param {import('./grow.js').Card} grown */
function showGrown(card, grown) {
  const words = JSON.parse(card.dataset.headlines)
  card.dataset.step = grown.step
  card.querySelector('[data-headline]').textContent = fill(words[grown.step], countLines(grown))
  showLines(card, (grown.result ?? grown.plan)?.lines ?? [])
}

/** Each part on its steps; the ticks of the result can be set while the day runs. */
function showForms(card, { on, step: reached, plan }) {
  const step = card.dataset.again || reached
  for (const part of card.querySelectorAll('[data-when]')) {
    part.hidden = !part.dataset.when.split(' ').includes(step) && !(part.dataset.also === step && plan)
    if ('thatDay' in part.dataset && on !== localDay()) part.hidden = true
    if ('otherDay' in part.dataset && on <= localDay()) part.hidden = true
    if ('byDay' in part.dataset && on < localDay()) part.hidden = true
    if ('fresh' in part.dataset && card.dataset.today !== localDay()) part.hidden = true
  }
  for (const link of card.querySelectorAll('[data-rewrite=plan]')) link.hidden = on < localDay()
  if (!plan) return
  showResultLines(card.querySelector('form[data-form=result]'), plan)
  // Its lines stand in the form then.
  if (step === 'end') {
    card.querySelector('[data-lines]').hidden = true
    countTicks(card)
  }
}

/** What is in, or waits to be, stands in its form again; the link's own page is for browsers without this script. */
async function rewrite(event, card, findGrown) {
  const { rewrite: kind } = event.target.closest('a')?.dataset ?? {}
  if (!kind) return
  event.preventDefault()
  const grown = await findGrown()
  card.dataset.again = `${kind}_again`
  showForms(card, grown)
  const form = card.querySelector(`form[data-form=${kind}]`)
  writeAgain(form, grown[kind])
  form.querySelector('textarea, input:not([type=hidden])').focus()
}

async function keep(event, card, subject, show, opening) {
  event.preventDefault()
  const form = event.target
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  const { again } = card.dataset
  try {
    await opening
    card.dataset.again = ''
    await put(card, form, subject, show)
    await dropDraft(card.dataset.owner, draftOf(card, form))
    card.querySelector('[data-headline]').focus()
  } catch (error) {
    card.dataset.again = again
    await show()
    showFailure(card)
    throw error
  } finally {
    form.ariaBusy = null
  }
}

/** In the place of the same text that waits, else behind what waits. */
async function put(card, form, subject, show) {
  const { owner, on } = card.dataset
  const kind = form.dataset.form
  const body = { ...READERS[kind](form), made_at: new Date().toISOString() }
  const waiting = WITH_DRAFT.includes(kind) && findWaiting(await listPosts(owner, subject), kind)
  if (waiting && (await replaceWaiting(waiting, body))) return
  const version = toVersion(kind, (await show()).grown)
  const path = `remote-days/${on}/${kind}`
  await keepPost({ id: newPostId(), owner, subject, path, body: { ...version, ...body }, title: form.dataset.title, href: `/remote-work/${on}` })
}

/** Of a text, on top of which one it is written. */
const toVersion = (kind, grown) => (WITH_DRAFT.includes(kind) ? { version: grown[`${kind}_revision`] } : {})

/** Before it leaves the queue it is a draft again. */
async function returnPost(card, post) {
  const form = card.querySelector(`form[data-form=${kindOf(post)}]`)
  giveBack(form, post.body)
  if (WITH_DRAFT.includes(form.dataset.form)) await noteDraft(card, form)
}

function noteDraft(card, form) {
  countTicks(card)
  return saveDraft(card.dataset.owner, draftOf(card, form), readFields(form))
}

/** While the day runs, the headline says how far it has come. */
function countTicks(card) {
  if (card.dataset.step !== 'end') return
  const ticks = [...card.querySelectorAll('form[data-form=result] input[name=done]')]
  const words = JSON.parse(card.dataset.headlines)
  const done = ticks.filter(({ checked }) => checked).length
  card.querySelector('[data-headline]').textContent = fill(words.end, { count: ticks.length, done })
}

const draftOf = (card, form) => `remote_day ${card.dataset.on} ${form.dataset.form}`

/** Into the forms in which nobody has typed since. */
async function restoreDrafts(card, typed) {
  for (const kind of WITH_DRAFT) {
    const form = card.querySelector(`form[data-form=${kind}]`)
    const saved = await findDraft(card.dataset.owner, draftOf(card, form))
    if (saved && !typed.has(form)) fillFields(form, saved)
  }
}
