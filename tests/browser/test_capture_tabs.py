"""Two tabs of one browser: one chain, one sender, one truth on both screens."""

from collections import Counter

from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.phone import (
    ask_phone,
    expect_empty_queue,
    hold_phone,
    list_stored,
    wait_until,
)
from tests.browser.server import Server
from tests.factories import NUMBERS

# Many captures as fast as the phone can, past the screen: what the tap does once a fix is there.
CAPTURE_MANY = """async ([owner, count]) => {
  const load = (file) => import(`/static/${document.documentElement.dataset.build}/js/lib/${file}.js`)
  const [{ keepEvidence }, kits, { beginMoment }] = await Promise.all(['capture', 'kit', 'context'].map(load))
  const kit = await kits.loadKit(owner)
  const best = { at: Date.now(), lat: 35.68725, lon: 127.9097, accuracy: 8 }
  const taken = () => ({ owner, kit, best, fixes: [best], moment: beginMoment(), wasVisible: true })
  const work = Array.from({ length: count }, () => keepEvidence(taken(), () => {}))
  return (await Promise.all(work)).map(({ entry }) => entry.id)
}"""
WITHOUT_LOCKS = "() => { Object.defineProperty(navigator, 'locks', { value: undefined }) }"


def capture_many_in_both(page: Page, other: Page, count: int) -> list[str]:
    """Both tabs at work at the same time; the ids that they have made."""
    start = f"(args) => {{ window.made = ({CAPTURE_MANY})(args) }}"
    for tab in (page, other):
        tab.evaluate(start, [NUMBERS["traveller"], count])
    return [made for tab in (page, other) for made in tab.evaluate("() => window.made")]


def expect_one_chain(entries: list[tuple[int, bytes, bytes]]) -> None:
    """(sequence, id, previous) of each: 1, 2, 3 ... and each names the one before it."""
    ordered = sorted(entries)
    assert [sequence for sequence, _, _ in ordered] == list(range(1, len(ordered) + 1))
    assert [previous for _, _, previous in ordered] == [bytes(16), *(made for _, made, _ in ordered[:-1])]


def test_two_tabs_that_capture_at_once_never_fork(
    page: Page, context: BrowserContext, server: Server
) -> None:
    run_both(page, context, server)


def test_without_web_locks_the_head_decides(page: Page, context: BrowserContext, server: Server) -> None:
    context.add_init_script(f"({WITHOUT_LOCKS})()")
    run_both(page, context, server)


def run_both(page: Page, context: BrowserContext, server: Server) -> None:
    known = {one.id for one in list_stored(server)}
    hold_phone(page, server)
    other = context.new_page()
    other.goto(server.url)
    made = capture_many_in_both(page, other, 6)
    assert len(set(made)) == 12
    expect_empty_queue(page, timeout_s=40)
    stored = [one for one in list_stored(server) if one.id not in known]
    expect_one_chain([(one.payload.sequence, one.id, one.payload.previous) for one in stored])
    assert {one.id.hex() for one in stored} == set(made)


def test_two_tabs_send_each_evidence_once(page: Page, context: BrowserContext, server: Server) -> None:
    hold_phone(page, server)
    other = context.new_page()
    other.goto(server.url)
    context.set_offline(True)
    page.evaluate(CAPTURE_MANY, [NUMBERS["traveller"], 5])
    wait_until(page, lambda: ask_phone(page, "counts")["unsent"] == 5)
    sent: Counter[str] = Counter()

    def count(request: Request) -> None:
        if request.method == "POST" and request.url.endswith("/api/v1/evidences"):
            sent[request.post_data_json["text"]] += 1

    context.on("request", count)
    context.set_offline(False)
    expect_empty_queue(page)
    assert sorted(sent.values()) == [1] * 5


def test_a_capture_in_one_tab_is_seen_in_the_other(
    page: Page, context: BrowserContext, server: Server
) -> None:
    hold_phone(page, server)
    other = context.new_page()
    other.goto(server.url)
    context.set_offline(True)
    page.get_by_test_id("capture").click()
    expect(page.get_by_test_id("capture-result")).to_be_visible()
    expect(other.get_by_test_id("outbox-status")).to_have_attribute("data-state", "kept")
    expect(other.get_by_role("list", name="이 휴대전화의 증빙").get_by_role("button")).to_have_count(1)
    context.set_offline(False)
    expect_empty_queue(page)
    expect(other.get_by_test_id("outbox-status")).to_have_attribute("data-state", "sent")


def test_a_lock_that_a_sleeping_tab_holds_is_taken_away(page: Page, server: Server) -> None:
    hold_phone(page, server)
    order = page.evaluate(
        """async () => {
          const { build } = document.documentElement.dataset
          const { withLock } = await import(`/static/${build}/js/lib/locks.js`)
          navigator.locks.request('held', () => new Promise(() => {})).catch(() => {})
          const got = await withLock('held', async () => 'taken', 300)
          const [first, second] = [withLock('free', async () => 1, 300), withLock('free', async () => 2, 300)]
          return [got, await first, await second]
        }"""
    )
    assert order == ["taken", 1, 2]
