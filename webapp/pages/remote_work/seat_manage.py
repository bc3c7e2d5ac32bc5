"""What those see who run the centres: who sits where on a day, closings, and how the seats were used."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from services.clock import local_day
from services.errors import Conflict, Invalid
from services.remote_work import seats
from services.texts import N_
from webapp.context import db, now
from webapp.forms import asked_day
from webapp.navigation import ADMINISTRATORS
from webapp.navigation import Place as NamedPlace
from webapp.pages.remote_work.seat_forms import say_error

REFUSALS = (Invalid, Conflict)
USE_DAYS = 28
ROOT = "/remote-work/seats/manage"
PLACES = (
    NamedPlace(
        f"{ROOT}/emergencies",
        N_("긴급 자리 제안"),
        "flag",
        N_("일할 곳을 닫았을 때 자리를 잡아 줘요"),
        ADMINISTRATORS,
    ),
    NamedPlace(
        f"{ROOT}/file", N_("자리 파일 반영"), "file-spreadsheet", N_("엑셀이나 CSV로 한 번에"), ADMINISTRATORS
    ),
    NamedPlace(f"{ROOT}/rules", N_("예약 기준"), "clock", N_("며칠 앞, 한 주 며칠, 체크인"), ADMINISTRATORS),
)


@dataclass(frozen=True)
class ManagePage:
    centres: Sequence[seats.CentreView]
    use: Mapping[int, seats.CentreUse]
    today: date


@dataclass(frozen=True)
class ManagedCentre:
    """A centre on a day; `closures` are by floor, those that are not over."""

    centre: seats.CentreView
    on: date
    today: date
    roster: Sequence[seats.RosterLine]
    closures: Mapping[int, Sequence[seats.ClosureView]]

    def seats_of(self, floor: seats.FloorView) -> list[seats.SeatView]:
        return self.centre.seats_on(floor.id)

    @property
    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for line in self.roster:
            found[line.booking.state] = found.get(line.booking.state, 0) + 1
        return found


def load_manage_page(session: Session) -> ManagePage:
    today = local_day(now())
    use = seats.count_use(session, today - timedelta(days=USE_DAYS), today)
    return ManagePage(seats.list_centres(session), use, today)


def load_managed_centre(session: Session, centre_id: int) -> ManagedCentre:
    """Raises: NotFound; Invalid for a day that is none."""
    today = local_day(now())
    on = asked_day("on", today)
    centre = seats.get_centre(session, centre_id)
    closures: dict[int, list[seats.ClosureView]] = {}
    for closure in seats.list_closures(session, [floor.id for floor in centre.floors], today):
        closures.setdefault(closure.floor_id, []).append(closure)
    return ManagedCentre(centre, on, today, seats.list_roster(session, centre_id, on), closures)


def change_centre(centre_id: int, work: Callable[[Session], object], done: str) -> Response:
    """Does it, and leads back to the centre with what was done or why not."""
    try:
        db().write(work)
    except REFUSALS as error:
        flash(say_error(error), "warn")
    else:
        flash(done, "ok")
    return redirect(f"{ROOT}/centres/{centre_id}", 303)
