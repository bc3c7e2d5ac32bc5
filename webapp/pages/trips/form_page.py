"""What the page of a new trip offers beside its fields: known places, a map to point at, colleagues."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import people, trips
from services.clock import local_day
from services.people import Person, SignedIn
from services.trips import Area, DestinationPlan
from webapp.context import now
from webapp.pages.people.colleagues import list_nearby
from webapp.pages.trips.form import TripForm

MOST_PLACES = 400
MOST_NEARBY = 8
MOST_FOUND = 20


@dataclass(frozen=True)
class FormPage:
    """`found` are those whom a search has found, None before one."""

    form: TripForm
    places: Sequence[DestinationPlan]
    area: Area | None
    chosen: Sequence[Person]
    found: Sequence[Person] | None
    nearby: Sequence[Person]


def load_form_page(session: Session, form: TripForm, person: SignedIn) -> FormPage:
    on = local_day(now())
    places = list_known_places(session, person.staff_id)
    chosen = people.list_persons(session, form.companion_ids, on)
    found = people.search_persons(session, form.wanted, on, MOST_FOUND) if form.wanted else None
    shown = {person.staff_id, *chosen, *(p.id for p in found or ())}
    nearby = [p for p in list_nearby(session, person, on) if p.id not in shown]
    return FormPage(
        form=form,
        places=places,
        area=trips.draw_area(session, [place.point for place in places if place.point]),
        chosen=list(chosen.values()),
        found=None if found is None else [p for p in found if p.id not in {person.staff_id, *chosen}],
        nearby=nearby[:MOST_NEARBY],
    )


def list_still_here(session: Session, staff_ids: Sequence[int]) -> list[int]:
    """Those who have not left meanwhile: an old trip's companions may have."""
    on = local_day(now())
    persons = people.list_persons(session, staff_ids, on)
    return [i for i in staff_ids if i in persons and persons[i].is_in_service(on)]


def list_known_places(session: Session, staff_id: int) -> list[DestinationPlan]:
    """The organisation's places, then where the person went last, each name once."""
    listed = [
        DestinationPlan(place.name, place.point, place.radius_m)
        for place in trips.list_places(session, limit=MOST_PLACES)
    ]
    recent = trips.list_recent_destinations(session, staff_id)
    return list({place.name: place for place in [*recent, *listed]}.values())
