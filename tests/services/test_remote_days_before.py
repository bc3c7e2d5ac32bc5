"""What is there before somebody works elsewhere: pledge, deputy, contact; and a day asked for oneself."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from services import access_log, approvals, notifications, people
from services.errors import CannotOpen, Conflict, Invalid, NotFound
from services.remote_work import days
from services.remote_work.days.models import RemoteContact
from tests.hall import Hall
from tests.remote_days import AFTER, ON, RemoteDay, at, phone_id

PHONES = {
    "desk_phone": "055-940-3114",
    "own_phone": "010-1234-5678",
    "emergency_who": "언니",
    "emergency_phone": "010 8765 4321",
}


@pytest.fixture
def day(sqlite_hall: Hall) -> RemoteDay:
    return RemoteDay(sqlite_hall, is_open=False)


def sign(day: RemoteDay, version: int = 1) -> days.PledgeView:
    return day.write(lambda s: days.sign_pledge(s, day.hall.ledger, day.me, version, day.hall.now))


def save(day: RemoteDay, **changes: str) -> days.Contact:
    key, said = day.hall.keys.field_key, {**PHONES, **changes}
    return day.write(lambda s: days.save_contact(s, key, day.me, **said, now=day.hall.now))


def missing(day: RemoteDay, on: date = ON) -> list[str]:
    return list(day.hall.read(lambda s: days.find_readiness(s, day.me, on)).missing)


def make_ready(day: RemoteDay) -> None:
    sign(day)
    save(day)
    deputy = day.hall.cast.colleague.staff_id
    day.write(lambda s: people.appoint_deputy(s, day.me, deputy, ON, AFTER, by_id=day.me, now=day.hall.now))


def ask(day: RemoteDay, on: date = AFTER, number: int = 1, why: str = "") -> days.WishView:
    return day.write(lambda s: days.ask_for_day(s, day.me, phone_id(number), on, why, day.hall.now))


def test_all_that_the_rule_needs_is_missing_until_it_is_there(day: RemoteDay) -> None:
    assert missing(day) == ["pledge", "deputy", "contact", "forwarding"]
    make_ready(day)
    assert missing(day) == ["forwarding"]
    assert missing(day, AFTER + timedelta(days=1)) == ["deputy", "forwarding"]


def test_a_standing_deputy_is_a_deputy_too(day: RemoteDay) -> None:
    other = day.hall.cast.colleague.staff_id
    day.write(lambda s: approvals.name_standing_deputy(s, day.me, other, day.hall.now))
    assert "deputy" not in missing(day)


def test_a_pledge_holds_for_its_period_and_is_a_leaf(day: RemoteDay) -> None:
    pledge = sign(day)
    assert pledge.until_on == date(2027, 9, 29)
    assert sign(day) == pledge
    assert "pledge" not in missing(day, pledge.until_on)
    assert "pledge" in missing(day, pledge.until_on + timedelta(days=1))
    (record,) = day.hall.records("remote_pledged", "staff", str(day.me))
    assert (record.id, record.facts["version"]) == (pledge.record_id, 1)
    day.move(8, AFTER)
    assert sign(day).until_on == date(2027, 9, 30)


def test_another_wording_is_signed_anew_from_its_day(day: RemoteDay) -> None:
    admin = day.hall.cast.administrator.staff_id

    def word(from_on: date, text: str = "새 서약") -> days.Wording:
        return day.write(lambda s: days.add_wording(s, from_on, "보안 서약", text, admin, day.hall.now))

    sign(day)
    assert word(AFTER).version == 2
    assert "pledge" not in missing(day, ON)
    assert "pledge" in missing(day, AFTER)
    with pytest.raises(Conflict, match="wording_changed"):
        sign(day, 2)
    day.move(8, AFTER)
    with pytest.raises(Conflict, match="wording_changed"):
        sign(day, 1)
    sign(day, 2)
    assert "pledge" not in missing(day, AFTER)
    with pytest.raises(Conflict, match="wording_not_later"):
        word(AFTER)
    with pytest.raises(Invalid, match="invalid_wording"):
        word(AFTER + timedelta(days=9), " \n ")


def test_a_contact_is_confirmed_again_after_a_while(day: RemoteDay) -> None:
    contact = save(day, own_phone="０１０ １２３４ ５６７８")
    assert contact.own_phone == "01012345678"
    assert contact.current_until_on == ON + timedelta(days=180)
    assert "contact" in missing(day, contact.current_until_on + timedelta(days=1))


def test_a_number_is_one_that_a_phone_can_call(day: RemoteDay) -> None:
    for field, value in (
        ("own_phone", ""),
        ("own_phone", "010-1234-567a"),
        ("own_phone", "*21#"),
        ("desk_phone", "12"),
        ("emergency_phone", "1" * 16),
        ("emergency_phone", "01012345678"),
        ("emergency_who", " "),
        ("emergency_who", "가" * 31),
    ):
        with pytest.raises(Invalid) as caught:
            save(day, **{field: value})
        assert list(caught.value.fields) == [field], value


def test_a_look_at_the_emergency_contact_is_the_leads_and_is_told(day: RemoteDay) -> None:
    save(day)
    cast, reason = day.hall.cast, "연락이 닿지 않음"

    def look(who: int, why: str = reason) -> days.Emergency:
        key = day.hall.keys.field_key
        return day.write(lambda s: days.look_at_emergency_contact(s, key, who, day.me, why, day.hall.now))

    for stranger in (cast.colleague, cast.stranger, cast.other_lead, cast.auditor, cast.administrator):
        with pytest.raises(NotFound):
            look(stranger.staff_id)
    with pytest.raises(Invalid, match="look_reason"):
        look(cast.lead.staff_id, " ")
    assert look(cast.lead.staff_id) == days.Emergency("언니", "01087654321")
    (logged,) = day.hall.read(lambda s: access_log.list_looks(s, day.me))
    assert (logged.viewer_id, logged.reason) == (cast.lead.staff_id, reason)
    told = day.hall.read(lambda s: notifications.list_notices(s, day.me))
    assert [notice.kind for notice in told] == ["remote_contact_seen"]


def test_whom_to_call_in_an_emergency_is_sealed_to_its_owners_row(day: RemoteDay) -> None:
    save(day, emergency_who="가" * 30, emergency_phone="+" + "1" * 15)
    key, other = day.hall.keys.field_key, day.hall.cast.colleague.staff_id
    row = day.hall.read(lambda s: s.get_one(RemoteContact, day.me))
    kept = " ".join(str(value) for value in vars(row).values())
    assert "가가" not in kept
    assert "가가".encode() not in row.emergency
    assert b"1111" not in row.emergency
    assert day.hall.read(lambda s: days.find_emergency(s, key, day.me)) == days.Emergency(
        "가" * 30, "+" + "1" * 15
    )

    def copy(session: Session) -> None:
        mine = session.get_one(RemoteContact, day.me)
        values = {"desk_phone": "1234", "own_phone": "01011112222", "confirmed_at": mine.confirmed_at}
        session.add(RemoteContact(staff_id=other, emergency=mine.emergency, **values))

    day.write(copy)
    with pytest.raises(CannotOpen):
        day.hall.read(lambda s: days.find_emergency(s, key, other))


def test_a_wish_waits_until_all_is_there_and_its_approval_opens_the_day(day: RemoteDay) -> None:
    with pytest.raises(Conflict, match="not_ready") as caught:
        ask(day)
    assert caught.value.params["missing"] == ["pledge", "deputy", "contact"]
    make_ready(day)
    wish = ask(day, why="아이 병원")
    assert ask(day, why="아이 병원") == wish
    request = day.hall.read(lambda s: approvals.newest_requests(s, days.WISH_KIND, [wish.id]))[wish.id]
    day.hall.decide(request.id, day.hall.cast.lead)
    assert day.card(on=AFTER).day.origins == [days.Origin("wish", wish.id)]
    lead = day.hall.cast.lead.staff_id
    day.write(lambda s: approvals.undo_decision(s, day.hall.desk, request.id, lead, day.hall.now))
    assert not day.card(on=AFTER).day.is_open


def test_a_wish_is_for_one_working_day_ahead(day: RemoteDay) -> None:
    make_ready(day)
    for on in (ON - timedelta(days=1), date(2026, 10, 3), ON + timedelta(days=91)):
        with pytest.raises(Invalid) as caught:
            ask(day, on)
        assert "on" in caught.value.fields
    with pytest.raises(Invalid) as caught:
        ask(day, why="가" * 201)
    assert "why" in caught.value.fields
    ask(day)
    with pytest.raises(Conflict, match="already_asked"):
        ask(day, number=2)
    with pytest.raises(Conflict, match="id_taken"):
        ask(day, ON)
    day.open()
    with pytest.raises(Conflict, match="already_remote"):
        ask(day, ON, 3)


def test_a_wish_is_taken_back_while_nobody_has_decided(day: RemoteDay) -> None:
    make_ready(day)
    wish = ask(day)

    def withdraw(who: int) -> days.WishView:
        return day.write(lambda s: days.withdraw_wish(s, who, wish.id, day.hall.now))

    with pytest.raises(NotFound):
        withdraw(day.hall.cast.colleague.staff_id)
    assert withdraw(day.me).state == withdraw(day.me).state == "withdrawn"
    again = ask(day, number=2)
    request = day.hall.read(lambda s: approvals.newest_requests(s, days.WISH_KIND, [again.id]))[again.id]
    day.hall.decide(request.id, day.hall.cast.lead)
    with pytest.raises(Conflict, match="decided"):
        day.write(lambda s: days.withdraw_wish(s, day.me, again.id, day.hall.now))
    listed = day.hall.read(lambda s: days.list_wishes(s, day.me, at(8)))
    assert [(view.id, view.state) for view in listed] == [(wish.id, "withdrawn"), (again.id, "approved")]


def test_rules_are_dated_rows_and_earlier_days_keep_theirs(day: RemoteDay) -> None:
    now = day.hall.read(lambda s: days.get_remote_rules(s, ON))
    later = days.RemoteRules(**{**vars(now), "from_on": AFTER, "plan_due_min": -30, "needs": ["pledge"]})
    day.write(lambda s: days.add_remote_rules(s, later, ON))
    assert day.hall.read(lambda s: days.get_remote_rules(s, ON)) == now
    assert missing(day, AFTER) == ["pledge"]
    with pytest.raises(Conflict, match="rule_not_later"):
        day.write(lambda s: days.add_remote_rules(s, later, ON))
    day.write(lambda s: days.remove_remote_rules(s, AFTER, ON))
    with pytest.raises(Conflict, match="rule_in_force"):
        day.write(lambda s: days.remove_remote_rules(s, now.from_on, ON))


def test_a_rule_that_makes_no_sense_is_refused(day: RemoteDay) -> None:
    now = day.hall.read(lambda s: days.get_remote_rules(s, ON))
    wrong: dict[str, list[object]] = {
        "plan_due_min": [721],
        "grace_min": [-1],
        "deliver_days": [0],
        "needs": [["passport"]],
        "forward_code": ["*88*", "%(secret)s"],
        "undo_code": ["javascript:"],
        "basis": [""],
    }
    for field, values in wrong.items():
        for value in values:
            rules = days.RemoteRules(**{**vars(now), "from_on": AFTER, field: value})
            with pytest.raises(Invalid) as caught:
                day.write(lambda s, rules=rules: days.add_remote_rules(s, rules, ON))
            assert list(caught.value.fields) == [field]
