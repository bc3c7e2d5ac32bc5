"""Where somebody is reached who is not at her desk: confirmed again now and then, by herself.

Invariants
- The number for an emergency is shown to nobody but its owner, her lead, and who stands in for the lead; each
  such look is logged with its reason, and its owner is told.
- It lies in the database sealed under the application key, tied to its owner's row.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy.orm import Session

from services import access_log, notifications, people
from services.clock import local_day
from services.crypto import canonical
from services.crypto.fields import open_field, seal_field
from services.errors import Invalid, NotFound
from services.remote_work.days.models import LONGEST_EMERGENCY, RemoteContact
from services.remote_work.days.notices import NoticeKind
from services.remote_work.days.rules import get_remote_rules
from services.remote_work.days.viewers import may_look
from services.texts import N_, tidy_line

LONGEST_WHO = 30
LOOK_KIND = "emergency_contact"
# Digits with hyphens, as people here write numbers; an office number may be an extension of four digits.
_PHONE = re.compile(r"\+?[0-9]+(-[0-9]+)*")
_FEWEST_DIGITS, _MOST_DIGITS, _EXTENSION_DIGITS = 8, 15, 3


@dataclass(frozen=True)
class Contact:
    """Numbers as digits, with hyphens as typed. `desk_phone` is the office phone that is forwarded,
    `own_phone` where it is forwarded to."""

    desk_phone: str
    own_phone: str
    confirmed_at: datetime
    current_until_on: date


@dataclass(frozen=True)
class Emergency:
    """Whom to call in an emergency: a relation or a name of up to 30 characters, and the number."""

    who: str
    phone: str


def save_contact(
    session: Session,
    field_key: bytes,
    staff_id: int,
    *,
    desk_phone: str,
    own_phone: str,
    emergency_who: str,
    emergency_phone: str,
    now: datetime,
) -> Contact:
    """What she says now is current; the same again confirms it. `field_key` seals what is for an emergency.

    Raises: Invalid with each wrong field.
    """
    values = {
        "desk_phone": _tidy_phone(desk_phone),
        "own_phone": _tidy_phone(own_phone),
        "emergency_who": tidy_line(emergency_who),
        "emergency_phone": _tidy_phone(emergency_phone),
    }
    if wrong := _find_wrong(values):
        raise Invalid("invalid_contact", fields=wrong)
    row = session.get(RemoteContact, staff_id) or RemoteContact(staff_id=staff_id)
    row.desk_phone, row.own_phone, row.confirmed_at = values["desk_phone"], values["own_phone"], now
    emergency = canonical.encode([values["emergency_who"], values["emergency_phone"]])
    row.emergency = seal_field(field_key, _place_of(staff_id), emergency)
    session.add(row)
    session.flush()
    return _to_contact(session, row, local_day(now))


def find_contact(session: Session, staff_id: int, on: date) -> Contact | None:
    """A person's own contact; `current_until_on` is by the rule of the day."""
    row = session.get(RemoteContact, staff_id, populate_existing=True)
    return _to_contact(session, row, on) if row else None


def find_emergency(session: Session, field_key: bytes, staff_id: int) -> Emergency | None:
    """What a person has said herself, for her own eyes. Raises: CannotOpen where another key sealed it."""
    row = session.get(RemoteContact, staff_id, populate_existing=True)
    return _open(field_key, row) if row else None


def look_at_emergency_contact(
    session: Session, field_key: bytes, viewer_id: int, staff_id: int, reason: str, now: datetime
) -> Emergency:
    """For the person's lead of now, or who stands in for her; the look is logged and the person told.

    Raises: NotFound for everybody else, and where there is none; Invalid `look_reason`.
    """
    row = session.get(RemoteContact, staff_id, populate_existing=True)
    if row is None or not may_look(session, viewer_id, staff_id, now):
        raise NotFound
    access_log.log_look(
        session,
        viewer_id=viewer_id,
        subject_id=staff_id,
        what_kind=LOOK_KIND,
        what_id=str(staff_id),
        reason=reason,
        now=now,
    )
    if viewer_id != staff_id:
        name = people.names_of(session, [viewer_id])[viewer_id]
        notifications.notify(session, staff_id, NoticeKind.CONTACT_SEEN, now, name=name)
    return _open(field_key, row)


def digits_of(phone: str) -> str:
    return re.sub(r"[^0-9+]", "", phone)


def _tidy_phone(text: str) -> str:
    """Full-width digits and spaces are what keyboards put in; brackets are what signs have."""
    folded = "".join(
        tidy_line(text).translate(str.maketrans("０１２３４５６７８９－", "0123456789-")).split()
    )
    return folded.replace("(", "").replace(")", "-")


def _find_wrong(values: dict[str, str]) -> dict[str, str]:
    phone = N_("전화번호를 숫자와 붙임표로 적어 주세요.")
    wrong = {}
    for name, fewest in (
        ("desk_phone", _EXTENSION_DIGITS),
        ("own_phone", _FEWEST_DIGITS),
        ("emergency_phone", _FEWEST_DIGITS),
    ):
        digits = digits_of(values[name]).lstrip("+")
        is_right = fewest <= len(digits) <= _MOST_DIGITS and len(values[name]) <= 20
        if not is_right or not _PHONE.fullmatch(values[name]):
            wrong[name] = phone
    if not 0 < len(values["emergency_who"]) <= LONGEST_WHO:
        wrong["emergency_who"] = N_("누구의 번호인지 30자 안에서 적어 주세요.")
    if "emergency_phone" not in wrong and digits_of(values["emergency_phone"]) == digits_of(
        values["own_phone"]
    ):
        wrong["emergency_phone"] = N_("본인 번호가 아닌 번호를 적어 주세요.")
    return wrong


def _place_of(staff_id: int) -> bytes:
    """A sealed value that is copied into another person's row does not open there."""
    return f"remote_contacts/emergency/{staff_id}".encode()


def _open(field_key: bytes, row: RemoteContact) -> Emergency:
    opened = open_field(field_key, _place_of(row.staff_id), row.emergency)
    who, phone = cast(list[str], canonical.decode(opened, max_bytes=LONGEST_EMERGENCY))
    return Emergency(who, phone)


def _to_contact(session: Session, row: RemoteContact, on: date) -> Contact:
    days = get_remote_rules(session, on).contact_days
    return Contact(
        desk_phone=row.desk_phone,
        own_phone=row.own_phone,
        confirmed_at=row.confirmed_at,
        current_until_on=local_day(row.confirmed_at) + timedelta(days=days),
    )
