"""Seats in smart-work centres: booked for a day or a half, checked in by code, freed by themselves."""

from services.remote_work.seats.arrivals import (
    CodedSeat,
    check_in,
    find_coded_seat,
    find_due_at,
    parse_code,
    release_late,
)
from services.remote_work.seats.bookings import ID_BYTES, SeatWish, book_seat
from services.remote_work.seats.centres import (
    TRAITS,
    CentreView,
    FloorFeature,
    FloorView,
    SeatPaper,
    SeatView,
    create_centre,
    create_floor,
    create_seat,
    get_centre,
    list_centres,
    list_papers,
    rotate_codes,
)
from services.remote_work.seats.closing import (
    ClosureView,
    FloorClosing,
    close_centre,
    close_floor,
    close_seat,
    list_closures,
    open_floor,
    reopen_centre,
    reopen_seat,
)
from services.remote_work.seats.decided import note_absences, note_decisions
from services.remote_work.seats.destruction import destroy_old_bookings
from services.remote_work.seats.emergencies import (
    EmergencyPlan,
    EmergencyView,
    list_emergencies,
    offer_seats,
)
from services.remote_work.seats.ending import cancel_booking, cancel_bookings
from services.remote_work.seats.events import list_seat_events
from services.remote_work.seats.line import APPROVAL_KIND
from services.remote_work.seats.notices import NOTICES, NoticeKind
from services.remote_work.seats.occupancy import (
    CentreDay,
    CentreUse,
    RosterLine,
    SeatDay,
    count_use,
    list_centre_days,
    list_roster,
    load_centre_day,
)
from services.remote_work.seats.offers import answer_offer, list_offers
from services.remote_work.seats.parts import HALVES, PART_WORDS, WHY_WORDS
from services.remote_work.seats.past import PastBooking, keep_past_bookings
from services.remote_work.seats.rules import (
    SeatTerms,
    add_seat_terms,
    get_seat_terms,
    list_seat_terms,
    remove_seat_terms,
)
from services.remote_work.seats.seat_file import SeatPlan, apply_seats, plan_seats, plan_seats_again
from services.remote_work.seats.seat_rows import SeatFate, SeatRow
from services.remote_work.seats.stored import BookingView, get_bookings, list_my_bookings

# fmt: off
__all__ = [
    "APPROVAL_KIND", "HALVES", "ID_BYTES", "NOTICES", "PART_WORDS", "TRAITS", "WHY_WORDS", "BookingView",
    "CentreDay", "CentreUse", "CentreView", "ClosureView", "CodedSeat", "EmergencyPlan", "EmergencyView",
    "FloorClosing", "FloorFeature", "FloorView", "NoticeKind", "PastBooking", "RosterLine", "SeatDay",
    "SeatFate", "SeatPaper", "SeatPlan", "SeatRow", "SeatTerms", "SeatView", "SeatWish", "add_seat_terms",
    "answer_offer", "apply_seats", "book_seat", "cancel_booking", "cancel_bookings", "check_in",
    "close_centre", "close_floor", "close_seat", "count_use", "create_centre", "create_floor",
    "create_seat", "destroy_old_bookings", "find_coded_seat", "find_due_at", "get_bookings", "get_centre",
    "get_seat_terms", "keep_past_bookings", "list_centre_days", "list_centres", "list_closures",
    "list_emergencies", "list_my_bookings", "list_offers", "list_papers", "list_roster", "list_seat_events",
    "list_seat_terms", "load_centre_day", "note_absences", "note_decisions", "offer_seats", "open_floor",
    "parse_code", "plan_seats", "plan_seats_again", "release_late", "remove_seat_terms", "reopen_centre",
    "reopen_seat", "rotate_codes",
]
