// Offers to put the app on the home screen, where the browser lets a page ask; elsewhere the written way stays.

export default function install(element) {
  const isInstalled = matchMedia('(display-mode: standalone)').matches || navigator.standalone
  element.hidden = Boolean(isInstalled)
  const button = element.querySelector('button')
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    button.hidden = false
    button.addEventListener('click', () => event.prompt(), { once: true })
  })
  addEventListener('appinstalled', () => {
    element.hidden = true
  })
}
