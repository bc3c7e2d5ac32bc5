// A form that is sent once: a second tap while the first is under way does nothing.

export default function once(form) {
  form.addEventListener('submit', (event) => {
    if (form.ariaBusy === 'true') return event.preventDefault()
    form.ariaBusy = 'true'
  })
  // The page may come back from the browser's memory.
  addEventListener('pageshow', () => {
    form.ariaBusy = null
  })
}
