"""What matters now: the trip that runs or comes next, lunch, and what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import approvals, cafeteria, handovers, meetings, people, trips
from services.manuals import tasks
from services.meetings import MeetingLine
from services.remote_work import rotation
from webapp.context import current_person, lunch_now, now
from webapp.pages.cafeteria.lunch_page import LunchCard, load_lunch_card
from webapp.pages.manuals.suggestions import Suggested, list_suggested
from webapp.pages.remote_work.home_card import RemoteCard, find_remote_card
from webapp.pages.trips.cards import TripCard, make_card


@dataclass(frozen=True)
class HomePage:
    """`cards` are the trips that run, else the one that comes next; the others are counts.

    `lunch` is None without any cafeteria, `remote` without a remote day; `waiting` approvals, `devices` of
    colleagues that wait for a second yes, `swaps` of lunch slots, `turns` of days at home and `handovers`
    that wait for mine. `manuals` fit what she is doing; `changed_manuals` counts those that she watches and
    has not seen.
    """

    cards: Sequence[TripCard]
    lunch: LunchCard | None
    remote: RemoteCard | None
    calls: Sequence[MeetingLine]
    waiting: int
    devices: int
    swaps: int
    turns: int
    handovers: int
    manuals: Sequence[Suggested]
    changed_manuals: int


def load_home_page(session: Session) -> HomePage:
    staff_id, at = current_person().staff_id, now()
    cards = [make_card(trip, at) for trip in trips.list_open_trips(session, staff_id, at)]
    running = [card for card in cards if card.state == "running"]
    coming = [card for card in cards if card.state in ("planned", "waiting")]
    return HomePage(
        cards=running or coming[:1],
        lunch=load_lunch_card(session),
        remote=find_remote_card(session, staff_id, at),
        calls=meetings.list_open_calls(session, staff_id, at),
        waiting=approvals.count_waiting(session, staff_id, at),
        devices=len(people.list_devices_to_confirm(session, staff_id, at, approvals.load_lineup)),
        swaps=cafeteria.count_swaps_waiting(session, staff_id, lunch_now()),
        turns=rotation.count_swaps_waiting(session, staff_id, at),
        handovers=handovers.count_offered(session, staff_id),
        manuals=list_suggested(session, "/", most=3),
        changed_manuals=tasks.count_changed(session, staff_id),
    )
