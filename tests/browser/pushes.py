"""A browser that gets pushes: its worker is handed what a push service would bring, and asked what it has."""

from playwright.sync_api import CDPSession, Page, Worker, expect

from services import notifications
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.server import Server
from tests.push_endpoint import PushEndpoint

SUBSCRIBED = """(() => {
  const address = %s
  const key = () => Uint8Array.from(JSON.parse(sessionStorage.getItem('subscribed')))
  const found = () => sessionStorage.getItem('subscribed') && {
    options: { applicationServerKey: key().buffer },
    toJSON: () => address,
    unsubscribe: async () => { sessionStorage.removeItem('subscribed'); return true }
  }
  PushManager.prototype.getSubscription = async () => found() || null
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    sessionStorage.setItem('subscribed', JSON.stringify([...applicationServerKey]))
    return found()
  }
})()"""
SHOWN = """async () => (await registration.getNotifications())
  .map(({ title, body, tag, lang }) => [title, body, tag, lang])"""
PAGES = "async () => (await clients.matchAll({ type: 'window', includeUncontrolled: true })).length"
SHOWN_SINCE = (
    "async (since) => (await registration.getNotifications()).every(({ timestamp }) => timestamp > since)"
)
# A test's tap is no person's: the browser would open and bring forward nothing for it.
TAP = """async () => {
  const asked = []
  clients.openWindow = async (path) => { asked.push(`open ${path}`) }
  WindowClient.prototype.focus = async function () {
    asked.push(`focus ${new URL(this.url).pathname}`)
    return this
  }
  const [notification] = await registration.getNotifications()
  const tapped = new NotificationEvent('notificationclick', { notification })
  dispatchEvent(tapped)
  for (let turn = 0; turn < 100 && !asked.length; turn += 1) await new Promise((done) => setTimeout(done, 20))
  return asked
}"""
NEWS = ["발길", "새 알림이 있어요.", "notices", "ko"]
# The app lies behind another one: a browser of tests never says so by itself.
BEHIND_PAGE = (
    "() => Object.defineProperty(document, 'hidden', { get: () => sessionStorage.getItem('behind') === '1' })"
)
BEHIND_WORKER = """isBehind => Object.defineProperty(WindowClient.prototype, 'visibilityState', {
  configurable: true, get: () => isBehind ? 'hidden' : 'visible'
})"""
AS_SAFARI = """() => {
  Object.defineProperty(navigator, 'userAgent', { get: () => 'AppleWebKit/605.1.15 Safari/604.1' })
  const show = registration.showNotification.bind(registration)
  globalThis.silences = []
  registration.showNotification = (title, options) => {
    globalThis.silences.push(options.silent)
    return show(title, options)
  }
}"""

# How many have come since the worker was asked for the first time.
COUNT_PUSHES = """() => {
  if (!('pushes' in self)) {
    self.pushes = 0
    addEventListener('push', () => { self.pushes += 1 })
  }
  return self.pushes
}"""


def turn_on(page: Page) -> None:
    page.get_by_role("button", name="이 브라우저에서 받기").click()
    expect(page.get_by_text("이 브라우저에서 받고 있어요")).to_be_visible()


def leave(page: Page) -> None:
    """Closes the app; a page that is on its way out would still be one that is in sight."""
    page.goto("about:blank")
    await_in_worker(page, PAGES, 0)


def tell(server: Server) -> None:
    parts = parts_of(server)
    with parts.database.writing() as session:
        notifications.notify(session, staff_id_of(server, "traveller"), "password_changed", parts.clock.now())


def await_push(page: Page, endpoint: PushEndpoint, count: int) -> str:
    """What the worker process has posted, as the browser would decrypt it."""
    for _ in range(200):
        if len(endpoint.pushes) >= count:
            break
        page.wait_for_timeout(50)
    assert endpoint.paths() == ["/phone"] * count
    return endpoint.pushes[-1].text.decode()


def deliver(page: Page, server: Server, text: str) -> None:
    """Hands a decrypted message to the service worker, as the browser does after a push service's word."""
    cdp: CDPSession = page.context.new_cdp_session(page)
    message = {"origin": server.url, "registrationId": registration_of(page, cdp), "data": text}
    before = worker_of(page).evaluate(COUNT_PUSHES)
    # A busy browser now and then forgets a message, and every one once the session is detached.
    for _ in range(5):
        cdp.send("ServiceWorker.deliverPushMessage", message)
        for _ in range(100):
            if worker_of(page).evaluate(COUNT_PUSHES) > before:
                return
            page.wait_for_timeout(20)
    raise AssertionError("the browser has delivered nothing")


def registration_of(page: Page, cdp: CDPSession) -> str:
    found: list[str] = []
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(20)
    return found[-1]


def worker_of(page: Page) -> Worker:
    return page.context.service_workers[0]


def shown(page: Page) -> list[list[str]]:
    return list(worker_of(page).evaluate(SHOWN))


def await_shown(page: Page, expected: list[list[str]]) -> None:
    await_in_worker(page, SHOWN, expected)


def await_replaced(page: Page, since: float) -> None:
    """Until nothing is shown any more of what was there at `since`, in the browser's milliseconds."""
    await_in_worker(page, SHOWN_SINCE, True, since)


def await_in_worker(page: Page, script: str, expected: object, argument: object = None) -> None:
    for _ in range(500):
        if worker_of(page).evaluate(script, argument) == expected:
            return
        page.wait_for_timeout(20)
    assert worker_of(page).evaluate(script, argument) == expected


def put_behind(page: Page, *, is_behind: bool) -> None:
    """What the person does by opening another app, and by coming back."""
    worker_of(page).evaluate(BEHIND_WORKER, is_behind)
    page.evaluate(
        """isBehind => {
          sessionStorage.setItem('behind', isBehind ? '1' : '0')
          document.dispatchEvent(new Event('visibilitychange'))
        }""",
        is_behind,
    )
