"""The office phone rings where its person works: dialled by her, tried by a colleague, undone at the end.

The product cannot hear a phone. What it knows is what people say: that she has dialled, and what the
colleague who called the office number heard. Only the second counts as confirmed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import notifications, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.locks import insert_missing
from services.remote_work.days.contacts import Contact, digits_of, find_contact
from services.remote_work.days.day_types import ForwardingView
from services.remote_work.days.models import Forwarding, RemoteContact
from services.remote_work.days.notices import NoticeKind
from services.remote_work.days.rules import RemoteRules, get_remote_rules
from services.remote_work.days.stored import lock_day, not_remote
from services.remote_work.days.viewers import may_look
from services.texts import N_


@dataclass(frozen=True)
class TestCall:
    """A call that somebody is asked to make."""

    staff_id: int
    name: str
    on: date
    desk_phone: str
    asked_at: datetime


def find_forwarding(session: Session, staff_id: int, on: date) -> ForwardingView:
    """How far it is on a day."""
    row = session.get(Forwarding, (staff_id, on), populate_existing=True)
    return _to_view(session, staff_id, on, row)


def note_dialled(session: Session, staff_id: int, on: date, now: datetime) -> ForwardingView:
    """She has dialled the code; again after it was undone, it is on again.

    Raises: NotFound `not_remote`; Conflict `contact_missing`.
    """
    row = _lock(session, staff_id, on)
    if row.dialled_at is None or row.undone_at is not None:
        row.dialled_at, row.undone_at, row.reminded_at = now, None, None
        row.tested_by_id = row.tested_at = row.tested_ok = None
        session.flush()
    return _to_view(session, staff_id, on, row)


def ask_test_call(
    session: Session, staff_id: int, on: date, colleague_id: int, now: datetime
) -> ForwardingView:
    """Asks one colleague to call the office phone; she is told. Another one may be asked instead.

    Raises: as `note_dialled`; Invalid `asks_herself`; NotFound `person_not_found` for who is not in service.
    """
    row = _lock(session, staff_id, on)
    if colleague_id == staff_id:
        sentence = N_("본인이 아닌 동료를 골라 주세요.")
        raise Invalid("asks_herself", sentence, fields={"colleague_id": sentence})
    colleague = people.get_person(session, colleague_id, on)
    if not colleague.is_in_service(on):
        raise NotFound("person_not_found", N_("그런 직원이 없어요."))
    row.asked_id, row.asked_at = colleague_id, now
    session.flush()
    facts = {"name": _name_of(session, staff_id), "phone": _get_contact(session, staff_id, on).desk_phone}
    once = f"{on.isoformat()} {staff_id}"
    notifications.notify(session, colleague_id, NoticeKind.TEST_CALL_ASKED, now, once=once, **facts)
    return _to_view(session, staff_id, on, row)


def note_test_call(
    session: Session, staff_id: int, on: date, caller_id: int, is_heard: bool, now: datetime
) -> ForwardingView:
    """What the colleague heard; the last call counts. The person is told when it did not reach her.

    Raises: NotFound `not_remote`; Forbidden `calls_herself`, `not_asked` for who was not asked, does not work
    in the person's unit and does not lead her; Conflict `contact_missing`.
    """
    row = _lock(session, staff_id, on)
    if caller_id == staff_id:
        raise Forbidden("calls_herself", N_("시험 전화는 다른 동료가 걸어 확인해요."))
    if caller_id != row.asked_id and not _is_near(session, caller_id, staff_id, on, now):
        raise Forbidden("not_asked", N_("부탁받은 동료나 같은 팀 동료만 확인할 수 있어요."))
    row.tested_by_id, row.tested_at, row.tested_ok = caller_id, now, is_heard
    session.flush()
    once = f"{on.isoformat()} {staff_id}"
    notifications.settle_notices(session, [NoticeKind.TEST_CALL_ASKED], once, now)
    if not is_heard:
        facts = {"name": _name_of(session, caller_id), "held_on": on.isoformat()}
        notifications.notify(session, staff_id, NoticeKind.TEST_CALL_FAILED, now, **facts)
    return _to_view(session, staff_id, on, row)


def note_undone(session: Session, staff_id: int, on: date, now: datetime) -> ForwardingView:
    """She has dialled the code that ends it; once. Raises: NotFound `not_remote`."""
    lock_day(session, staff_id, on)
    row = session.get(Forwarding, (staff_id, on), populate_existing=True)
    if row is not None and row.undone_at is None:
        row.undone_at = now
        session.flush()
        notifications.settle_notices(
            session, [NoticeKind.FORWARDING_ON], on.isoformat(), now, staff_id=staff_id
        )
    return _to_view(session, staff_id, on, row)


def list_test_calls(session: Session, caller_id: int, now: datetime) -> list[TestCall]:
    """The calls that a person is asked to make today."""
    query = (
        select(Forwarding, RemoteContact.desk_phone)
        .join(RemoteContact, RemoteContact.staff_id == Forwarding.staff_id)
        .where(
            Forwarding.asked_id == caller_id,
            Forwarding.held_on == local_day(now),
            Forwarding.tested_at.is_(None),
            Forwarding.undone_at.is_(None),
        )
        .order_by(Forwarding.asked_at)
    )
    rows = session.execute(query).all()
    names = people.names_of(session, [row.staff_id for row, _ in rows])
    return [
        TestCall(row.staff_id, names[row.staff_id], row.held_on, phone, row.asked_at or now)
        for row, phone in rows
    ]


def _lock(session: Session, staff_id: int, on: date) -> Forwarding:
    if not lock_day(session, staff_id, on).is_open:
        raise not_remote()
    _get_contact(session, staff_id, on)
    insert_missing(session, Forwarding, [{"staff_id": staff_id, "held_on": on}])
    return session.get_one(Forwarding, (staff_id, on), populate_existing=True)


def _get_contact(session: Session, staff_id: int, on: date) -> Contact:
    contact = find_contact(session, staff_id, on)
    if contact is None:
        raise Conflict("contact_missing", N_("사무실 전화와 본인 번호를 먼저 적어 주세요."))
    return contact


def _is_near(session: Session, caller_id: int, staff_id: int, on: date, now: datetime) -> bool:
    persons = people.list_persons(session, [caller_id, staff_id], on)
    caller, person = persons.get(caller_id), persons.get(staff_id)
    if caller is None or person is None or not caller.is_in_service(on):
        return False
    is_beside = caller.unit_id is not None and caller.unit_id == person.unit_id
    return is_beside or may_look(session, caller_id, staff_id, now)


def _name_of(session: Session, staff_id: int) -> str:
    return people.names_of(session, [staff_id])[staff_id]


def _to_view(session: Session, staff_id: int, on: date, row: Forwarding | None) -> ForwardingView:
    contact, rules = find_contact(session, staff_id, on), get_remote_rules(session, on)
    phones = ("", "", "", "") if contact is None else _dialled(contact, rules)
    if row is None:
        return ForwardingView(*phones)
    return ForwardingView(
        *phones,
        dialled_at=row.dialled_at,
        asked_id=row.asked_id,
        tested_by_id=row.tested_by_id,
        tested_at=row.tested_at,
        tested_ok=row.tested_ok,
        undone_at=row.undone_at,
    )


def _dialled(contact: Contact, rules: RemoteRules) -> tuple[str, str, str, str]:
    number = {"number": digits_of(contact.own_phone)}
    return contact.desk_phone, contact.own_phone, rules.forward_code % number, rules.undo_code % number
