// A button that prints the page.
export default function printPage(button) {
  button.addEventListener('click', () => print())
}
