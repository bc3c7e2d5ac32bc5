"""`/me/notices`: what I must be told, in my language."""

from services import notifications
from services.people import NoticeKind
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import ClientAs
from webapp.context import Parts

PAGE = "/me/notices"


def tell(parts: Parts, cast: Cast, clock: HandClock, kind: str, **facts: str) -> None:
    with parts.database.writing() as session:
        notifications.notify(session, cast.traveller.staff_id, kind, clock.now(), **facts)


def test_each_kind_says_a_sentence(client_as: ClientAs, cast: Cast, parts: Parts, clock: HandClock) -> None:
    facts = {"label": "기기 <b>하나</b>", "by": "박다온", "reason": "표본 점검"}
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
    assert "새 알림이 1건 있어요" in browser.get("/me").text
    assert "새 알림 1건" in browser.get(PAGE).text
    assert browser.post(f"{PAGE}/read", page=PAGE).status_code == 303
    text = browser.get(PAGE).text
    assert "새 알림" not in text
    assert "비밀번호를 바꿨어요" in text


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
    other.post(f"{PAGE}/read", page="/me")
    assert "새 알림 1건" in client_as(cast.traveller).get(PAGE).text


def test_without_any_it_says_so(client_as: ClientAs, cast: Cast) -> None:
    assert "알림이 없어요" in client_as(cast.stranger).get(PAGE).text
