"""My days in my own calendar: a secret address for it, and a word before each lunch slot."""

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from services import cafeteria, calendars, people
from services.calendars import CalendarSubscriber
from services.clock import local_day
from webapp.access import public, signed_in
from webapp.calendar_events import list_calendar_events
from webapp.context import current_person, db, now, settings
from webapp.forms import find_number
from webapp.limits import limited

blueprint = Blueprint("calendar", __name__)
READER_LANGUAGE = "ko"


@blueprint.get("/me/calendar")
@signed_in
def show_calendar() -> str:
    return _render(None)


@blueprint.post("/me/calendar")
@signed_in
def make_feed() -> Response:
    """Shows the new address once: it is in this answer, and nowhere else afterwards."""
    staff_id, at = current_person().staff_id, now()
    token = db().write(lambda session: calendars.create_calendar_feed(session, staff_id, at))
    response = make_response(_render(f"{settings().base_url}/calendar/{token}.ics"))
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/me/calendar/end")
@signed_in
def end_feed() -> Response:
    with db().writing() as session:
        calendars.revoke_calendar_feed(session, current_person().staff_id)
    flash(gettext("주소를 없앴어요. 그 주소를 넣은 달력은 더 새로 고쳐지지 않아요."), "ok")
    return redirect("/me/calendar", 303)


@blueprint.post("/me/calendar/reminder")
@signed_in
def set_reminder() -> Response:
    staff_id, before_min = current_person().staff_id, find_number("before_min") or None
    db().write(lambda session: cafeteria.set_reminder(session, staff_id, before_min))
    flash(
        gettext("차례 %(count)s분 전에 알려 드려요.", count=before_min)
        if before_min
        else gettext("점심 알림을 껐어요."),
        "ok",
    )
    return redirect("/me/calendar", 303)


@blueprint.get("/calendar/<string:token>.ics")
@public
@limited("600 per minute")
def show_feed(token: str) -> Response:
    """The calendar of whoever made the address; calendars ask every hour, and mostly nothing has changed."""
    at = now()
    with db().reading() as session:
        subscriber = calendars.get_calendar_subscriber(session, token, at)
        person = people.get_person(session, subscriber.staff_id, local_day(at))
        # In the owner's own language: a calendar sends no preference that could be trusted.
        with force_locale(person.language or READER_LANGUAGE):
            events = list_calendar_events(session, subscriber, at)
            body = calendars.make_calendar(gettext("발길"), events)
    _note_read(subscriber)
    response = make_response(body)
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'attachment; filename="balgil.ics"'
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


def _note_read(subscriber: CalendarSubscriber) -> None:
    if subscriber.is_read_due:
        db().write(lambda session: calendars.note_calendar_read(session, subscriber.staff_id, now()))


def _render(address: str | None) -> str:
    staff_id = current_person().staff_id
    with db().reading() as session:
        feed = calendars.find_calendar_feed(session, staff_id)
        before_min = cafeteria.find_reminder(session, staff_id)
    choices = [(0, gettext("받지 않기"))]
    choices += [(n, gettext("%(count)s분 전", count=n)) for n in cafeteria.REMINDER_CHOICES_MIN]
    return render_template(
        "me/calendar.html", feed=feed, address=address, before_min=before_min or 0, choices=choices
    )
