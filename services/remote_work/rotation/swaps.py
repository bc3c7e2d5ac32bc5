"""Two people change a day at home: the colleague taps, then the lead of both.

Invariants
- Neither party decides, not through a deputy either; the same tap again changes nothing.
- Everything is looked at again under the plan's lock at each tap: a swap never leaves a counter short.
- Balances stay as they are: each gives one day and takes one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, NotFound
from services.remote_work.rotation.models import RotationLine, RotationSwap
from services.remote_work.rotation.notices import NoticeKind
from services.remote_work.rotation.plans import lock_plans
from services.remote_work.rotation.publishing import open_days_of
from services.remote_work.rotation.stored import HOME, OFFICE, Line, list_lines
from services.remote_work.rotation.swap_bars import AGREED, ASKED, DONE, LIVE, REFUSED, WITHDRAWN
from services.remote_work.rotation.swap_rules import Exchange, check_swap, common_leads
from services.texts import N_

KEPT_SHOWN = timedelta(days=60)


@dataclass(frozen=True)
class SwapView:
    """A swap as one person sees it. `state`: asked, agreed (waits for the lead), done, refused, withdrawn."""

    id: bytes
    plan_id: int
    staff_id: int
    name: str
    gives_on: date
    other_id: int
    other_name: str
    takes_on: date
    state: str
    asked_at: datetime
    answered_at: datetime | None
    decided_by_id: int | None
    decided_at: datetime | None
    may_answer: bool
    may_decide: bool
    may_withdraw: bool


def ask_swap(session: Session, swap_id: bytes, exchange: Exchange, now: datetime) -> SwapView:
    """The wish of `exchange.staff_id`; `swap_id` is 16 bytes that the form made. Again gives the same swap.

    Raises: as `check_swap`; Conflict `id_taken`.
    """
    lock_plans(session)
    row = session.get(RotationSwap, swap_id)
    if row is not None:
        if _exchange_of(row) == exchange:
            return _view(session, row, exchange.staff_id, now)
        raise Conflict("id_taken", N_("이 화면에서 이미 보낸 요청이 있어요. 새로 고친 뒤 다시 해 주세요."))
    mine, _ = check_swap(session, exchange, now)
    row = RotationSwap(id=swap_id, plan_id=mine.plan_id, state=ASKED, asked_at=now, **vars(exchange))
    session.add(row)
    session.flush()
    _tell(session, row, NoticeKind.SWAP_ASKED, [row.other_id], now)
    return _view(session, row, exchange.staff_id, now)


def answer_swap(session: Session, swap_id: bytes, agree: bool, by_id: int, now: datetime) -> SwapView:
    """The colleague's tap. Raises: NotFound; Forbidden `swap_not_yours`; Conflict `swap_answered`, or when
    agreeing as `check_swap`."""
    row = _get(session, swap_id)
    if by_id != row.other_id:
        raise Forbidden("swap_not_yours", N_("요청받은 동료만 답할 수 있어요."))
    if row.state == (AGREED if agree else REFUSED):
        return _view(session, row, by_id, now)
    _check_state(row, ASKED)
    if agree:
        check_swap(session, _exchange_of(row), now, row.id)
    row.state, row.answered_at = (AGREED if agree else REFUSED), now
    session.flush()
    if agree:
        _tell(session, row, NoticeKind.SWAP_AGREED, [row.staff_id], now, of_other=True)
        _tell(session, row, NoticeKind.SWAP_WAITS, sorted(_deciders(session, row, now)), now)
    else:
        _tell(session, row, NoticeKind.SWAP_REFUSED, [row.staff_id], now)
    return _view(session, row, by_id, now)


def decide_swap(session: Session, swap_id: bytes, approve: bool, by_id: int, now: datetime) -> SwapView:
    """The lead's tap: the days change at once. Raises: NotFound; Forbidden `swap_not_yours_to_decide`;
    Conflict `swap_answered`, or when approving as `check_swap`.
    """
    row = _get(session, swap_id)
    if by_id not in _deciders(session, row, now):
        raise Forbidden("swap_not_yours_to_decide", N_("두 사람의 팀장이나 그 대리만 확인할 수 있어요."))
    if row.state == (DONE if approve else REFUSED):
        return _view(session, row, by_id, now)
    _check_state(row, AGREED)
    lines = check_swap(session, _exchange_of(row), now, row.id) if approve else ()
    row.state, row.decided_by_id, row.decided_at = (DONE if approve else REFUSED), by_id, now
    session.flush()
    if lines:
        _exchange(session, row, (lines[0], lines[1]), now)
    kind = NoticeKind.SWAP_DONE if approve else NoticeKind.SWAP_REFUSED
    _tell(session, row, kind, [row.staff_id, row.other_id], now)
    return _view(session, row, by_id, now)


def withdraw_swap(session: Session, swap_id: bytes, by_id: int, now: datetime) -> SwapView:
    """Takes a wish back that is not done yet. Raises: NotFound; Forbidden; Conflict `swap_answered`."""
    row = _get(session, swap_id)
    if by_id != row.staff_id:
        raise Forbidden("swap_not_yours", N_("요청한 사람만 거둘 수 있어요."))
    if row.state in LIVE:
        row.state, row.answered_at = WITHDRAWN, now
        session.flush()
    elif row.state != WITHDRAWN:
        _check_state(row, ASKED)
    return _view(session, row, by_id, now)


def list_swaps(session: Session, staff_id: int, now: datetime) -> list[SwapView]:
    """What a person has asked, is asked, or decides: what waits for her first, then the newest."""
    since = local_day(now) - KEPT_SHOWN
    recent = or_(RotationSwap.gives_on >= since, RotationSwap.takes_on >= since)
    rows = session.scalars(select(RotationSwap).where(recent).order_by(RotationSwap.asked_at.desc())).all()
    views = [_view(session, row, staff_id, now) for row in rows if _concerns(session, row, staff_id, now)]
    return sorted(views, key=lambda view: not (view.may_answer or view.may_decide))


def count_swaps_waiting(session: Session, staff_id: int, now: datetime) -> int:
    """How many wait for this person's tap."""
    live = RotationSwap.state.in_(LIVE) & (RotationSwap.gives_on > local_day(now))
    if session.scalar(select(RotationSwap.id).where(live).limit(1)) is None:
        return 0
    return sum(view.may_answer or view.may_decide for view in list_swaps(session, staff_id, now))


def _concerns(session: Session, row: RotationSwap, staff_id: int, now: datetime) -> bool:
    if staff_id in (row.staff_id, row.other_id, row.decided_by_id):
        return True
    return row.state == AGREED and staff_id in _deciders(session, row, now)


def _get(session: Session, swap_id: bytes) -> RotationSwap:
    lock_plans(session)
    row = session.get(RotationSwap, swap_id, populate_existing=True)
    if row is None:
        raise NotFound("swap_not_found", N_("그런 요청이 없어요."))
    return row


def _check_state(row: RotationSwap, state: str) -> None:
    if row.state != state:
        raise Conflict("swap_answered", N_("그 사이 이미 답했거나 거둔 요청이에요."))


def _exchange_of(row: RotationSwap) -> Exchange:
    return Exchange(row.staff_id, row.gives_on, row.other_id, row.takes_on)


def _deciders(session: Session, row: RotationSwap, now: datetime) -> set[int]:
    """The lead of both and who stands in for her, else the lead above; none of the two, nor through one."""
    parties = (row.staff_id, row.other_id)
    leads = common_leads(session, parties, local_day(now))
    lineup = approvals.load_lineup(session, now)
    return {holder.person_id for holder in lineup.holders_below(leads, parties)}


def _exchange(session: Session, row: RotationSwap, lines: tuple[Line, Line], now: datetime) -> None:
    mine, other = lines
    _set_letters(session, mine, {row.gives_on: OFFICE, row.takes_on: HOME})
    _set_letters(session, other, {row.gives_on: HOME, row.takes_on: OFFICE})
    session.flush()
    open_days_of(session, row.plan_id, list_lines(session, [row.plan_id]), now)


def _set_letters(session: Session, line: Line, letters: dict[date, str]) -> None:
    stored = session.get_one(RotationLine, line.id)
    days = list(stored.days)
    for on, letter in letters.items():
        days[(on - line.from_on).days] = letter
    stored.days = "".join(days)


def _tell(
    session: Session,
    row: RotationSwap,
    kind: NoticeKind,
    whom: list[int],
    now: datetime,
    *,
    of_other: bool = False,
) -> None:
    names = people.names_of(session, [row.staff_id, row.other_id])
    facts = {
        "name": names[row.other_id if of_other else row.staff_id],
        "other": names[row.other_id],
        "gives_on": row.gives_on.isoformat(),
        "takes_on": row.takes_on.isoformat(),
    }
    for staff_id in whom:
        notifications.notify(session, staff_id, kind, now, once=row.id.hex(), **facts)


def _view(session: Session, row: RotationSwap, staff_id: int, now: datetime) -> SwapView:
    names = people.names_of(session, [row.staff_id, row.other_id])
    is_coming = min(row.gives_on, row.takes_on) > local_day(now)
    waits_for_lead = is_coming and row.state == AGREED
    return SwapView(
        id=row.id,
        plan_id=row.plan_id,
        staff_id=row.staff_id,
        name=names[row.staff_id],
        gives_on=row.gives_on,
        other_id=row.other_id,
        other_name=names[row.other_id],
        takes_on=row.takes_on,
        state=row.state,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        decided_by_id=row.decided_by_id,
        decided_at=row.decided_at,
        may_answer=is_coming and row.state == ASKED and staff_id == row.other_id,
        may_decide=waits_for_lead and staff_id in _deciders(session, row, now),
        may_withdraw=is_coming and row.state in LIVE and staff_id == row.staff_id,
    )
