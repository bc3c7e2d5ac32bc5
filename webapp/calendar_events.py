"""What a person's calendar holds: the events of every subject, in the words of the language that is set."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from services import cafeteria, leave
from services.calendars import CalendarEvent, CalendarSubscriber
from services.remote_work import days, hours, seats

# Called with the language of the calendar's owner set.
EventSource = Callable[[Session, CalendarSubscriber, datetime], Sequence[CalendarEvent]]


def list_calendar_events(
    session: Session, subscriber: CalendarSubscriber, at: datetime
) -> list[CalendarEvent]:
    return [event for source in SOURCES for event in source(session, subscriber, at)]


def _list_lunch(session: Session, subscriber: CalendarSubscriber, at: datetime) -> list[CalendarEvent]:
    # The place stays open: each event fills in its own group.
    summary = gettext("점심 (%(group)s조)", group="%(group)s")
    return cafeteria.list_lunch_events(session, subscriber, summary, at)


def _list_leave(session: Session, subscriber: CalendarSubscriber, at: datetime) -> list[CalendarEvent]:
    return leave.list_leave_events(session, subscriber, gettext("휴가"), at)


def _list_seats(session: Session, subscriber: CalendarSubscriber, at: datetime) -> list[CalendarEvent]:
    words = {
        "day": gettext("스마트워크센터 %(seat)s", seat="%(seat)s"),
        "am": gettext("스마트워크센터 %(seat)s (오전)", seat="%(seat)s"),
        "pm": gettext("스마트워크센터 %(seat)s (오후)", seat="%(seat)s"),
    }
    return seats.list_seat_events(session, subscriber, words, at)


def _list_remote_days(session: Session, subscriber: CalendarSubscriber, at: datetime) -> list[CalendarEvent]:
    return days.list_day_events(session, subscriber, gettext("재택"), at)


def _list_free_days(session: Session, subscriber: CalendarSubscriber, at: datetime) -> list[CalendarEvent]:
    return hours.list_free_events(session, subscriber, gettext("집약근무로 쉬는 날"), at)


SOURCES: tuple[EventSource, ...] = (
    _list_lunch,
    _list_leave,
    _list_remote_days,
    _list_seats,
    _list_free_days,
)
