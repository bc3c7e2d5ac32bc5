"""Halves of days on which people are approved to be away: no seat is kept for them there."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import absences
from services.absences import UNAVAILABLE
from services.clock import instant_of, local_day
from services.remote_work.seats.parts import AM, PM
from services.remote_work.seats.rules import SeatTerms, list_seat_terms, terms_on

ONE_DAY = timedelta(days=1)
# By person, day and half: the kind of the absence.
AwayHalves = dict[tuple[int, date, str], str]


def find_away(session: Session, staff_ids: Collection[int], days: tuple[date, date]) -> AwayHalves:
    """The halves of some days in which one of these people is at some time away with approval."""
    from_at, until_at = instant_of(days[0], 0), instant_of(days[1] + ONE_DAY, 0)
    terms = list_seat_terms(session)
    found: AwayHalves = {}
    for absence in absences.list_absences(session, from_at, until_at, staff_ids):
        if absence.is_approved and absence.kind in UNAVAILABLE:
            for on, half in _halves_of(max(absence.from_at, from_at), min(absence.until_at, until_at), terms):
                found.setdefault((absence.staff_id, on, half), str(absence.kind))
    return found


def _halves_of(
    from_at: datetime, until_at: datetime, terms: Sequence[SeatTerms]
) -> Iterator[tuple[date, str]]:
    """Every half that shares some time with a period."""
    on = local_day(from_at)
    while instant_of(on, 0) < until_at:
        for half in (AM, PM):
            starts, ends = terms_on(terms, on).minutes_of(half)
            if instant_of(on, starts) < until_at and instant_of(on, ends) > from_at:
                yield on, half
        on += ONE_DAY
