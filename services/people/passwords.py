"""Passwords: issued once by somebody else, then chosen by the person alone.

Hashing is slow on purpose and SQLite has one writer: what is slow happens between two short transactions,
never inside one. That is why some functions here take the database instead of a session.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import Session

from services.clock import local_day
from services.db import Database
from services.errors import Conflict, Invalid
from services.notifications import notify
from services.people.hashing import hash_drawn_password, hash_password, is_password
from services.people.models import Passkey, Password, Staff
from services.people.notices import NoticeKind
from services.people.password_rules import check_password_rules
from services.people.periods import in_service
from services.people.sessions import SignedIn, end_other_sessions
from services.people.throttle import BROWSER, Spending, charge_attempt, refund_attempt
from services.texts import N_

ISSUED_FOR = timedelta(days=14)
# No letter or digit that looks like another on paper; twelve of them hold 59 random bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_DRAWN_LENGTH, _GROUP = 12, 4


@dataclass(frozen=True)
class IssuedPassword:
    """To be handed over once; it is kept nowhere and must be changed at the first sign-in."""

    staff_id: int
    number: str
    name: str
    password: str
    expires_at: datetime


def issue_passwords(session: Session, staff_ids: Collection[int], now: datetime) -> list[IssuedPassword]:
    """Draws a first password for each; all their browsers are signed out, and they are told.

    Unknown ids are left out. About 4 ms each: split a whole organisation over several transactions.
    """
    rows = session.execute(
        select(Staff.id, Staff.number, Staff.name).where(Staff.id.in_(staff_ids)).order_by(Staff.number)
    ).all()
    return [_issue(session, row.id, row.number, row.name, now) for row in rows]


def issue_first_passwords(
    session: Session, staff_ids: Collection[int], now: datetime
) -> list[IssuedPassword]:
    """The same for many at once, leaving out those who have a way in of their own: nobody is signed out."""
    waiting = select(Staff.id).where(
        Staff.id.in_(staff_ids), in_service(local_day(now)), ~has_own_password(), ~has_passkey()
    )
    return issue_passwords(session, session.scalars(waiting).all(), now)


def has_own_password() -> ColumnElement[bool]:
    return exists().where(Password.staff_id == Staff.id, ~Password.must_change)


def has_passkey() -> ColumnElement[bool]:
    return exists().where(Passkey.staff_id == Staff.id)


def withdraw_password(session: Session, staff_id: int) -> None:
    """Nobody can sign in with the password any more, and whoever is signed in is signed out."""
    session.execute(delete(Password).where(Password.staff_id == staff_id))
    end_other_sessions(session, staff_id, None)


def change_password(database: Database, person: SignedIn, current: str, new: str, now: datetime) -> None:
    """Replaces the person's password and signs all her other browsers out.

    Raises: Invalid `password_wrong`, `password_same` or one of the rules; TooMany `sign_in_wait`;
    Conflict `password_changed` when it was changed elsewhere in the same moment.
    """
    check_password_rules(new, person.number)
    if current == new:
        raise _wrong("password_same", "new", N_("지금 쓰는 비밀번호와 같아요. 다른 것으로 정해 주세요."))
    spendings = [Spending(BROWSER, f"change {person.staff_id}")]
    with database.writing() as session:
        charge_attempt(session, spendings, now)
        stored = session.get(Password, person.staff_id)
        old_hash, is_drawn = (stored.hash, stored.must_change) if stored else (None, False)
    if not is_password(old_hash, spell_drawn(current) if is_drawn else current):
        raise _wrong("password_wrong", "current", N_("지금 비밀번호가 맞지 않아요."))
    new_hash = hash_password(new)
    with database.writing() as session:
        refund_attempt(session, spendings, now)
        _replace(session, person.staff_id, old_hash, new_hash, now)
        end_other_sessions(session, person.staff_id, person.session_id)
        notify(session, person.staff_id, NoticeKind.PASSWORD_CHANGED, now)


def set_password(session: Session, staff_id: int, password_hash: str, now: datetime) -> None:
    """Puts a hash in place that need not be changed: for demonstrations and tests."""
    session.merge(
        Password(staff_id=staff_id, hash=password_hash, changed_at=now, must_change=False, expires_at=None)
    )
    session.flush()


def spell_drawn(text: str) -> str:
    """A drawn password as it was drawn, however it was copied from paper."""
    return "".join(text.split()).replace("-", "").lower()


def draw_password() -> str:
    """Twelve random letters and digits in groups of four."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_DRAWN_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _DRAWN_LENGTH, _GROUP))


def _issue(session: Session, staff_id: int, number: str, name: str, now: datetime) -> IssuedPassword:
    drawn = draw_password()
    expires_at = now + ISSUED_FOR
    session.merge(
        Password(
            staff_id=staff_id,
            hash=hash_drawn_password(spell_drawn(drawn)),
            changed_at=now,
            must_change=True,
            expires_at=expires_at,
        )
    )
    session.flush()
    end_other_sessions(session, staff_id, None)
    notify(session, staff_id, NoticeKind.PASSWORD_ISSUED, now)
    return IssuedPassword(staff_id, number, name, drawn, expires_at)


def _replace(session: Session, staff_id: int, old_hash: str | None, new_hash: str, now: datetime) -> None:
    """Only if it is still the password that was just verified."""
    same = (Password.staff_id == staff_id) & (Password.hash == old_hash)
    values = {"hash": new_hash, "changed_at": now, "must_change": False, "expires_at": None}
    changed = session.execute(update(Password).where(same).values(values).returning(Password.staff_id))
    if changed.first() is None:
        raise Conflict("password_changed")


def _wrong(code: str, field: str, sentence: str) -> Invalid:
    return Invalid(code, sentence, fields={field: sentence})
