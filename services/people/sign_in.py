"""Sign-in with staff number and password.

1. One short transaction pays for the attempt and reads the hash.
2. The password is compared outside of any transaction: it takes 25 ms on purpose.
3. Another short transaction takes the payment back and opens the session.

A wrong number, a wrong password, no password and having left get one and the same answer, in the same time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from services.clock import local_day
from services.db import Database
from services.errors import Invalid
from services.notifications import notify
from services.people import throttle
from services.people.browsers import find_known_browser, remember_browser
from services.people.hashing import hash_password, is_password, needs_rehash
from services.people.models import Password, SignInSession, Staff
from services.people.names import normalise_number
from services.people.notices import NoticeKind
from services.people.passwords import spell_drawn
from services.people.periods import in_service
from services.people.sessions import SignedIn, find_session, open_session
from services.people.throttle import Spending
from services.texts import N_

PASSWORD, PASSKEY = "password", "passkey"


@dataclass(frozen=True)
class Visit:
    """Where an attempt comes from.

    `address` is the client's IP address, `browser_token` the long-lived cookie of an earlier sign-in, `label`
    what to call the browser in the list of sessions, such as "Chrome · Android". `session_id` is the session
    that is open in it: a tab that lay open longer than the sign-in shows the form all the same.
    """

    address: str
    label: str
    browser_token: str | None = None
    session_id: int | None = None


@dataclass(frozen=True)
class NewSession:
    """An open session. Both tokens belong into cookies of this browser and are kept nowhere else."""

    token: str
    browser_token: str
    person: SignedIn
    expires_at: datetime


@dataclass(frozen=True)
class _Account:
    staff_id: int
    hash: str | None
    must_change: bool
    expires_at: datetime | None


def sign_in_with_password(
    database: Database, number: str, password: str, visit: Visit, *, now: datetime, lifetime: timedelta
) -> NewSession:
    """Opens a session for who knows the password.

    Raises: Invalid `sign_in_failed` without saying what was wrong; Invalid `password_expired` when a first
    password was right and too old; TooMany `sign_in_wait`.
    """
    number = _spell(number)
    with database.writing() as session:
        account = _find_account(session, number, now)
        spendings = _spendings(session, number, account, visit)
        throttle.charge_attempt(session, spendings, now)
    candidate = spell_drawn(password) if account and account.must_change else password
    if not is_password(account.hash if account else None, candidate) or account is None:
        raise sign_in_failed()
    if account.expires_at is not None and account.expires_at <= now:
        raise Invalid(
            "password_expired", N_("처음 비밀번호의 기한이 지났어요. 총괄 서무에게 다시 받아 주세요.")
        )
    new_hash = _fresh_hash(account, password)
    with database.writing() as session:
        throttle.refund_attempt(session, spendings, now)
        if new_hash is not None:
            _keep_hash(session, account, new_hash)
        return enter(session, account.staff_id, visit, method=PASSWORD, now=now, lifetime=lifetime)


def enter(
    session: Session, staff_id: int, visit: Visit, *, method: str, now: datetime, lifetime: timedelta
) -> NewSession:
    """Opens a session for a person who has proven who she is, and remembers the browser.

    What was open in it before, of whomever, ends: its cookie is gone, and its pushes would go on.
    Raises: Invalid `sign_in_failed` when she has left meanwhile.
    """
    browser_token, is_new = remember_browser(session, staff_id, visit.browser_token, now)
    if visit.session_id is not None:
        session.execute(delete(SignInSession).where(SignInSession.id == visit.session_id))
    token = open_session(session, staff_id, label=visit.label, method=method, now=now, lifetime=lifetime)
    person = find_session(session, token, now)
    if person is None:
        raise sign_in_failed()
    if is_new:
        notify(session, staff_id, NoticeKind.NEW_BROWSER, now, label=visit.label)
    return NewSession(token, browser_token, person, now + lifetime)


def sign_in_failed() -> Invalid:
    return Invalid("sign_in_failed", N_("직원번호나 비밀번호가 맞지 않아요. 다시 확인해 주세요."))


def _spell(number: str) -> str:
    """The number as it is stored; what no number can be keeps its own counter all the same."""
    try:
        return normalise_number(number)
    except Invalid:
        return number[:100]


def _find_account(session: Session, number: str, now: datetime) -> _Account | None:
    query = (
        select(Staff.id, Password.hash, Password.must_change, Password.expires_at)
        .outerjoin(Password, Password.staff_id == Staff.id)
        .where(Staff.number == number, in_service(local_day(now)))
    )
    row = None if "\x00" in number else session.execute(query).first()
    return _Account(row.id, row.hash, bool(row.must_change), row.expires_at) if row else None


def _spendings(session: Session, number: str, account: _Account | None, visit: Visit) -> Sequence[Spending]:
    """A browser that this person signed in from before pays from its own budget, and from no other."""
    known = find_known_browser(session, account.staff_id, visit.browser_token) if account else None
    if known is not None:
        return [Spending(throttle.BROWSER, str(known))]
    return [
        Spending(throttle.ACCOUNT, number),
        Spending(throttle.ADDRESS, throttle.address_block(visit.address)),
        Spending(throttle.EVERYBODY, ""),
    ]


def _fresh_hash(account: _Account, password: str) -> str | None:
    """A hash with today's parameters where the stored one has others."""
    if account.must_change or account.hash is None or not needs_rehash(account.hash):
        return None
    return hash_password(password)


def _keep_hash(session: Session, account: _Account, new_hash: str) -> None:
    same = (Password.staff_id == account.staff_id) & (Password.hash == account.hash)
    session.execute(update(Password).where(same).values(hash=new_hash))
