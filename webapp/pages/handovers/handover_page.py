"""One screen of a handover: what is in the leaver's hands, what goes along, and what one may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from services import approvals, handovers, people
from services.clock import local_day
from services.handovers import HandoverView, Item, Kind, State
from services.manuals import materials, tasks
from services.people import Person, SignedIn
from webapp.context import current_person, now
from webapp.pages.handovers.handover_form import HandoverForm, form_of
from webapp.pages.people.colleagues import list_nearby

MOST_CHOICES = 60
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HandoverPage:
    """`free` are the manuals that may go along, while it is open; `items` what is in hand now, or was when it
    was offered; `files` the materials of the manuals that go along."""

    view: HandoverView
    form: HandoverForm
    free: Sequence[tasks.ManualView]
    items: Sequence[Item]
    files: Sequence[tuple[str, str]]
    choices: Sequence[tuple[int, str]]
    deputy: Person | None
    is_leaver: bool
    is_giver: bool
    is_receiver: bool
    may_hand_on: bool

    def of(self, *kinds: Kind) -> list[Item]:
        return [item for item in self.items if item.kind in kinds]

    @property
    def open_items(self) -> list[Item]:
        return self.of(*handovers.OPEN_KINDS)

    @property
    def deadlines(self) -> list[Item]:
        return self.of(*handovers.DEADLINE_KINDS)

    @property
    def seats(self) -> list[Item]:
        return self.of(*handovers.SEAT_KINDS)

    @property
    def watches(self) -> list[Item]:
        return self.of(Kind.WATCH)


def load_handover_page(
    session: Session, handover_id: bytes, form: HandoverForm | None = None
) -> HandoverPage:
    """To those whom it concerns. Raises: NotFound."""
    person, at = current_person(), now()
    view = handovers.get_handover(session, handover_id, person.staff_id, at)
    is_giver = handovers.may_give(session, view, person.staff_id, at)
    is_open = view.state is State.OPEN
    form = form or form_of(view)
    return HandoverPage(
        view=view,
        form=form,
        free=handovers.list_free_manuals(session, view, at) if is_open else (),
        items=list_items(session, view),
        files=list_files(session, view),
        choices=_list_choices(session, person, view, form) if is_open and is_giver else (),
        deputy=_find_deputy(session, view) if is_open else None,
        is_leaver=person.staff_id == view.leaver.staff_id,
        is_giver=is_giver,
        is_receiver=view.receiver is not None and view.receiver.staff_id == person.staff_id,
        may_hand_on=view.id in handovers.list_as_deputy(session, person.staff_id),
    )


def list_items(session: Session, view: HandoverView) -> Sequence[Item]:
    """What is in her hands now as long as she writes, else what was written down."""
    if view.state is not State.OPEN:
        return view.items
    return handovers.take_inventory(session, view.leaver.staff_id, now()).items


def list_files(session: Session, view: HandoverView) -> list[tuple[str, str]]:
    """Pairs of a manual's title and a material's name."""
    found = materials.list_materials_of(session, [manual.manual_id for manual in view.manuals])
    return [
        (manual.title, material.name)
        for manual in view.manuals
        for material in found.get(manual.manual_id, ())
    ]


def _find_deputy(session: Session, view: HandoverView) -> Person | None:
    """Who stands in for the leaver, if somebody does."""
    on = view.last_on
    deputy_id = approvals.find_stand_in(session, view.leaver.staff_id, on)
    deputy = people.find_person(session, deputy_id, on) if deputy_id else None
    return deputy if deputy and deputy.is_in_service(on + ONE_DAY) else None


def _list_choices(
    session: Session, person: SignedIn, view: HandoverView, form: HandoverForm
) -> list[tuple[int, str]]:
    """Whom one can choose: who was chosen, the deputy, and those who were searched for, or are nearby."""
    today = local_day(now())
    deputy = _find_deputy(session, view)
    chosen = [who for who in (form.to_id, deputy.id if deputy else None) if who]
    known = list(people.list_persons(session, chosen, today).values())
    found = (
        people.search_persons(session, form.wanted, today)
        if form.wanted
        else list_nearby(session, person, today)
    )
    shown = {each.id: each for each in (*known, *found) if each.id != view.leaver.staff_id}
    own = people.find_person(session, person.staff_id, today)
    if own and own.id != view.leaver.staff_id:
        shown.setdefault(own.id, own)
    return [(each.id, _say(each)) for each in shown.values()][:MOST_CHOICES]


def _say(person: Person) -> str:
    """With unit and number: there are two of many a name."""
    words = (person.name, person.title, f"({person.place}, {person.number})")
    return " ".join(word for word in words if word)
