"""A trip that is approved ends the seats of all who go on it."""

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
    with hall.database.reading() as session:
        found = [states_of(session, who.staff_id)[0][2] for who in (traveller, colleague, stranger)]
    assert found == ["ended", "ended", "booked"]
