// Waits for a solution: asks how far it is while the page is seen, and loads the page anew when that has changed. The
// bar goes on meanwhile; it is no promise, for a solution may be found much earlier.
const EVERY_MS = 2500

export default function wait(element) {
  const bar = element.querySelector('progress')
  const began = performance.now()
  const move = () => {
    if (bar) bar.value = Number(element.dataset.elapsed) + (performance.now() - began) / 1000
  }
  const ask = async () => {
    move()
    if (!document.hidden && (await hasChanged(element.dataset))) return location.reload()
    return setTimeout(ask, EVERY_MS)
  }
  setTimeout(ask, EVERY_MS)
}

/** Whether the page has something new to say; an ended session has, an unreachable server has not. */
async function hasChanged({ path, work }) {
  const answer = await fetch(path, { cache: 'no-store', redirect: 'manual' }).catch(() => undefined)
  if (!answer) return false
  if (!answer.ok) return answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 404
  return (await answer.json()).work !== work
}
