// Where two have written the same section: one tap puts either text into the field that will be published.

export default function clash(form) {
  form.addEventListener('click', ({ target }) => {
    const { take } = target.closest('[data-take]')?.dataset ?? {}
    if (!take) return
    const part = target.closest('[data-clash]')
    const text = part.querySelector('[data-text]')
    text.value = part.querySelector(`[data-${take}]`).value
    text.focus()
  })
}
