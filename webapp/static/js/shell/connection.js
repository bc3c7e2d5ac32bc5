// "연결이 없어요. 09:12에 받은 화면이에요.": the network is away, or the server did not answer: this page is the phone's
// own copy (shell/worker marks it), or what it follows has gone silent (shell/poll). Says how old the screen is.
// A form that nothing keeps on the phone stays with what was typed, and is not given away to a page of errors.
import { toast } from './toast.js'

export default function connection(element) {
  const page = document.documentElement
  const renderedAt = new Date(element.dataset.renderedAt)
  const show = () => {
    element.querySelector('[data-why]').textContent = navigator.onLine ? element.dataset.silent : element.dataset.away
    element.querySelector('span[data-age]').textContent = element.dataset.age.replace('{time}', timeOf(renderedAt))
    element.hidden = navigator.onLine && !('fromPhone' in page.dataset) && !('silent' in page.dataset)
  }
  addEventListener('submit', (event) => {
    const { defaultPrevented, target: form } = event
    if (defaultPrevented || navigator.onLine || form.method !== 'post') return
    event.preventDefault()
    form.ariaBusy = null
    const said = toast(element.dataset.unsent)
    addEventListener('online', () => said.remove(), { once: true })
  })
  addEventListener('online', show)
  addEventListener('offline', show)
  new MutationObserver(show).observe(page, { attributeFilter: ['data-from-phone', 'data-silent'] })
  show()
}

const zone = { timeZone: 'Asia/Seoul' }
const clock = new Intl.DateTimeFormat('ko', { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = new Intl.DateTimeFormat('ko', { ...zone, month: 'numeric', day: 'numeric' })

function timeOf(instant) {
  const time = clock.format(instant)
  return day.format(instant) === day.format(Date.now()) ? time : `${day.format(instant)} ${time}`
}
