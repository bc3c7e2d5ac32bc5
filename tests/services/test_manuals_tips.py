"""Tips of readers: added once, voted on, confirmed, expired; found with their manual, and never private."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from services import notifications
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.manuals import search, tasks, texts, tips
from services.manuals.search import Query
from services.manuals.sections import Section
from services.manuals.texts import Publication
from services.manuals.tips import NewTip, TipRules, TipView
from tests.cast import Member
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_readers import shelve

TIP = b"tip-000000000001"


@pytest.fixture
def manual_id(hall: Hall) -> int:
    return shelve(hall)


def add(hall: Hall, manual_id: int, by: Member | None = None, **changes: object) -> TipView:
    sent = {"id": TIP, "kind": "tip", "title": "톨게이트 영수증", "text": "하이패스는 누리집에서 뽑는다."}
    new = NewTip(manual_id=manual_id, **sent | changes)  # type: ignore[arg-type]
    return hall.write(lambda s: tips.add_tip(s, (by or hall.cast.traveller).staff_id, new, hall.now))


def vote(hall: Hall, by: Member, *, is_right: bool) -> TipView:
    return hall.write(lambda s: tips.vote_tip(s, TIP, by.staff_id, hall.now, is_right=is_right))


def listed(hall: Hall, manual_id: int, by: Member | None = None) -> Sequence[TipView]:
    who = (by or hall.cast.stranger).staff_id
    return hall.read(lambda s: tips.list_tips(s, manual_id, who, hall.now))


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def find(hall: Hall, words: str) -> list[int]:
    return [hit.manual_id for hit in hall.read(lambda s: search.search(s, Query(words, None))).hits]


def test_a_tip_is_added_once_told_to_the_owner_and_found(hall: Hall, manual_id: int) -> None:
    assert find(hall, "하이패스") == []
    for _ in range(2):
        tip = add(hall, manual_id)
    assert (tip.author, tip.state, tip.expires_on) == ("김가람", "live", date(2027, 9, 29))
    assert [t.id for t in listed(hall, manual_id)] == [TIP]
    assert told(hall, hall.cast.colleague) == ["manual_tip_added"]
    assert find(hall, "하이패스") == [manual_id]
    # A new text of the manual takes no tip away.
    publication = Publication(b"p" * 16, 1, {Section.OVERVIEW: "새로 쓴 개요"})
    owner = hall.cast.colleague.staff_id
    hall.write(lambda s: texts.publish(s, hall.ledger, manual_id, publication, owner, hall.now))
    assert find(hall, "하이패스") == [manual_id]


def test_votes_are_one_a_reader_and_let_a_tip_live(hall: Hall, manual_id: int) -> None:
    add(hall, manual_id)
    hall.clock.advance(days=200)
    assert vote(hall, hall.cast.traveller, is_right=True).expires_on == date(2027, 9, 29)  # her own word
    for _ in range(2):
        tip = vote(hall, hall.cast.stranger, is_right=True)
    assert (tip.right, tip.wrong, tip.own_vote) == (1, 0, True)
    assert tip.expires_on == date(2028, 4, 17)
    tip = vote(hall, hall.cast.stranger, is_right=False)
    assert (tip.right, tip.wrong, tip.own_vote, tip.state) == (0, 1, False, "live")
    # What its author says of it outweighs nobody's doubt; that she doubts it herself counts.
    assert vote(hall, hall.cast.traveller, is_right=False).state == "doubted"


def test_enough_doubts_are_told_once_until_the_owner_looks(hall: Hall, manual_id: int) -> None:
    add(hall, manual_id)
    vote(hall, hall.cast.stranger, is_right=False)
    assert "manual_tip_doubted" not in told(hall, hall.cast.colleague)
    for member in (hall.cast.lead, hall.cast.director, hall.cast.lead):
        tip = vote(hall, member, is_right=False)
    assert (tip.wrong, tip.state) == (3, "doubted")
    # Nobody is answered with what readers say is no longer so.
    assert find(hall, "하이패스") == []
    assert told(hall, hall.cast.colleague).count("manual_tip_doubted") == 1
    hall.clock.advance(days=1)
    with pytest.raises(Forbidden):
        hall.write(lambda s: tips.confirm_tip(s, TIP, hall.cast.stranger.staff_id, hall.now))
    tip = hall.write(lambda s: tips.confirm_tip(s, TIP, hall.cast.colleague.staff_id, hall.now))
    assert (tip.right, tip.wrong, tip.state, tip.expires_on) == (0, 0, "live", date(2027, 9, 30))
    assert find(hall, "하이패스") == [manual_id]


def test_what_nobody_confirms_expires_is_told_and_found_no_more(hall: Hall, manual_id: int) -> None:
    add(hall, manual_id)
    hall.clock.advance(days=366)
    for _ in range(2):
        hall.write(lambda s: tips.keep_up_tips(s, hall.now))
    assert [tip.state for tip in listed(hall, manual_id)] == ["expired"]
    assert told(hall, hall.cast.colleague).count("manual_tips_expired") == 1
    assert find(hall, "하이패스") == []
    vote(hall, hall.cast.stranger, is_right=True)
    assert [tip.state for tip in listed(hall, manual_id)] == ["live"]
    assert find(hall, "하이패스") == [manual_id]


def test_author_and_keepers_take_a_tip_away_and_nobody_else(hall: Hall, manual_id: int) -> None:
    add(hall, manual_id)
    end = lambda who, why: hall.write(lambda s: tips.end_tip(s, TIP, who.staff_id, why, hall.now))  # noqa: E731
    with pytest.raises(Forbidden):
        end(hall.cast.stranger, "wrong")
    with pytest.raises(Invalid):
        end(hall.cast.lead, "because")
    for _ in range(2):
        end(hall.cast.lead, "merged")
    assert listed(hall, manual_id) == []
    assert find(hall, "하이패스") == []
    with pytest.raises(Conflict):
        vote(hall, hall.cast.stranger, is_right=True)
    add(hall, manual_id, id=b"tip-000000000002")
    who = hall.cast.traveller.staff_id
    hall.write(lambda s: tips.end_tip(s, b"tip-000000000002", who, "withdrawn", hall.now))
    assert listed(hall, manual_id) == []


@sqlite_only
def test_a_case_has_a_solution_and_each_wrong_field_is_named(hall: Hall, manual_id: int) -> None:
    case = add(hall, manual_id, kind="case", solution="  승차권\r\n재발급을 안내했다. ")
    assert case.solution == "승차권\n재발급을 안내했다."
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": "\u202e "}, "title"),
        ({"text": "가" * 2001}, "text"),
        ({"kind": "case"}, "solution"),
        ({"kind": "rumour"}, "kind"),
        ({"id": b"short"}, "id"),
    ]
    for changes, field in wrong:
        with pytest.raises(Invalid) as refused:
            add(hall, manual_id, **{"id": b"tip-000000000009"} | changes)
        assert list(refused.value.fields) == [field]
    with pytest.raises(NotFound):
        add(hall, 10**9)
    with pytest.raises(Conflict):
        add(hall, manual_id, hall.cast.stranger)  # an id that somebody else has used


@sqlite_only
def test_personal_data_is_warned_of_or_refused(hall: Hall, manual_id: int) -> None:
    with pytest.raises(Invalid) as refused:
        add(hall, manual_id, text="김철수 주무관에게 010-2345-6789로 묻는다.")
    assert refused.value.code == "looks_personal"
    assert add(hall, manual_id, text="김철수 주무관에게 묻는다.", is_checked=True).text
    with pytest.raises(Invalid) as refused:
        add(hall, manual_id, id=b"tip-000000000002", text="900101-1234567", is_checked=True)
    assert refused.value.code == "personal_data"


@sqlite_only
def test_nobody_floods_a_manual(hall: Hall, manual_id: int) -> None:
    for number in range(20):
        add(hall, manual_id, id=b"tip-%012d" % number)
    with pytest.raises(Conflict) as refused:
        add(hall, manual_id, id=b"tip-%012d" % 20)
    assert refused.value.code == "too_many_tips"


@sqlite_only
def test_rules_of_tips_are_dated(hall: Hall, manual_id: int) -> None:
    today = hall.now.date()
    later = TipRules(today + timedelta(days=1), 6, 1, 5, 10, "  업무매뉴얼 운영 지침 ")
    hall.write(lambda s: tips.add_tip_rules(s, later, today))
    assert add(hall, manual_id).expires_on == date(2027, 9, 29)
    hall.clock.advance(days=1)
    assert add(hall, manual_id, id=b"tip-000000000002").expires_on == date(2027, 3, 30)
    assert vote(hall, hall.cast.stranger, is_right=False).state == "doubted"
    with pytest.raises(Conflict):
        hall.write(lambda s: tips.add_tip_rules(s, later, today))
    with pytest.raises(Invalid) as refused:
        hall.write(lambda s: tips.add_tip_rules(s, TipRules(date(2030, 1, 1), 0, 0, 0, 1, ""), today))
    assert set(refused.value.fields) == {"lives_months", "doubts", "answer_days", "fewest_shown", "basis"}


@sqlite_only
def test_a_manual_that_is_closed_takes_no_tips(hall: Hall, manual_id: int) -> None:
    hall.write(lambda s: texts.close_manual(s, manual_id, hall.now))
    assert not hall.read(lambda s: tasks.load_manual(s, manual_id, hall.now)).is_open
    with pytest.raises(NotFound):
        add(hall, manual_id)
