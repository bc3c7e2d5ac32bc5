"""`/me/notices`: what I must be told, in my language."""

from services import notifications
from services.people import NoticeKind
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser, ClientAs
from tests.web.page import Node
from webapp.context import Parts

PAGE = "/me/notices"


def tell(parts: Parts, cast: Cast, clock: HandClock, kind: str, **facts: str) -> None:
    with parts.database.writing() as session:
        notifications.notify(session, cast.traveller.staff_id, kind, clock.now(), **facts)


def find_bell(page: Node) -> tuple[str, str]:
    """Its number, and its name for those who listen."""
    (bell,) = page.all("a", **{"data-testid": "bell"})
    return bell.attrs["data-unread"], bell.all("span", **{"class": "unseen"})[0].text


def shown(browser: Browser) -> list[str]:
    """The new ones on the page, as its form sends them."""
    return [field.attrs["value"] for field in browser.get(PAGE).all("input", name="notice")]


def test_each_kind_says_a_sentence(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> None:
    facts = {"label": "기기 <b>하나</b>", "by": "박다온", "reason": "표본 점검"}
    facts |= {"name": "박다온", "from_on": "2026-10-01", "until_on": "2026-10-02"}
    for kind in NoticeKind:
        tell(parts, cast, clock, kind, **facts)
    lines = client_as(cast.traveller).get(PAGE).all("li")
    said = [line.text for line in lines if "9. 29." in line.text]
    assert len(said) == len(NoticeKind)
    assert not [text for text in said if "%(" in text]


def test_new_ones_stand_first_until_they_are_acknowledged(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    tell(parts, cast, clock, NoticeKind.PASSWORD_CHANGED)
    browser = client_as(cast.traveller)
    assert find_bell(browser.get("/me")) == ("1", "새 알림 1건")
    assert "새 알림 1건" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/read", {"notice": shown(browser)}, page=PAGE).status_code == 303
    assert find_bell(browser.get("/me")) == ("0", "알림")
    page = browser.get(PAGE)
    assert "새 알림 1건" not in page.text
    assert "비밀번호를 바꿨어요" in page.text


def test_a_kind_of_another_subject_says_itself(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    tell(parts, cast, clock, "lunch", text="점심 시간이 바뀌었어요.")
    tell(parts, cast, clock, "unknown")
    assert "점심 시간이 바뀌었어요." in client_as(cast.traveller).get(PAGE).text


def test_facts_that_hold_signs_are_text(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    tell(parts, cast, clock, NoticeKind.NEW_BROWSER, label="100% <script>%(x)s")
    assert "100% <script>%(x)s" in client_as(cast.traveller).get(PAGE).text


def test_they_are_nobody_elses(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> None:
    tell(parts, cast, clock, NoticeKind.PASSWORD_CHANGED)
    other = client_as(cast.lead)
    assert "비밀번호를 바꿨어요" not in other.get(PAGE).text
    other.post(f"{PAGE}/read", {"notice": shown(client_as(cast.traveller))}, page="/me")
    assert "새 알림 1건" in client_as(cast.traveller).get(PAGE).text


def test_without_any_it_says_so(client_as: ClientAs, cast: Cast) -> None:
    assert "알림이 없어요" in client_as(cast.stranger).get(PAGE).text


def test_what_came_while_the_page_was_open_stays_new(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    tell(parts, cast, clock, NoticeKind.PASSWORD_CHANGED)
    browser = client_as(cast.traveller)
    seen = shown(browser)
    tell(parts, cast, clock, NoticeKind.PASSKEY_ADDED, label="열쇠")
    browser.post(f"{PAGE}/read", {"notice": seen}, page=PAGE)
    assert find_bell(browser.get("/me"))[0] == "1"
    page = browser.get(PAGE)
    (line,) = page.all("li", **{"data-notice": shown(browser)[0]})
    assert line.text.startswith("패스키")


def test_the_same_again_is_one_line_and_one_tap(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    for hour in range(3):
        tell(parts, cast, clock, "approval_waiting", once=f"hour {hour}")
        tell(parts, cast, clock, NoticeKind.PASSWORD_CHANGED)
        clock.advance(hours=1)
    browser = client_as(cast.traveller)
    page = browser.get(PAGE)
    assert "새 알림 6건" in page.text
    lines = [node for node in page.all("li") if "data-notice" in node.attrs]
    (waiting,) = (node for node in lines if "결재" in node.text)
    assert "같은 알림 3건" in waiting.text
    assert "17:20" in waiting.text
    assert len(waiting.attrs["data-notice"].split()) == 3
    assert len(lines) == 4  # of one's own account each is told
    browser.post(f"{PAGE}/read", {"notice": shown(browser)}, page=PAGE)
    assert find_bell(browser.get("/me"))[0] == "0"


def test_a_notice_that_does_not_fit_its_sentence_hides_no_other(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    tell(parts, cast, clock, NoticeKind.PASSWORD_CHANGED)
    tell(parts, cast, clock, NoticeKind.DEVICE_PENDING, without="what it needs")
    tell(parts, cast, clock, NoticeKind.DEVICE_PENDING)
    tell(parts, cast, clock, NoticeKind.NEW_BROWSER, label="가", from_on="어제", until_on="오늘")
    text = client_as(cast.traveller).get(PAGE).text
    assert "비밀번호를 바꿨어요" in text
    assert text.count("보여 드릴 수 없어요") == 3
    assert "%(" not in text


def test_older_ones_are_one_tap_further(
    client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock
) -> None:
    with parts.database.writing() as session:
        tellings = [notifications.Telling(cast.traveller.staff_id, {"label": f"{n}번"}) for n in range(101)]
        notifications.notify_all(session, NoticeKind.NEW_BROWSER, clock.now(), tellings)
    browser = client_as(cast.traveller)
    assert find_bell(browser.get("/me"))[0] == "101"
    page = browser.get(PAGE)
    (older,) = [link for link in page.all("a") if link.text == "더 오래된 알림"]
    assert "(0번)" in browser.get(older.attrs["href"]).text
    assert "(1번)" not in browser.get(older.attrs["href"]).text


def test_nobody_without_a_sign_in_has_a_bell(client_as: ClientAs) -> None:
    assert client_as(None).get("/sign-in").all("a", **{"data-testid": "bell"}) == []
