"""What a lead reads when leave is asked for, and what she should look at twice."""

import math
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services import absences, approvals, people
from services.absences import KIND_WORDS, AbsenceKind
from services.crypto import canonical
from services.leave.kinds import KindView
from services.leave.periods import SUBJECT, Part, Period, count_days
from services.leave.rules import LeaveRules
from services.leave.team import share_away
from services.leave.views import count_days_of_year

FORMAT = "balgil-leave-v1"


@dataclass(frozen=True)
class Wish:
    """A leave as it is put forward, with the rows that it is judged by."""

    staff_id: int
    leave_id: bytes
    kind: KindView
    period: Period
    reason: str
    rules: LeaveRules


def make_submission(session: Session, wish: Wish, now: datetime) -> approvals.Submission:
    days = count_days(session, wish.period)
    lines = [("leave_kind", wish.kind.name), ("leave_days", format_days(wish.period))]
    if wish.period.part is not Part.DAY:
        lines.append(("leave_part", wish.period.part.value))
    lines.append(("leave_count", f"{days:g}"))
    if wish.reason:
        lines.append(("leave_reason", wish.reason))
    return approvals.Submission(
        SUBJECT,
        wish.leave_id,
        # Notices and mails name it: of which kind it is stands in the lines alone.
        f"{KIND_WORDS[wish.kind.absence]} {format_days(wish.period)}",
        content_of(wish.staff_id, wish.kind.code, wish.period, wish.reason),
        lines,
        _find_cautions(session, wish, now),
        facts={"days": math.ceil(days), "leave_kind": wish.kind.code},
    )


def format_days(period: Period) -> str:
    """A period as official documents write it: `2026. 10. 5. ~ 2026. 10. 7.`."""
    first, last = (f"{on.year}. {on.month}. {on.day}." for on in (period.from_on, period.until_on))
    return first if first == last else f"{first} ~ {last}"


def _find_cautions(session: Session, wish: Wish, now: datetime) -> list[str]:
    starts_at, ends_at = wish.period.bounds(wish.rules)
    elsewhere = {a.kind for a in absences.list_absences(session, starts_at, ends_at, [wish.staff_id])}
    share = share_away(session, wish.staff_id, wish.period, wish.rules)
    cautions = {
        "leave_began": starts_at <= now,
        "leave_on_trip": AbsenceKind.TRIP in elsewhere,
        "leave_paper": _is_paper_due(session, wish),
        "leave_team_away": share * 100 > wish.rules.team_away_percent,
        "leave_lead_alone": _leads_without_deputy(session, wish.staff_id, wish.period.from_on),
    }
    return [code for code, holds in cautions.items() if holds]


def _is_paper_due(session: Session, wish: Wish) -> bool:
    """Whether this leave, which is kept already, brings a year beyond the days that need no paper.

    Source: 지방공무원 복무규정 제7조의5 제3항: from what exceeds six days of sick leave in a year.
    """
    paper_from = wish.kind.paper_from_days
    years = {wish.period.from_on.year, wish.period.until_on.year}
    return paper_from is not None and any(
        count_days_of_year(session, wish.staff_id, wish.kind.code, year) > paper_from - 1 for year in years
    )


def _leads_without_deputy(session: Session, staff_id: int, on: date) -> bool:
    """Whether she leads somebody and nobody stands in for her on the first day."""
    leads = set(people.load_leadership(session, on).leads.values())
    return staff_id in leads and approvals.find_stand_in(session, staff_id, on) is None


def content_of(staff_id: int, kind: str, period: Period, reason: str) -> bytes:
    """What the decision's leaf commits to: who changes the row afterwards contradicts the ledger."""
    first, last = period.from_on.isoformat(), period.until_on.isoformat()
    return canonical.encode([FORMAT, staff_id, kind, first, last, period.part.value, reason])
