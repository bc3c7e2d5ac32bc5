// How a section will look: the server makes it, as it will when it is published. The answer is read as a document and
// its elements are moved here: no markup goes through a script.

const PATIENCE_MS = 15_000

export function startPreview(form, panes) {
  const button = form.querySelector('[data-preview-button]')
  let isShown = false
  button.addEventListener('click', async (event) => {
    event.preventDefault()
    isShown = !isShown
    button.lastChild.textContent = isShown ? button.dataset.shown : button.dataset.hidden
    for (const pane of panes) toSource(pane, isShown)
    if (isShown) await Promise.all(panes.filter(({ hidden }) => !hidden).map((pane) => show(form, pane)))
  })
  form.addEventListener('click', (event) => {
    // Another section while previews are shown.
    if (!isShown || !event.target.closest?.('[data-tab]')) return
    const pane = panes.find(({ dataset }) => dataset.pane === event.target.closest('[data-tab]').dataset.tab)
    show(form, pane)
  })
}

function toSource(pane, isPreview) {
  pane.querySelector('[data-text]').hidden = isPreview
  pane.querySelector('.manual-tools').hidden = isPreview
  pane.querySelector('[data-preview-of]').hidden = !isPreview
}

async function show(form, pane) {
  const preview = pane.querySelector('[data-preview-of]')
  const text = pane.querySelector('[data-text]')
  const body = new FormData()
  body.set('csrf_token', form.elements.csrf_token.value)
  body.set('base', form.elements.base.value)
  body.set(text.name, text.value)
  preview.setAttribute('aria-busy', 'true')
  const made = await ask(form.dataset.preview, body)
  preview.removeAttribute('aria-busy')
  if (made) preview.replaceChildren(...[...made.childNodes].map((node) => document.importNode(node, true)))
  else preview.textContent = form.dataset.saidNoPreview
  preview.focus({ preventScroll: true })
}

/** The rendered section as an element of a document of its own; nothing when nobody answers. */
function ask(address, body) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    request.responseType = 'document'
    request.timeout = PATIENCE_MS
    request.onload = () => resolve(request.status === 200 ? request.response?.querySelector('.manual-text') : undefined)
    request.onerror = () => resolve(undefined)
    request.ontimeout = () => resolve(undefined)
    request.open('POST', address)
    request.send(body)
  })
}
