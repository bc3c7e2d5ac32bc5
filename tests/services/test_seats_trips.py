"""A trip that is approved ends the seats of all who go on it, and gives them back when that is undone."""

from services import approvals
from services.clock import local_day
from services.remote_work import seats
from tests.factories import NOW
from tests.hall import Hall
from tests.seat_centres import make_centre, states_of, wish


def test_a_trip_that_is_approved_ends_the_seats_of_all_who_go(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    traveller, colleague, stranger = hall.cast.traveller, hall.cast.colleague, hall.cast.stranger
    trip = hall.trip(companion_ids=[colleague.staff_id])
    on = local_day(trip.starts_at)
    with hall.database.writing() as session:
        centre = make_centre(session, NOW)
        for number, who in enumerate((traveller, colleague, stranger)):
            seat_id = centre[f"A-0{number + 1}"]
            seats.book_seat(session, who.staff_id, wish(number, seat_id, on, "pm"), hall.now)
    hall.decide(hall.request(trip).id, hall.cast.lead)

    def states() -> list[str]:
        with hall.database.reading() as session:
            return [states_of(session, who.staff_id)[0][2] for who in (traveller, colleague, stranger)]

    assert states() == ["ended", "ended", "booked"]
    lead_id, request_id = hall.cast.lead.staff_id, hall.request(trip).id
    hall.write(lambda s: approvals.undo_decision(s, hall.desk, request_id, lead_id, hall.now))
    assert states() == ["booked", "booked", "booked"]
