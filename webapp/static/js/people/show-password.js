// A button that shows the letters of the password beside it, and hides them again.

export default function showPassword(button) {
  const input = document.getElementById(button.getAttribute('aria-controls'))
  button.hidden = false
  button.addEventListener('click', () => {
    const isShown = input.type === 'text'
    input.type = isShown ? 'password' : 'text'
    button.ariaPressed = String(!isShown)
  })
  // A shown password is not kept by the browser's memory of form fields.
  input.form.addEventListener('submit', () => {
    input.type = 'password'
  })
}
