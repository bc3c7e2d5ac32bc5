"""What becomes due by itself: tips that nobody has confirmed, questions that wait too long."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services import people
from services.clock import instant_of, local_day
from services.manuals import tasks
from services.manuals.tasks.models import Manual
from services.manuals.tips.asked import is_open
from services.manuals.tips.found import tell_search
from services.manuals.tips.keepers import find_keeper
from services.manuals.tips.models import ManualQuestion, ManualTip
from services.manuals.tips.notices import NoticeKind
from services.manuals.tips.questions import tell_answerers
from services.manuals.tips.rules import get_tip_rules
from services.notifications import Telling, notify_all
from services.workdays import list_workdays

# A worker may have stood still for so long.
LOOKS_BACK = timedelta(days=3)
MOST_AT_ONCE = 500
# So many days hold more working days than the longest row of holidays takes away.
BEFORE = timedelta(days=30)


def keep_up_tips(session: Session, now: datetime) -> int:
    """Tells keepers of tips that have expired, and leads of questions that wait; how many were told.

    What expired is found no more. Questions to a department that is no more go to the one above.
    """
    _refresh_search(session, now)
    _follow_units(session, now)
    return _tell_expired(session, now) + _tell_waiting(session, now)


def _refresh_search(session: Session, now: datetime) -> None:
    """Also those of manuals that were not published when somebody wrote a tip."""
    today = local_day(now)
    just_published = Manual.published_at > now - LOOKS_BACK
    just_expired = (ManualTip.expires_on < today) & (ManualTip.expires_on >= today - LOOKS_BACK)
    query = (
        select(ManualTip.manual_id)
        .join(Manual, Manual.id == ManualTip.manual_id)
        .where(ManualTip.ended_at.is_(None), or_(just_published, just_expired))
        .distinct()
        .limit(MOST_AT_ONCE)
    )
    tell_search(session, session.scalars(query).all(), now)


def _follow_units(session: Session, now: datetime) -> None:
    asked = select(ManualQuestion.unit_id).where(is_open(), ManualQuestion.unit_id.is_not(None)).distinct()
    units = [unit for unit in session.scalars(asked) if unit]
    for unit, heir in people.list_gone_units(session, units, local_day(now)).items():
        if heir is not None:
            left = select(ManualQuestion).where(is_open(), ManualQuestion.unit_id == unit).with_for_update()
            for row in session.scalars(left).all():
                row.unit_id = heir
                session.flush()
                tell_answerers(session, row, now)


def _tell_expired(session: Session, now: datetime) -> int:
    """One notice for all tips of a manual that expired on a day."""
    today = local_day(now)
    query = select(ManualTip.manual_id, ManualTip.expires_on).where(
        ManualTip.ended_at.is_(None),
        ManualTip.expires_on < today,
        ManualTip.expires_on >= today - LOOKS_BACK,
    )
    counts = Counter((manual_id, on) for manual_id, on in session.execute(query))
    manuals = {m.id: m for m in tasks.list_by_id(session, {manual_id for manual_id, _ in counts}, now)}
    tellings = []
    for (manual_id, on), count in counts.items():
        keeper = find_keeper(session, manuals[manual_id], now)
        if keeper is not None:
            facts = {"manual": str(manual_id), "manual_title": manuals[manual_id].title, "count": str(count)}
            tellings.append(Telling(keeper, facts, f"tips {manual_id} {on.isoformat()}"))
    return notify_all(session, NoticeKind.TIPS_EXPIRED, now, tellings)


def _tell_waiting(session: Session, now: datetime) -> int:
    """The lead of the unit, once, when a question has waited for so many working days."""
    today = local_day(now)
    waits = get_tip_rules(session, today).answer_days
    full = list_workdays(session, today - waits * timedelta(days=2) - BEFORE, today - timedelta(days=1))
    query = (
        select(ManualQuestion)
        .where(is_open(), ManualQuestion.asked_at < instant_of(full[-waits], 0))
        .order_by(ManualQuestion.asked_at)
        .limit(MOST_AT_ONCE)
    )
    rows = session.scalars(query).all()
    units = {
        manual.id: manual
        for manual in tasks.list_by_id(session, {r.manual_id for r in rows if r.manual_id}, now)
    }
    leadership = people.load_leadership(session, today)
    tellings = []
    for row in rows:
        manual = units.get(row.manual_id or 0)
        place = manual.unit_id if manual else row.unit_id
        lead = leadership.lead_of(manual.owner_id or 0 if manual else 0, place)
        if lead is not None and lead != row.asked_by_id:
            asked_on = local_day(row.asked_at).isoformat()
            facts = {"question": row.id.hex(), "text": row.text, "asked_on": asked_on}
            tellings.append(Telling(lead, facts, row.id.hex()))
    return notify_all(session, NoticeKind.QUESTION_WAITS, now, tellings)
