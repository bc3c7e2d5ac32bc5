// Without https (and not on this very machine) a browser gives neither keys nor a service worker: say so plainly.

export default function insecure(element) {
  element.hidden = window.isSecureContext
}
