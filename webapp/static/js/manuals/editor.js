// Writing a manual on a phone: one section at a time, buttons that put Markdown in, a preview, and every letter kept
// by itself. Without this script all sections stand below each other and the form works as forms do.
import { Autosave } from './autosave.js'
import { startPreview } from './preview.js'

export default function editor(form) {
  const panes = [...form.querySelectorAll('[data-pane]')]
  startTabs(form, panes)
  startPreview(form, panes)
  for (const pane of panes) startTools(pane)
  const autosave = new Autosave(form, panes)
  form.addEventListener('submit', (event) => send(event, form, autosave))
  const discarding = document.querySelector('[data-discard]')?.form
  discarding?.addEventListener('submit', () => navigator.onLine && autosave.discard())
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return
    delete form.dataset.ready
    autosave.isEnded = false
    // From the browser's memory comes what stood here before it was published.
    if (navigator.onLine) location.reload()
  })
}

/** What is typed is on the server as a draft before it is published: a form that is lost on the way loses nothing. */
async function send(event, form, autosave) {
  if ('ready' in form.dataset) return
  event.preventDefault()
  if (form.ariaBusy === 'true') return
  form.ariaBusy = 'true'
  const isSaved = await autosave.finish()
  // A form that is being sent is not sent again before its event is over.
  await new Promise((resolve) => setTimeout(resolve))
  form.ariaBusy = null
  if (document.querySelector('[data-other]').open) return
  const isStuck = !isSaved || !navigator.onLine
  form.querySelector('[data-unsent]').hidden = !isStuck
  if (isStuck) return
  autosave.isEnded = true
  form.dataset.ready = ''
  form.requestSubmit(event.submitter)
}

function startTabs(form, panes) {
  const tabs = [...form.querySelectorAll('[data-tab]')]
  if (!tabs.length) return
  const show = (name) => {
    for (const pane of panes) pane.hidden = pane.dataset.pane !== name
    for (const tab of tabs) {
      if (tab.dataset.tab === name) tab.setAttribute('aria-current', 'true')
      else tab.removeAttribute('aria-current')
    }
  }
  for (const tab of tabs) {
    tab.addEventListener('click', (event) => {
      event.preventDefault()
      show(tab.dataset.tab)
      tab.scrollIntoView({ block: 'nearest', inline: 'center' })
    })
  }
  const wanted = location.hash.replace('#pane-', '').replace('#', '')
  const wrong = panes.find((pane) => pane.querySelector('[aria-invalid]'))
  const first = wrong ?? panes.find((pane) => pane.dataset.pane === wanted) ?? panes.find((pane) => 'draft' in pane.dataset)
  show((first ?? panes[0]).dataset.pane)
  addEventListener('hashchange', () => {
    const pane = panes.find(({ dataset }) => location.hash === `#${dataset.pane}`)
    if (pane) show(pane.dataset.pane)
  })
}

function startTools(pane) {
  const text = pane.querySelector('[data-text]')
  for (const tool of pane.querySelectorAll('[data-insert]')) tool.addEventListener('click', () => putLine(text, tool.dataset.insert))
  for (const tool of pane.querySelectorAll('[data-around]')) tool.addEventListener('click', () => putAround(text, tool.dataset.around))
  const amounts = pane.querySelector('[data-amounts]')
  amounts?.addEventListener('change', () => {
    put(text, amounts.value)
    amounts.value = ''
  })
}

/** At the beginning of a line: what is marked there stays behind it. */
function putLine(text, words) {
  const { value, selectionStart: at } = text
  const isFresh = at === 0 || value[at - 1] === '\n'
  put(text, (isFresh ? '' : '\n') + words)
}

function putAround(text, mark) {
  const { value, selectionStart: from, selectionEnd: until } = text
  put(text, mark + value.slice(from, until) + mark)
  if (from === until) text.setSelectionRange(from + mark.length, from + mark.length)
}

/** As if it were typed, so that it can be undone; browsers that cannot do so change the text itself. */
function put(text, words) {
  if (!words) return
  text.focus()
  if (document.execCommand('insertText', false, words)) return
  text.setRangeText(words, text.selectionStart, text.selectionEnd, 'end')
  text.dispatchEvent(new Event('input', { bubbles: true }))
}
