// Many at once: with a network the form does it in one step; without one, each card keeps its own approval on the phone.

export default function bulk(form) {
  form.addEventListener('submit', (event) => {
    if (navigator.onLine || !window.isSecureContext) return
    event.preventDefault()
    for (const { value } of form.querySelectorAll('input[name=requests]')) {
      document.getElementById(`request-${value}`)?.dispatchEvent(new Event('approve'))
    }
  })
}
