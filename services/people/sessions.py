"""Signed-in browsers: listed to their owner, ended one by one or all others at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Date, and_, bindparam, delete, false, func, not_, or_, select, update
from sqlalchemy.orm import Session

from services.clock import local_day
from services.db import UtcDateTime
from services.errors import NotFound
from services.people.models import Assignment, Password, RoleGrant, SignInSession, Staff, UnitPeriod
from services.people.periods import holds_on, in_service
from services.people.roles import Role
from services.people.tokens import hash_token, new_token

TOUCH_EVERY = timedelta(minutes=5)
LONGEST_LABEL = 80


@dataclass(frozen=True)
class SignedIn:
    """What every request knows about who sends it, as of today. `roles` holds staff and team lead too."""

    session_id: int
    staff_id: int
    number: str
    name: str
    language: str | None
    unit_id: int | None
    unit_name: str
    title: str
    roles: frozenset[str]
    must_change_password: bool
    method: str
    signed_in_at: datetime
    last_seen_at: datetime

    def has_role(self, role: Role) -> bool:
        return role in self.roles

    def needs_touch(self, now: datetime) -> bool:
        """Whether `touch_session` is due: a write for every request would be waste."""
        return now - self.last_seen_at >= TOUCH_EVERY


@dataclass(frozen=True)
class BrowserSession:
    """A row in the list of places where one is signed in."""

    id: int
    label: str
    method: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool


_TODAY = bindparam("today", type_=Date())
_NOW = bindparam("now", type_=UtcDateTime())
_ROLES = (
    select(func.aggregate_strings(RoleGrant.role, ","))
    .where(RoleGrant.staff_id == Staff.id, holds_on(RoleGrant, _TODAY))
    .correlate(Staff)
    .scalar_subquery()
)
_FIND = (
    select(
        SignInSession.id,
        Staff.id.label("staff_id"),
        Staff.number,
        Staff.name,
        Staff.language,
        Assignment.unit_id,
        func.coalesce(UnitPeriod.name, "").label("unit_name"),
        func.coalesce(Assignment.title, "").label("title"),
        func.coalesce(Assignment.is_lead, false()).label("is_lead"),
        func.coalesce(_ROLES, "").label("roles"),
        func.coalesce(Password.must_change, false()).label("must_change"),
        SignInSession.method,
        SignInSession.created_at,
        SignInSession.last_seen_at,
    )
    .join(Staff, Staff.id == SignInSession.staff_id)
    .outerjoin(Assignment, and_(Assignment.staff_id == Staff.id, holds_on(Assignment, _TODAY)))
    .outerjoin(UnitPeriod, and_(UnitPeriod.unit_id == Assignment.unit_id, holds_on(UnitPeriod, _TODAY)))
    .outerjoin(Password, Password.staff_id == Staff.id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.expires_at > _NOW,
        in_service(_TODAY),
    )
)


_LIVE = (
    select(SignInSession.id)
    .join(Staff, Staff.id == SignInSession.staff_id)
    .outerjoin(Password, Password.staff_id == Staff.id)
    .where(
        SignInSession.id.in_(bindparam("ids", expanding=True)),
        SignInSession.expires_at > _NOW,
        in_service(_TODAY),
        or_(SignInSession.method != "password", not_(func.coalesce(Password.must_change, false()))),
    )
)


def list_live_sessions(session: Session, ids: Collection[int], now: datetime) -> set[int]:
    """Those of these sessions that are still open, of people who need not change their password first.

    What `find_session` and the access rule of every member of staff ask of one, asked of many at once.
    """
    values = {"ids": list(ids), "now": now, "today": local_day(now)}
    return set(session.connection().scalars(_LIVE, values))


def find_session(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who sent a request with this token, in one statement; None when it is unknown, over, or they left.

    It runs on every request: what it gives is all that an access rule needs.
    """
    values = {"token_hash": hash_token(token), "now": now, "today": local_day(now)}
    row = session.connection().execute(_FIND, values).first()
    if row is None:
        return None
    (
        session_id,
        staff_id,
        number,
        name,
        language,
        unit_id,
        unit_name,
        title,
        is_lead,
        roles,
        must_change,
        method,
        signed_in_at,
        last_seen_at,
    ) = row
    return SignedIn(
        session_id=session_id,
        staff_id=staff_id,
        number=number,
        name=name,
        language=language,
        unit_id=unit_id,
        unit_name=unit_name,
        title=title,
        roles=_role_set(roles, is_lead=bool(is_lead)),
        # Who has a passkey has a way in of her own, whatever first password lies in some envelope.
        must_change_password=bool(must_change) and method == "password",
        method=method,
        signed_in_at=signed_in_at,
        last_seen_at=last_seen_at,
    )


def open_session(
    session: Session, staff_id: int, *, label: str, method: str, now: datetime, lifetime: timedelta
) -> str:
    """Signs a browser in; its token, which is kept nowhere else."""
    token = new_token()
    session.add(
        SignInSession(
            token_hash=hash_token(token),
            staff_id=staff_id,
            label=" ".join(label.split())[:LONGEST_LABEL],
            method=method,
            created_at=now,
            last_seen_at=now,
            expires_at=now + lifetime,
        )
    )
    session.flush()
    return token


def touch_session(session: Session, session_id: int, now: datetime) -> None:
    """Notes that the browser was seen; call it when `needs_touch` says so."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))


def list_sessions(
    session: Session, staff_id: int, current_id: int | None, now: datetime
) -> list[BrowserSession]:
    """Where a person is signed in: this browser first, then the one seen last."""
    query = (
        select(SignInSession)
        .where(SignInSession.staff_id == staff_id, SignInSession.expires_at > now)
        .order_by(SignInSession.id != current_id, SignInSession.last_seen_at.desc(), SignInSession.id.desc())
    )
    return [
        BrowserSession(
            row.id,
            row.label,
            row.method,
            row.created_at,
            row.last_seen_at,
            row.expires_at,
            row.id == current_id,
        )
        for row in session.scalars(query)
    ]


def end_session(session: Session, staff_id: int, session_id: int) -> None:
    """Signs one browser of this person out. Raises: NotFound when it is nobody's or somebody else's."""
    mine = SignInSession.staff_id == staff_id
    ended = session.execute(
        delete(SignInSession).where(mine, SignInSession.id == session_id).returning(SignInSession.id)
    )
    if ended.first() is None:
        raise NotFound("session_not_found")


def end_other_sessions(session: Session, staff_id: int, keep_id: int | None) -> int:
    """Signs all browsers of this person out but one; how many."""
    others = delete(SignInSession).where(SignInSession.staff_id == staff_id)
    if keep_id is not None:
        others = others.where(SignInSession.id != keep_id)
    return len(session.execute(others.returning(SignInSession.id)).all())


def _role_set(granted: str, *, is_lead: bool) -> frozenset[str]:
    names = {Role.STAFF.value, *filter(None, granted.split(","))}
    if is_lead:
        names.add(Role.TEAM_LEAD.value)
    return frozenset(names)
