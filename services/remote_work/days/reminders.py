"""Who is told what, minute by minute: the person first, then her lead; nothing once it is in.

What is due is asked of the days themselves at every pass, so a reminder stops the minute that the text is in.
What was told is kept beside the day as bits, so that a pass in which nothing is due writes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from services import approvals, people, workdays
from services.clock import local_day
from services.notifications import Telling, notify_all
from services.remote_work.days.day_types import Deadlines, Part, Unreported
from services.remote_work.days.deadlines import list_deadlines, minute_of
from services.remote_work.days.forwarding_reminders import remind_forwarding
from services.remote_work.days.models import RemoteDay
from services.remote_work.days.notices import STAGES
from services.remote_work.days.rules import list_remote_rules, rule_of
from services.remote_work.days.settling import once_for_lead
from services.remote_work.days.stored import DayKey, in_parts
from services.remote_work.days.viewers import holders_of, list_led

ASKED, LATE, LEAD = 1, 2, 4
EVERYTHING = ASKED | LATE | LEAD
# A result is due a day after the end at most, and the lead is told a day after that.
LOOKED_BACK: Final = timedelta(days=3)


@dataclass(frozen=True)
class Missing:
    """A text that is not in, and which of its reminders were sent (bits)."""

    staff_id: int
    on: date
    part: Part
    told: int
    deadlines: Deadlines

    @property
    def due_at(self) -> datetime:
        return self.deadlines.plan_due_at if self.part is Part.PLAN else self.deadlines.result_due_at

    def due_bits(self, now: datetime) -> int:
        """Which reminders are due by now, sent or not."""
        times = self.deadlines
        asked = (times.plan_ask_at, times.plan_late_at, times.plan_lead_at)
        if self.part is Part.RESULT:
            asked = (times.result_ask_at, times.result_late_at, times.result_lead_at)
        return sum(bit for bit, at in zip((ASKED, LATE, LEAD), asked, strict=True) if at <= now)


def remind_remote_work(session: Session, now: datetime) -> int:
    """Evaluates every open day that may still be waited for and tells who must be told now; how many.

    In a fixed number of statements, whatever the number of people. To be called every minute or so; twice at
    once, by two workers, tells nobody twice.
    """
    missing = list_missing(session, now, local_day(now) - LOOKED_BACK, told_too=False)
    fresh = [(each, each.due_bits(now) & ~each.told) for each in missing]
    told = tell(session, [(each, bits) for each, bits in fresh if bits], now)
    return told + remind_forwarding(session, now)


def tell(session: Session, due: Sequence[tuple[Missing, int]], now: datetime) -> int:
    """Sends these reminders (bits) and notes that they were sent; how many notices are new."""
    told = _tell_persons(session, due, now)
    told += _tell_leads(session, [each for each, bits in due if bits & LEAD], now)
    _note_told(session, due)
    return told


def list_unreported(session: Session, lead_id: int, now: datetime) -> list[Unreported]:
    """Whose plan or result is late, of those on whose plans a person may decide now, the longest first."""
    led = list_led(session, lead_id, now)
    today = local_day(now)
    earliest = today - timedelta(days=rule_of(list_remote_rules(session), today).deliver_days)
    missing = list_missing(session, now, earliest, led) if led else []
    found = [
        Unreported(each.staff_id, each.on, each.part, minute_of(each.on, each.due_at))
        for each in missing
        if each.due_bits(now) & LATE
    ]
    return sorted(found, key=lambda each: (each.on, each.since_minute, each.staff_id))


def list_missing(
    session: Session,
    now: datetime,
    earliest: date,
    staff_ids: Collection[int] | None = None,
    *,
    told_too: bool = True,
) -> list[Missing]:
    """The texts that open days still lack, of those who are in service and were there to write them.

    A plan is missed until its day is over (by rule it may be due the evening before); a result of who has put
    a plan in, or has begun. Nobody misses anything of a day that became a holiday. Without `told_too` those
    of which everybody was told everything are left out.
    """
    today = local_day(now)
    tomorrow = today + timedelta(days=1)
    query = select(
        RemoteDay.staff_id,
        RemoteDay.held_on,
        RemoteDay.plan_id,
        RemoteDay.result_id,
        RemoteDay.started_at,
        RemoteDay.plan_told,
        RemoteDay.result_told,
    ).where(
        RemoteDay.is_open,
        RemoteDay.held_on >= earliest,
        RemoteDay.held_on <= tomorrow,
        _lacks_something(today, told_too),
    )
    if staff_ids is not None:
        query = query.where(RemoteDay.staff_id.in_(staff_ids))
    worked = set(workdays.list_workdays(session, earliest, tomorrow))
    rows = [row for row in session.execute(query) if row.held_on in worked]
    serving = people.list_workplaces(session, today, unit_ids=(), staff_ids={row.staff_id for row in rows})
    rows = [row for row in rows if row.staff_id in serving]
    deadlines = list_deadlines(session, [(row.staff_id, row.held_on) for row in rows])
    return [
        Missing(row.staff_id, row.held_on, part, told, deadlines[row.staff_id, row.held_on][0])
        for row in rows
        for part, told in _list_lacking(row, today)
        if deadlines[row.staff_id, row.held_on][1]
    ]


def _lacks_something(today: date, told_too: bool) -> ColumnElement[bool]:
    has_begun = or_(RemoteDay.plan_id.is_not(None), RemoteDay.started_at.is_not(None))
    without_plan = and_(RemoteDay.plan_id.is_(None), RemoteDay.held_on >= today)
    without_result = and_(RemoteDay.result_id.is_(None), RemoteDay.held_on <= today, has_begun)
    if told_too:
        return or_(without_plan, without_result)
    return or_(
        and_(without_plan, RemoteDay.plan_told < EVERYTHING),
        and_(without_result, RemoteDay.result_told < EVERYTHING),
    )


def _list_lacking(row: Any, today: date) -> Iterator[tuple[Part, int]]:
    """Which of its two texts a day lacks, each with what was told of it."""
    if row.plan_id is None and row.held_on >= today:
        yield Part.PLAN, row.plan_told
    has_begun = row.plan_id is not None or row.started_at is not None
    if row.result_id is None and has_begun and row.held_on <= today:
        yield Part.RESULT, row.result_told


def _tell_persons(session: Session, due: Iterable[tuple[Missing, int]], now: datetime) -> int:
    """Of two that are due at once, after a pause of the worker, the later one is said alone."""
    by_kind: dict[str, list[Telling]] = {}
    for each, bits in due:
        asked, late, _ = STAGES[each.part]
        if not bits & (ASKED | LATE):
            continue
        facts = {"held_on": each.on.isoformat(), "due_at": each.due_at.isoformat()}
        telling = Telling(each.staff_id, facts, each.on.isoformat())
        by_kind.setdefault(late if bits & LATE else asked, []).append(telling)
    return sum(notify_all(session, kind, now, tellings) for kind, tellings in by_kind.items())


def _tell_leads(session: Session, due: Sequence[Missing], now: datetime) -> int:
    if not due:
        return 0
    leads = _find_leads(session, {each.staff_id for each in due}, now)
    names = people.names_of(session, leads.keys())
    by_kind: dict[str, list[Telling]] = {}
    for each in due:
        if (lead_id := leads.get(each.staff_id)) is None:
            continue
        facts = {"held_on": each.on.isoformat(), "name": names[each.staff_id]}
        telling = Telling(lead_id, facts, once_for_lead(each.staff_id, each.on))
        by_kind.setdefault(STAGES[each.part][2], []).append(telling)
    return sum(notify_all(session, kind, now, tellings) for kind, tellings in by_kind.items())


def _find_leads(session: Session, staff_ids: Collection[int], now: datetime) -> Mapping[int, int]:
    """Of each person the first who is there of those who may decide now; her lead where nobody is."""
    lineup = approvals.load_lineup(session, now)
    units = people.list_workplaces(session, local_day(now), unit_ids=(), staff_ids=staff_ids)
    found: dict[int, int] = {}
    for staff_id, unit_id in units.items():
        holders = holders_of(lineup, staff_id, unit_id)
        if holders:
            present = (holder for holder in holders if holder not in lineup.away)
            found[staff_id] = next(present, holders[0])
    return found


def _note_told(session: Session, due: Iterable[tuple[Missing, int]]) -> None:
    groups: dict[tuple[Part, int], list[DayKey]] = {}
    for each, bits in due:
        groups.setdefault((each.part, each.told | bits), []).append((each.staff_id, each.on))
    for (part, told), keys in groups.items():
        column = RemoteDay.plan_told if part is Part.PLAN else RemoteDay.result_told
        for some in in_parts(keys):
            statement = update(RemoteDay).where(some.among(RemoteDay)).values({column: told})
            session.execute(statement, execution_options={"synchronize_session": False})
