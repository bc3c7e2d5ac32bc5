// A button that copies the text of the element it names in data-copy, and says data-done.
import { toast } from './toast.js'

export default function copy(button) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim())
    toast(button.dataset.done)
  })
}
