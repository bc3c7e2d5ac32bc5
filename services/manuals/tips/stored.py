"""Tips of a manual as its readers see them, with what others say to "아직 맞나요"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals.tips.models import ManualTip, ManualTipVote
from services.manuals.tips.rules import get_tip_rules
from services.texts import N_


class TipKind(StrEnum):
    TIP = "tip"
    CASE = "case"


class TipState(StrEnum):
    """`live` counts; `doubted`: enough readers say that it is no longer so; `expired`: nobody has confirmed
    it for too long; `ended`: taken away by its author or the manual's owner."""

    LIVE = "live"
    DOUBTED = "doubted"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True)
class TipView:
    """A tip; `right` and `wrong` are votes since it was written or its owner last confirmed it. That its
    author finds it right counts for nothing."""

    id: bytes
    manual_id: int
    kind: str
    title: str
    text: str
    solution: str
    written_by_id: int
    author: str
    written_at: datetime
    confirmed_at: datetime
    expires_on: date
    end_reason: str | None
    right: int
    wrong: int
    own_vote: bool | None
    state: TipState


@dataclass(frozen=True)
class _Votes:
    right: int = 0
    wrong: int = 0
    own: bool | None = None


def get_tip(session: Session, tip_id: bytes, staff_id: int, now: datetime) -> TipView:
    """Raises: NotFound `tip_not_found`."""
    row = session.get(ManualTip, tip_id, populate_existing=True)
    if row is None:
        raise NotFound("tip_not_found", N_("그런 Tip이 없어요."))
    return _to_views(session, [row], staff_id, now)[0]


def list_tips(session: Session, manual_id: int, staff_id: int, now: datetime) -> list[TipView]:
    """All that were not ended: those that count first, by votes; then doubted and expired ones."""
    query = select(ManualTip).where(ManualTip.manual_id == manual_id, ManualTip.ended_at.is_(None))
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    views = _to_views(session, rows, staff_id, now)
    order = list(TipState)
    return sorted(
        views, key=lambda tip: (order.index(tip.state), tip.wrong - tip.right, -tip.written_at.timestamp())
    )


def count_tips(session: Session, manual_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many tips of each manual are neither ended nor expired."""
    query = (
        select(ManualTip.manual_id, func.count())
        .where(
            ManualTip.manual_id.in_(manual_ids),
            ManualTip.ended_at.is_(None),
            ManualTip.expires_on >= local_day(now),
        )
        .group_by(ManualTip.manual_id)
    )
    return dict(session.execute(query).all())


def list_tip_texts(session: Session, manual_ids: Collection[int], now: datetime) -> dict[int, list[str]]:
    """What the search finds of tips, and what is quoted: title, text and solution of those that count."""
    query = (
        select(ManualTip)
        .where(
            ManualTip.manual_id.in_(manual_ids),
            ManualTip.ended_at.is_(None),
            ManualTip.expires_on >= local_day(now),
        )
        .order_by(ManualTip.written_at, ManualTip.id)
    )
    rows = session.scalars(query).all()
    votes = _count_votes(session, [row.id for row in rows], 0) if rows else {}
    doubts, today = get_tip_rules(session, local_day(now)).doubts, local_day(now)
    found: dict[int, list[str]] = {}
    for row in rows:
        if _state_of(row, votes.get(row.id, _Votes()), doubts, today) is TipState.LIVE:
            text = "\n".join(filter(None, (row.title, row.text, row.solution)))
            found.setdefault(row.manual_id, []).append(text)
    return found


def _to_views(session: Session, rows: Sequence[ManualTip], staff_id: int, now: datetime) -> list[TipView]:
    if not rows:
        return []
    votes = _count_votes(session, [row.id for row in rows], staff_id)
    names = people.names_of(session, {row.written_by_id for row in rows})
    doubts, today = get_tip_rules(session, local_day(now)).doubts, local_day(now)
    return [_to_view(row, votes.get(row.id, _Votes()), names, doubts, today) for row in rows]


def _to_view(row: ManualTip, votes: _Votes, names: dict[int, str], doubts: int, today: date) -> TipView:
    return TipView(
        id=row.id,
        manual_id=row.manual_id,
        kind=row.kind,
        title=row.title,
        text=row.text,
        solution=row.solution,
        written_by_id=row.written_by_id,
        author=names.get(row.written_by_id, ""),
        written_at=row.written_at,
        confirmed_at=row.confirmed_at,
        expires_on=row.expires_on,
        end_reason=row.end_reason,
        right=votes.right,
        wrong=votes.wrong,
        own_vote=votes.own,
        state=_state_of(row, votes, doubts, today),
    )


def _state_of(row: ManualTip, votes: _Votes, doubts: int, today: date) -> TipState:
    if row.ended_at:
        return TipState.ENDED
    if row.expires_on < today:
        return TipState.EXPIRED
    return TipState.DOUBTED if is_doubted(votes.right, votes.wrong, doubts) else TipState.LIVE


def is_doubted(right: int, wrong: int, doubts: int) -> bool:
    """Whether so many doubt it as the rule asks for, and not fewer than say that it still holds."""
    return wrong >= doubts and wrong >= right


def _count_votes(session: Session, tip_ids: Sequence[bytes], staff_id: int) -> dict[bytes, _Votes]:
    others = ManualTipVote.staff_id != ManualTip.written_by_id
    right = func.sum(case((ManualTipVote.is_right & others, 1), else_=0))
    wrong = func.sum(case((ManualTipVote.is_right, 0), else_=1))
    own = func.max(case((ManualTipVote.staff_id == staff_id, case((ManualTipVote.is_right, 1), else_=0))))
    query = (
        select(ManualTipVote.tip_id, right, wrong, own)
        .join(ManualTip, ManualTip.id == ManualTipVote.tip_id)
        .where(ManualTipVote.tip_id.in_(tip_ids), ManualTipVote.voted_at >= ManualTip.confirmed_at)
        .group_by(ManualTipVote.tip_id)
    )
    return {
        tip_id: _Votes(yes, no, None if mine is None else bool(mine))
        for tip_id, yes, no, mine in session.execute(query)
    }
