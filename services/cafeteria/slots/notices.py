"""What leads, and whoever wants to be reminded, are told about lunch."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from services import approvals, notifications, people
from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.slots.stored import LunchPlanView
from services.cafeteria.slots.times import clock_of
from services.cafeteria.slots.units import leads_of, list_speakers, load_organisation
from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    PLAN_PUBLISHED = "lunch_plan_published"
    PLAN_WITHDRAWN = "lunch_plan_withdrawn"
    PLAN_ENDED = "lunch_plan_ended"
    SWAP_ASKED = "lunch_swap_asked"
    SWAP_AGREED = "lunch_swap_agreed"
    SWAP_REFUSED = "lunch_swap_refused"
    SWAP_WITHDRAWN = "lunch_swap_withdrawn"
    REMINDER = "lunch_reminder"


NOTICES = (
    Kind(
        NoticeKind.PLAN_PUBLISHED,
        Topic.CAFETERIA,
        N_("%(from_on)s부터 %(until_on)s까지 %(cafeteria)s 배식 차례가 나왔어요. %(unit)s 첫 차례: %(slot)s"),
        "/cafeteria/slots",
        "utensils",
    ),
    Kind(
        NoticeKind.PLAN_WITHDRAWN,
        Topic.CAFETERIA,
        N_("%(from_on)s부터 %(cafeteria)s 배식 차례를 거둬들였어요. 새 차례가 나오면 다시 알려 드려요."),
        "/cafeteria/slots",
        "utensils",
    ),
    Kind(
        NoticeKind.PLAN_ENDED,
        Topic.CAFETERIA,
        N_(
            "%(cafeteria)s 문을 닫게 되어 %(from_on)s부터 배식 차례가 없어요. "
            "새 차례가 나오면 다시 알려 드려요."
        ),
        "/cafeteria/slots",
        "utensils",
    ),
    Kind(
        NoticeKind.SWAP_ASKED,
        Topic.CAFETERIA,
        N_("%(unit)s에서 %(days)s 점심 차례를 맞바꾸자고 했어요. %(other)s의 답을 기다려요."),
        "/cafeteria/swaps",
        "utensils",
    ),
    Kind(
        NoticeKind.SWAP_AGREED,
        Topic.CAFETERIA,
        N_("%(days)s 점심 차례를 맞바꿨어요: %(unit)s, %(other)s"),
        "/cafeteria/swaps",
        "utensils",
    ),
    Kind(
        NoticeKind.SWAP_REFUSED,
        Topic.CAFETERIA,
        N_(
            "%(other)s에서 %(from_on)s부터 점심 차례를 맞바꾸자는 요청을 받지 않았어요. 지금 차례 그대로예요."
        ),
        "/cafeteria/swaps",
        "utensils",
    ),
    Kind(
        NoticeKind.SWAP_WITHDRAWN,
        Topic.CAFETERIA,
        N_("%(unit)s에서 %(from_on)s부터 점심 차례를 맞바꾸자는 요청을 거뒀어요."),
        "/cafeteria/swaps",
        "utensils",
    ),
    Kind(
        NoticeKind.REMINDER,
        Topic.CAFETERIA,
        N_("%(minutes)s분 뒤 %(slot)s부터 %(cafeteria)s에서 우리 차례예요."),
        "/cafeteria",
        "utensils",
    ),
)


def tell_leads(
    session: Session,
    plan: LunchPlanView,
    unit_ids: Iterable[int],
    kind: NoticeKind,
    today: date,
    now: datetime,
) -> None:
    """Leaves one notice for everybody who speaks for some of the members of a plan."""
    on = max(today, plan.from_on)
    organisation, leadership = load_organisation(session, on), people.load_leadership(session, on)
    cafeteria = get_cafeteria(session, plan.cafeteria_id).name
    first_on = min(plan.weeks, default=on)
    unit_of: dict[int, int] = {}
    for unit_id in sorted(unit_ids, key=lambda each: organisation.department_of(each) != each):
        for lead_id in leads_of(organisation, leadership, unit_id, plan.members):
            unit_of.setdefault(lead_id, unit_id)
    for lead_id, unit_id in sorted(unit_of.items()):
        starts = plan.starts_of(unit_id, max(first_on, plan.from_on))
        notifications.notify(
            session,
            lead_id,
            kind,
            now,
            cafeteria=cafeteria,
            unit=organisation.name_of(unit_id),
            slot="" if starts is None else clock_of(starts),
            from_on=on.isoformat(),
            until_on=plan.until_on.isoformat(),
        )


def tell_speakers(
    session: Session,
    plan: LunchPlanView,
    unit_id: int,
    kind: NoticeKind,
    now: datetime,
    on: date,
    **facts: str,
) -> None:
    """Tells the leads of one member, and who acts for them now."""
    lineup = approvals.load_lineup(session, now)
    leads = leads_of(load_organisation(session, on), lineup.leadership, unit_id, plan.members)
    for staff_id in sorted(list_speakers(lineup, leads)):
        notifications.notify(session, staff_id, kind, now, **facts)
