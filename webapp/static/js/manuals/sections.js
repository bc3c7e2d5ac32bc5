// The chips above a manual say which section is being read.

export default function sections(nav) {
  const links = [...nav.querySelectorAll('a')]
  const parts = links.map((link) => document.getElementById(link.hash.slice(1)))
  let current
  const mark = () => {
    const line = nav.getBoundingClientRect().bottom + 24
    const isAtEnd = scrollY > 0 && innerHeight + scrollY >= document.documentElement.scrollHeight - 2
    const seen = parts.filter((part) => part.getBoundingClientRect().top <= line)
    const reached = isAtEnd ? parts.at(-1) : (seen.at(-1) ?? parts[0])
    if (reached === current) return
    current = reached
    for (const [at, link] of links.entries()) {
      if (parts[at] !== current) link.removeAttribute('aria-current')
      else {
        link.setAttribute('aria-current', 'true')
        nav.scrollTo({ left: link.offsetLeft - nav.clientWidth / 2 + link.clientWidth / 2 })
      }
    }
  }
  addEventListener('scroll', mark, { passive: true })
  addEventListener('resize', mark)
  mark()
}
