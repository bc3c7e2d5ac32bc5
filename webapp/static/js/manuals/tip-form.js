// Only a case has a solution: its field is there when it is one.
export default function tipForm(form) {
  const slot = form.querySelector('[data-slot="solution"]')
  const show = () => {
    slot.hidden = form.elements.kind.value !== 'case'
  }
  form.addEventListener('change', show)
  show()
}
