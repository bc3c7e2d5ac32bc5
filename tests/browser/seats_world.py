"""A smart-work centre beside a running server, with seats of today and of the next working days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from PIL import Image
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode
from sqlalchemy.orm import Session

from services import people, workdays
from services.clock import local_day
from services.db import Database
from services.remote_work import seats
from services.remote_work.seats.bookings import new_booking
from services.remote_work.seats.models import SeatRule
from services.remote_work.seats.stored import take
from tests.browser.auditing import FRAME
from tests.factories import NUMBERS
from tests.seat_centres import Centre, codes_of, make_centre, wish

# The test may run at any time of day, on any day of the week: to the last minute of it, which no rule of an
# administrator reaches.
ALL_DAY = {
    "opens_minute": 0,
    "noon_minute": 720,
    "closes_minute": 1440,
    "most_days_ahead": 21,
    "most_days_a_week": 0,
    "cancel_before_min": 0,
    "check_in_before_min": 240,
    "release_after_min": 240,
    "needs_approval": False,
    "basis": "스마트워크센터 운영 지침 제5조",
}


@dataclass(frozen=True)
class SeatsWorld:
    """`days` are the working days after tomorrow."""

    centre: Centre
    staff: dict[str, int]
    today: date
    days: list[date]
    codes: dict[str, bytes]


def build(database_url: str) -> SeatsWorld:
    database, now = Database(database_url), datetime.now(UTC)
    with database.writing() as session:
        world = _build(session, now)
    database.dispose()
    return world


def _build(session: Session, now: datetime) -> SeatsWorld:
    today = local_day(now)
    session.add(SeatRule(from_on=today - timedelta(days=1), **ALL_DAY))
    centre = make_centre(session, now)
    make_centre(session, now, "서부 센터")
    found = {who: people.find_person_by_number(session, number, today) for who, number in NUMBERS.items()}
    staff = {who: person.id for who, person in found.items() if person}
    tomorrow = today + timedelta(days=1)
    days = workdays.list_workdays(session, tomorrow + timedelta(days=1), today + timedelta(days=14))
    for on in (today, tomorrow):  # midnight may pass in Korea before it is looked at
        _sit(session, staff["traveller"], centre["A-01"], on, now)
    return SeatsWorld(centre, staff, today, days, codes_of(session, centre))


def _sit(session: Session, staff_id: int, seat_id: int, on: date, now: datetime) -> None:
    """A booking of a day that may be a Sunday here."""
    wish_id = f"sit {on}".encode().ljust(seats.ID_BYTES)
    row = new_booking(seats.SeatWish(wish_id, seat_id, on, "day"), staff_id, "booked", now)
    session.add(row)
    session.flush()
    assert take(session, row)


def fill(database_url: str, world: SeatsWorld) -> None:
    """More to look at: a half that is left, my seats to come, an offer."""
    database, now = Database(database_url), datetime.now(UTC)
    on = world.days[0]
    with database.writing() as session:
        seats.book_seat(session, world.staff["colleague"], wish(91, world.centre["A-02"], on, "am"), now)
        seats.book_seat(session, world.staff["lead"], wish(92, world.centre["A-03"], on), now)
        for number, each in enumerate(world.days[:3]):
            seats.book_seat(
                session, world.staff["traveller"], wish(93 + number, world.centre["A-04"], each), now
            )
        audit = next(u.id for u in people.list_units(session, world.today) if u.name == "새벽동")
        plan = seats.EmergencyPlan(b"e" * 16, "새벽동 청사 누수", world.days[0], world.days[1], [audit])
        seats.offer_seats(session, plan, world.staff["administrator"], now)
    database.dispose()


def picture_of(url: str) -> Image.Image:
    """The paper's symbol as a camera sees it from near, in the camera's shape."""
    code: QRCode[Image.Image] = QRCode(error_correction=ERROR_CORRECT_Q, border=4, box_size=10)
    code.add_data(url)
    code.make(fit=True)
    symbol = code.make_image().convert("L")
    frame = Image.new("L", FRAME, 200)
    frame.paste(symbol, ((FRAME[0] - symbol.width) // 2, (FRAME[1] - symbol.height) // 2))
    return frame
