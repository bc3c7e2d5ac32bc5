"""What waits for a person's decision, in her words: who asks, what, and what asks for a closer look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import approvals, cafeteria, people
from services.approvals import Request
from services.clock import local_day
from services.people import Person
from webapp.context import current_person, lunch_now, now
from webapp.pages.trips.words import CAUTIONS, say_line


@dataclass(frozen=True)
class ApprovalCard:
    """`lead` is the one whom the person stands in for, None where she decides as the lead."""

    request: Request
    requester: Person
    lead: Person | None
    facts: Sequence[tuple[str, str]]
    cautions: Sequence[str]


@dataclass(frozen=True)
class ApprovalPage:
    """`devices` counts the colleagues' devices that wait for a second yes, `swaps` the lunch slots that
    another department wants to swap: both have a page of their own."""

    waiting: Sequence[ApprovalCard]
    decided: Sequence[ApprovalCard]
    devices: int
    swaps: int

    @property
    def green(self) -> list[int]:
        """What can be approved at once."""
        return [card.request.id for card in self.waiting if card.request.is_green]


def load_approval_page(session: Session) -> ApprovalPage:
    staff_id = current_person().staff_id
    waiting = approvals.list_waiting(session, staff_id, now())
    decided = approvals.list_decided(session, staff_id)
    on = local_day(now())
    requesters = people.list_persons(session, {r.requester_id for r in (*waiting, *decided)}, on)
    leads = _leads_of(session, waiting, staff_id)
    return ApprovalPage(
        [_to_card(request, requesters, leads.get(request.asked_for_id)) for request in waiting],
        [_to_card(request, requesters, None) for request in decided],
        len(people.list_devices_to_confirm(session, staff_id, on)),
        cafeteria.count_swaps_waiting(session, staff_id, lunch_now()),
    )


def _leads_of(session: Session, requests: Sequence[Request], staff_id: int) -> dict[int, Person]:
    """Whose lead decides, and that lead, where it is somebody else than this person."""
    on = local_day(now())
    leadership = people.load_leadership(session, on)
    asked_for = people.list_persons(session, {request.asked_for_id for request in requests}, on)
    lead_ids = {p.id: leadership.lead_of(p.id, p.unit_id) for p in asked_for.values()}
    others = {i for i in lead_ids.values() if i is not None and i != staff_id}
    leads = people.list_persons(session, others, on)
    return {person_id: leads[lead] for person_id, lead in lead_ids.items() if lead in leads}


def _to_card(request: Request, persons: Mapping[int, Person], lead: Person | None) -> ApprovalCard:
    return ApprovalCard(
        request=request,
        requester=persons[request.requester_id],
        lead=lead,
        facts=[say_line(label, value) for label, value in request.lines],
        cautions=[gettext(CAUTIONS.get(code, code)) for code in request.cautions],
    )
