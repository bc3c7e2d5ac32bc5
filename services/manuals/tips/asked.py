"""Questions as those see them who asked, and who may answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import NotFound
from services.manuals import tasks
from services.manuals.tasks.models import Manual
from services.manuals.tips.keepers import find_keeper, find_unit_lead, keeps
from services.manuals.tips.models import ManualQuestion
from services.texts import N_

MOST_LISTED = 50


@dataclass(frozen=True)
class QuestionView:
    """A question; `manual_title` is empty for one to a department, `answer` before there is one."""

    id: bytes
    text: str
    manual_id: int | None
    manual_title: str
    unit_id: int | None
    unit_name: str
    asked_by_id: int
    asker: str
    asked_at: datetime
    answer: str
    answered_by_id: int | None
    answerer: str
    answered_at: datetime | None
    tip_id: bytes | None
    withdrawn_at: datetime | None

    @property
    def state(self) -> str:
        """`open`, `answered` or `withdrawn`."""
        if self.withdrawn_at:
            return "withdrawn"
        return "answered" if self.answered_at else "open"


def get_question(session: Session, question_id: bytes, staff_id: int, now: datetime) -> QuestionView:
    """To who asked, who answered and who may answer. Raises: NotFound `question_not_found`."""
    row = session.get(ManualQuestion, question_id, populate_existing=True)
    is_hers = row is not None and staff_id in (row.asked_by_id, row.answered_by_id)
    if row is None or not (is_hers or may_answer(session, row, staff_id, now)):
        raise NotFound("question_not_found", N_("그런 질문이 없어요."))
    return _to_views(session, [row], now)[0]


def list_own_questions(session: Session, staff_id: int, now: datetime) -> list[QuestionView]:
    """What somebody has asked, the newest first."""
    query = select(ManualQuestion).where(ManualQuestion.asked_by_id == staff_id)
    rows = session.scalars(
        query.order_by(ManualQuestion.asked_at.desc(), ManualQuestion.id).limit(MOST_LISTED)
    )
    return _to_views(session, rows.all(), now)


def list_waiting_questions(session: Session, staff_id: int, now: datetime) -> list[QuestionView]:
    """What waits for somebody's answer, the oldest first: of her manuals, of those whose owner she stands in
    for, of departments that she leads, and there of manuals whose owner has left or asks herself."""
    query = (
        select(ManualQuestion)
        .outerjoin(Manual, Manual.id == ManualQuestion.manual_id)
        .where(is_open(), _is_for(session, staff_id, now), ManualQuestion.asked_by_id != staff_id)
        .order_by(ManualQuestion.asked_at, ManualQuestion.id)
        .limit(MOST_LISTED)
    )
    return _to_views(session, session.scalars(query).all(), now)


def list_manual_questions(session: Session, manual_id: int, now: datetime) -> list[QuestionView]:
    """What was asked about a manual and is not answered, for those who keep it."""
    query = select(ManualQuestion).where(is_open(), ManualQuestion.manual_id == manual_id)
    rows = session.scalars(query.order_by(ManualQuestion.asked_at, ManualQuestion.id).limit(MOST_LISTED))
    return _to_views(session, rows.all(), now)


def may_answer(session: Session, row: ManualQuestion, staff_id: int, now: datetime) -> bool:
    if row.manual_id is not None:
        return keeps(session, tasks.load_manual(session, row.manual_id, now), staff_id, now)
    lead = find_unit_lead(session, row.unit_id or 0, now)
    return lead is not None and (
        lead == staff_id or lead in people.list_principals(session, staff_id, local_day(now))
    )


def list_answerers(session: Session, row: ManualQuestion, now: datetime) -> list[int]:
    """Who is told of it: the keeper of the manual, or the lead of the department; and while she asked it
    herself, the lead."""
    if row.manual_id is None:
        found = [find_unit_lead(session, row.unit_id or 0, now)]
    else:
        manual = tasks.load_manual(session, row.manual_id, now)
        found = [find_keeper(session, manual, now)]
        if found == [row.asked_by_id]:
            found = [find_unit_lead(session, manual.unit_id, now)]
    return [who for who in found if who is not None]


def is_open() -> ColumnElement[bool]:
    """That nobody has answered it, and that it was not taken back."""
    return and_(ManualQuestion.answered_at.is_(None), ManualQuestion.withdrawn_at.is_(None))


def _is_for(session: Session, staff_id: int, now: datetime) -> ColumnElement[bool]:
    on = local_day(now)
    persons = [staff_id, *people.list_principals(session, staff_id, on)]
    leadership = people.load_leadership(session, on)
    units: Collection[int] = {unit for person in persons for unit in leadership.units_led_by(person)}
    led = (
        or_(
            ManualQuestion.unit_id.in_(units),
            and_(Manual.unit_id.in_(units), Manual.owner_id.is_(None)),
            and_(Manual.unit_id.in_(units), Manual.owner_id.in_(_list_gone(session, units, on))),
            # An owner who asks about her own manual asks her lead.
            and_(Manual.unit_id.in_(units), Manual.owner_id == ManualQuestion.asked_by_id),
        )
        if units
        else false()
    )
    return or_(Manual.owner_id.in_(persons), led)


def _list_gone(session: Session, units: Collection[int], on: date) -> set[int]:
    """Owners of manuals of these units that something was asked about, and who are no longer in service."""
    query = (
        select(Manual.owner_id)
        .join(ManualQuestion, ManualQuestion.manual_id == Manual.id)
        .where(is_open(), Manual.unit_id.in_(units), Manual.owner_id.is_not(None))
    )
    owners = {owner for owner in session.scalars(query.distinct()) if owner}
    return owners - people.list_workplaces(session, on, unit_ids=(), staff_ids=owners).keys()


def _to_views(session: Session, rows: Sequence[ManualQuestion], now: datetime) -> list[QuestionView]:
    if not rows:
        return []
    manual_ids = {row.manual_id for row in rows if row.manual_id}
    manuals = {manual.id: manual for manual in tasks.list_by_id(session, manual_ids, now)}
    names = people.names_of(session, {who for r in rows for who in (r.asked_by_id, r.answered_by_id) if who})
    units = people.names_of_units(session, {row.unit_id for row in rows if row.unit_id}, local_day(now))
    return [
        QuestionView(
            id=row.id,
            text=row.text,
            manual_id=row.manual_id,
            manual_title=manuals[row.manual_id].title if row.manual_id in manuals else "",
            unit_id=row.unit_id,
            unit_name=manuals[row.manual_id].unit_name
            if row.manual_id in manuals
            else units.get(row.unit_id or 0, ""),
            asked_by_id=row.asked_by_id,
            asker=names.get(row.asked_by_id, ""),
            asked_at=row.asked_at,
            answer=row.answer,
            answered_by_id=row.answered_by_id,
            answerer=names.get(row.answered_by_id or 0, ""),
            answered_at=row.answered_at,
            tip_id=row.tip_id,
            withdrawn_at=row.withdrawn_at,
        )
        for row in rows
    ]
