"""What the forms about seats sent: ids, minutes, numbers, the rule."""

from flask import request
from flask_babel import gettext

from services.errors import BalgilError, Invalid
from services.remote_work import seats
from services.texts import N_
from webapp.errors import detail_of
from webapp.forms import day, is_ticked, read_count, read_minute, text

# The longest notice to cancel is a week of minutes.
MOST_DIGITS = 5


def read_id() -> bytes:
    """The id that the form was made with. Raises: Invalid for a page that was tampered with."""
    try:
        found = bytes.fromhex(text("id"))
    except ValueError:
        found = b""
    if len(found) != seats.ID_BYTES:
        raise Invalid("form_id", N_("화면이 오래되어 보내지 못했어요. 새로 고친 뒤 다시 해 주세요."))
    return found


def read_terms() -> seats.SeatTerms:
    """What makes no sense in a field becomes a number that no rule allows. Raises: Invalid for the day."""
    return seats.SeatTerms(
        from_on=day("from_on"),
        opens_minute=read_minute("opens"),
        noon_minute=read_minute("noon"),
        closes_minute=read_minute("closes"),
        most_days_ahead=read_count("most_days_ahead", MOST_DIGITS),
        most_days_a_week=read_count("most_days_a_week", MOST_DIGITS),
        cancel_before_min=read_count("cancel_before", MOST_DIGITS),
        check_in_before_min=read_count("check_in_before", MOST_DIGITS),
        release_after_min=read_count("release_after", MOST_DIGITS),
        needs_approval=is_ticked("needs_approval"),
        basis=text("basis"),
    )


def read_ids(name: str, most: int) -> list[int]:
    """The ticked rows; what is no number is none of them."""
    found = request.form.getlist(name)[: most + 1]
    return [int(value) for value in found if value.isascii() and value.isdigit() and len(value) < 19]


def say_error(error: BalgilError) -> str:
    """What is wrong in one sentence, for a page that has no field to put it at."""
    return next((str(gettext(sentence)) for sentence in error.fields.values()), detail_of(error))
