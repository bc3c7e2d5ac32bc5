// A button that opens the <dialog> it names in data-dialog; a tap outside closes it.

export default function dialog(button) {
  const sheet = document.getElementById(button.dataset.dialog)
  button.addEventListener('click', () => sheet.showModal())
  sheet.addEventListener('click', ({ target }) => {
    if (target === sheet) sheet.close()
  })
}
