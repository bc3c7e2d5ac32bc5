// A menu on a wall turns to the next day by itself: it is loaded anew every ten minutes, when the server can be reached.

const EVERY_MS = 600_000

export default function wall() {
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' })
      if (answer.ok && !answer.redirected) location.reload()
    } catch {
      // away: the page stays as it is
    }
  }, EVERY_MS)
}
