"""A complete check finds every row of remote days that says something else than its leaf."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from services.check_plan import PROJECTIONS
from services.ledger import Record
from services.remote_work import days
from services.remote_work.days.models import Pledge, RemoteMark, RemoteText
from tests.factories import NOW
from tests.hall import Hall
from tests.remote_days import ON, RemoteDay, phone_id


@pytest.fixture
def day(sqlite_hall: Hall) -> RemoteDay:
    """A day that is over, with a pledge."""
    day = RemoteDay(sqlite_hall)
    day.write(lambda s: days.sign_pledge(s, day.hall.ledger, day.me, 1, day.hall.now))
    day.plan()
    day.start()
    day.move(18)
    day.end()
    day.result()
    return day


def records_of(day: RemoteDay, kind: str) -> list[Record]:
    about = ("staff", str(day.me)) if kind == "remote_pledged" else ("remote_day", days.day_key(day.me, ON))
    found = day.hall.records(kind, *about)
    assert found
    return found


def differences(
    day: RemoteDay, kind: str, table: Any = None, number: Any = None, **changes: object
) -> list[str]:
    """What the check finds of a kind while a row is changed; afterwards it is as it was."""
    records = records_of(day, kind)
    with day.hall.database.reading() as session:
        if table is not None:
            session.execute(update(table).where(table.id == number).values(**changes))
        return [found.code for found in PROJECTIONS[kind](session, records)]


def test_a_day_as_it_was_put_in_differs_nowhere(day: RemoteDay) -> None:
    for kind in ("remote_planned", "remote_started", "remote_ended", "remote_reported", "remote_pledged"):
        assert differences(day, kind) == []
    assert day.hall.read(lambda s: list(days.find_unproven_days(s))) == []


def test_every_field_of_a_text_is_compared(day: RemoteDay) -> None:
    changes: list[dict[str, object]] = [
        {"lines": [["다른 일", False, None, "", True]]},
        {"note": "덧붙임"},
        {"stated_at": NOW},
        {"received_at": NOW},
        {"revision": 3},
        {"clock_off_s": 5},
        {"sha256": bytes(32)},
        {"record_id": 1},
    ]
    for change in changes:
        found = differences(day, "remote_planned", RemoteText, phone_id(1), **change)
        assert found == ["projection_differs"], change
    lines = [["도로대장 정비", True, 999, "", True]]
    assert differences(day, "remote_reported", RemoteText, phone_id(4), lines=lines) == ["projection_differs"]


def test_every_field_of_a_tap_is_compared(day: RemoteDay) -> None:
    other = ON + timedelta(days=1)
    day.open(other)
    changes: list[dict[str, object]] = [
        {"received_at": NOW},
        {"stated_at": NOW},
        {"plan_sha256": bytes(32)},
        {"clock_off_s": 5},
        {"held_on": other},
        {"moment": "ended", "held_on": other},
    ]
    for change in changes:
        found = differences(day, "remote_started", RemoteMark, phone_id(2), **change)
        assert found == ["projection_differs"], change
    gone = differences(day, "remote_started", RemoteMark, phone_id(2), id=phone_id(77))
    assert gone == ["projection_missing"]


def test_a_pledge_is_compared(day: RemoteDay) -> None:
    for change in ({"until_on": ON.replace(year=2030)}, {"signed_at": NOW}, {"text_sha256": bytes(32)}):
        assert differences(day, "remote_pledged", Pledge, 1, **change) == ["projection_differs"], change


def test_what_has_no_leaf_or_another_state_is_found(day: RemoteDay) -> None:
    def tamper(session: Session) -> None:
        session.execute(update(RemoteMark).where(RemoteMark.id == phone_id(3)).values(record_id=None))
        session.execute(update(RemoteText).where(RemoteText.id == phone_id(4)).values(state="approved"))

    day.write(tamper)
    found = day.hall.read(lambda s: [each.about for each in days.find_unproven_days(s)])
    assert found == [f"remote text {phone_id(4).hex()}", f"remote mark {phone_id(3).hex()}"]
