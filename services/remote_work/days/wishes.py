"""A day of remote work that a person asks for herself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals, workdays
from services.approvals import Request, Submission
from services.clock import local_day
from services.crypto import canonical
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.remote_work.days.day_types import ClosedWhy, Origin, Place
from services.remote_work.days.models import LONGEST_WHY, RemoteWish
from services.remote_work.days.origins import close_days, open_day
from services.remote_work.days.readiness import find_readiness
from services.remote_work.days.stored import find_day
from services.remote_work.days.submissions import format_on
from services.remote_work.days.windows import check_id, id_taken
from services.texts import N_, tidy_line

WISH_KIND = "remote_day"
WISH_ORIGIN = "wish"
FARTHEST = timedelta(days=90)


@dataclass(frozen=True)
class WishView:
    """`state` is that of its approval."""

    id: bytes
    on: date
    why: str
    asked_at: datetime
    state: str
    reason: str


def ask_for_day(
    session: Session, staff_id: int, wish_id: bytes, on: date, why: str, now: datetime
) -> WishView:
    """Puts a wish before the lead; the same again gives the first answer. An approved one opens the day.

    `why` is up to 200 characters and may be empty.

    Raises: Invalid `invalid_id`, `invalid_wish` with `on` (past, not worked, more than 90 days ahead) or
    `why`; Conflict `not_ready`, `already_remote`, `already_asked`, `id_taken`.
    """
    check_id(wish_id)
    why = tidy_line(why)
    lock_subject(session, f"remote wishes {staff_id}")
    known = session.get(RemoteWish, wish_id, populate_existing=True)
    if known is not None:
        if (known.staff_id, known.held_on, known.why) != (staff_id, on, why):
            raise id_taken()
        return _view_of(session, known)
    _check(session, staff_id, on, why, now)
    row = RemoteWish(id=wish_id, staff_id=staff_id, held_on=on, why=why, asked_at=now)
    session.add(row)
    session.flush()
    lines = [("held_on", format_on(on)), *([("why", why)] if why else [])]
    content = canonical.encode(["balgil-remote-wish-v1", wish_id, staff_id, on.isoformat(), why])
    title = f"{format_on(on)} 재택근무"
    approvals.submit_request(session, Submission(WISH_KIND, wish_id, title, content, lines), staff_id, now)
    return _view_of(session, row)


def withdraw_wish(session: Session, staff_id: int, wish_id: bytes, now: datetime) -> WishView:
    """Takes it back while nobody has decided; again, it stays so. Raises: NotFound; Conflict `decided`."""
    row = session.get(RemoteWish, wish_id)
    if row is None or row.staff_id != staff_id:
        raise NotFound
    approvals.withdraw_request(session, WISH_KIND, wish_id, now)
    view = _view_of(session, row)
    if view.state != approvals.WITHDRAWN:
        raise Conflict("decided", N_("이미 결재한 신청이에요. 바꾸려면 팀장에게 알려 주세요."))
    return view


def list_wishes(session: Session, staff_id: int, now: datetime) -> Sequence[WishView]:
    """A person's wishes for today and later, by day."""
    query = select(RemoteWish).where(RemoteWish.staff_id == staff_id, RemoteWish.held_on >= local_day(now))
    return _to_views(session, session.scalars(query.order_by(RemoteWish.held_on, RemoteWish.asked_at)).all())


def note_wishes(session: Session, requests: Sequence[Request], now: datetime) -> None:
    """An approved wish opens its day, one that is no longer approved takes back what it said."""
    for request in requests:
        row = session.get(RemoteWish, request.subject_id)
        if row is None or row.held_on < local_day(now):
            continue
        origin = Origin(WISH_ORIGIN, row.id)
        if request.state == approvals.APPROVED:
            open_day(session, row.staff_id, row.held_on, place=Place.HOME, origin=origin, now=now)
        else:
            close_days(session, origin, ClosedWhy.TAKEN_BACK, now)


def _check(session: Session, staff_id: int, on: date, why: str, now: datetime) -> None:
    wrong, today = {}, local_day(now)
    if not today <= on <= today + FARTHEST or not workdays.is_workday(session, on):
        wrong["on"] = N_("오늘부터 90일 안의 근무일을 골라 주세요.")
    if len(why) > LONGEST_WHY:
        wrong["why"] = N_("사유를 200자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_wish", fields=wrong)
    day = find_day(session, staff_id, on)
    if day is not None and day.is_open:
        raise Conflict("already_remote", N_("그날은 이미 재택근무나 센터 근무로 정해졌어요."))
    earlier = select(RemoteWish).where(RemoteWish.staff_id == staff_id, RemoteWish.held_on == on)
    states = {view.state for view in _to_views(session, session.scalars(earlier).all())}
    if approvals.WAITING in states:
        raise Conflict("already_asked", N_("그날은 이미 신청했어요. 결재를 기다려 주세요."))
    if missing := find_readiness(session, staff_id, on).missing_before_wish:
        sentence = N_("보안 서약, 업무대행자, 연락처를 먼저 갖춰 주세요.")
        raise Conflict("not_ready", sentence, missing=missing)


def _view_of(session: Session, row: RemoteWish) -> WishView:
    return _to_views(session, [row])[0]


def _to_views(session: Session, rows: Sequence[RemoteWish]) -> list[WishView]:
    requests = approvals.newest_requests(session, WISH_KIND, [row.id for row in rows])
    return [
        WishView(row.id, row.held_on, row.why, row.asked_at, requests[row.id].state, requests[row.id].reason)
        for row in rows
    ]
