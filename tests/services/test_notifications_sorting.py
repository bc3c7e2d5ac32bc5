"""What is carried, when, and to whom: switches, quiet hours, urgency; every notice is sorted once."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import select

from services import notifications
from services.clock import local_instant
from services.db import Database
from services.errors import BalgilError, Invalid, Malformed
from services.notifications import Carriers, Choices, Quiet, Switch, Telling, Topic
from services.notifications.models import MailWait, Notice, PushWait
from services.people.models import SignInSession
from services.people.sessions import open_session
from tests.clocks import HandClock
from tests.factories import NOW, TODAY, make_cast
from tests.mailroom import ACCOUNT, ALL_KINDS, LUNCH, URGENT
from tests.push_endpoint import BrowserKeys

CARRIERS = Carriers(ALL_KINDS, push=True, mail=True)
KEYS = BrowserKeys()
NIGHT = Quiet(22 * 60, 7 * 60)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return local_instant(TODAY + timedelta(days=days), time(hour, minute))


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(15), at(15)),
        (at(21, 59), at(21, 59)),
        (at(22), at(7, 0, 1)),
        (at(23, 59), at(7, 0, 1)),
        (at(0, 0, 1), at(7, 0, 1)),
        (at(6, 59, 1), at(7, 0, 1)),
        (at(7, 0, 1), at(7, 0, 1)),
    ],
)
def test_quiet_hours_over_midnight_end_in_the_morning(now: datetime, due: datetime) -> None:
    assert Choices(quiet=NIGHT).push_due(now, is_urgent=False) == due
    assert Choices(quiet=NIGHT).push_due(now, is_urgent=True) == now
    assert Choices(quiet=None).push_due(now, is_urgent=False) == now


def test_quiet_hours_of_the_day_end_on_the_same_day() -> None:
    chosen = Choices(quiet=Quiet(12 * 60, 13 * 60))
    assert chosen.push_due(at(12, 30), is_urgent=False) == at(13)
    assert chosen.push_due(at(13), is_urgent=False) == at(13)
    assert chosen.push_due(at(11, 59), is_urgent=False) == at(11, 59)


def test_a_digest_comes_at_its_hour_whatever_is_quiet() -> None:
    chosen = Choices(quiet=NIGHT, digest_minute=6 * 60 + 30)
    assert chosen.mail_due(at(23), is_urgent=False) == at(6, 30, 1)
    assert chosen.mail_due(at(6, 30), is_urgent=False) == at(6, 30, 1)
    assert chosen.mail_due(at(6, 29), is_urgent=False) == at(6, 29 + 1)


@pytest.mark.parametrize(
    ("choices", "field"),
    [
        (Choices(quiet=Quiet(-1, 60)), "quiet_from"),
        (Choices(quiet=Quiet(0, 24 * 60)), "quiet_until"),
        (Choices(quiet=Quiet(60, 60)), "quiet_until"),
        (Choices(digest_minute=24 * 60), "digest"),
    ],
)
def test_times_that_are_none_are_refused_by_name(
    sqlite_database: Database, choices: Choices, field: str
) -> None:
    with sqlite_database.writing() as session, pytest.raises(Invalid) as refused:
        notifications.save_choices(session, make_cast(session).traveller, choices)
    assert set(refused.value.fields) == {field}


def test_choices_are_kept_and_the_others_have_the_defaults(database: Database) -> None:
    chosen = Choices({Topic.CAFETERIA: Switch(push=False, mail=True)}, None, 540)
    with database.writing() as session:
        cast = make_cast(session)
        for _ in range(2):
            notifications.save_choices(session, cast.traveller, chosen)
        kept = notifications.load_choices(session, cast.traveller)
        assert notifications.load_choices(session, cast.colleague) == Choices()
    assert kept.switches[Topic.CAFETERIA] == Switch(push=False, mail=True)
    assert kept.switches[Topic.TRIPS] == notifications.DEFAULTS[Topic.TRIPS]
    assert (kept.quiet, kept.digest_minute) == (None, 540)


Waits = Mapping[str, datetime]


def sort_some(database: Database, chosen: Choices) -> tuple[Waits, Waits]:
    """By kind, from when on some notices of one person wait for a push, and for mail."""
    with database.writing() as session:
        her = make_cast(session).traveller
        notifications.save_choices(session, her, chosen)
        open_session(session, her, label="", method="password", now=NOW, lifetime=timedelta(days=1))
        session_id = session.scalar(select(SignInSession.id)) or 0
        notifications.subscribe(
            session, her, session_id, "https://push.example/1", (KEYS.public, KEYS.secret), NOW
        )
        for kind in (ACCOUNT, LUNCH, URGENT, "of_a_newer_version"):
            notifications.notify(session, her, kind, NOW)
    assert notifications.sort_notices(database, CARRIERS, NOW) == 4
    assert notifications.sort_notices(database, CARRIERS, NOW) == 0
    with database.reading() as session:
        return tuple(  # type: ignore[return-value]
            dict(session.execute(select(Notice.kind, table.due_at).join(table)).all())  # type: ignore[arg-type]
            for table in (PushWait, MailWait)
        )


def test_each_topic_goes_the_ways_that_are_switched_on(database: Database) -> None:
    switches = {
        Topic.ACCOUNT: Switch(push=False, mail=True),
        Topic.CAFETERIA: Switch(push=True, mail=False),
        Topic.MEETINGS: Switch(push=False, mail=False),
    }
    push, mail = sort_some(database, Choices(switches))
    assert set(push) == {LUNCH, "of_a_newer_version"}
    assert set(mail) == {ACCOUNT}


def test_what_is_urgent_waits_for_no_quiet_hour_and_no_digest(sqlite_database: Database) -> None:
    both = {topic: Switch(push=True, mail=True) for topic in Topic}
    push, mail = sort_some(sqlite_database, Choices(both, Quiet(15 * 60, 16 * 60), 17 * 60))
    assert (push[URGENT], mail[URGENT]) == (NOW, NOW)
    assert (push[LUNCH], mail[LUNCH]) == (at(16), at(17))


def test_nothing_waits_where_nothing_carries(sqlite_database: Database) -> None:
    """And what was told before push and mail were turned on does not come afterwards."""
    silent = Carriers(ALL_KINDS, push=False, mail=False)
    with sqlite_database.writing() as session:
        notifications.notify(session, make_cast(session).traveller, ACCOUNT, NOW)
    assert notifications.sort_notices(sqlite_database, silent, NOW) == 1
    assert notifications.sort_notices(sqlite_database, CARRIERS, NOW) == 0


def test_thousands_are_sorted_in_one_run(sqlite_database: Database, clock: HandClock) -> None:
    with sqlite_database.writing() as session:
        her = make_cast(session).traveller
        tellings = [Telling(her, {}, f"{number}") for number in range(1_300)]
        assert notifications.notify_all(session, ACCOUNT, clock.now(), tellings) == 1_300
    assert notifications.sort_notices(sqlite_database, CARRIERS, clock.now()) == 1_300


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example/1",
        "https://push.example:8443/1",
        "https://user:secret@push.example/1",
        "https://127.0.0.1/1",
        "https://10.0.0.8/1",
        "https://169.254.169.254/latest",
        "https://[::1]/1",
        "https://localhost/1",
        "https://intranet/1",
        "https://mail.local/1",
        "https://push.example/한글",
        "https://push.example/1#part",
        "https://push.example:99999/1",
        "https://[push/1",
        "ftp://push.example/1",
        "",
        "https://push.example/" + "x" * 1000,
    ],
)
def test_an_address_that_is_no_public_push_service_is_refused(
    sqlite_database: Database, endpoint: str
) -> None:
    refused(sqlite_database, endpoint, (KEYS.public, KEYS.secret), "push_endpoint")


def test_keys_that_nothing_can_be_encrypted_to_are_refused(sqlite_database: Database) -> None:
    off_curve = b"\x04" + b"\x01" * 64
    refused(sqlite_database, "https://push.example/1", (off_curve, KEYS.secret), "push_key")
    refused(sqlite_database, "https://push.example/1", (KEYS.public, b"short"), "push_secret")


def refused(database: Database, endpoint: str, keys: tuple[bytes, bytes], code: str) -> None:
    with database.writing() as session, pytest.raises((Invalid, Malformed)) as error:
        notifications.subscribe(session, 1, 1, endpoint, keys, NOW)
    assert isinstance(error.value, BalgilError)
    assert error.value.code == code


def test_a_person_has_ten_browsers_at_most(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        her = make_cast(session).traveller
        for number in range(12):
            open_session(session, her, label="", method="password", now=NOW, lifetime=timedelta(days=1))
            session_id = max(session.scalars(select(SignInSession.id)))
            address = f"https://push.example/{number}"
            notifications.subscribe(session, her, session_id, address, (KEYS.public, KEYS.secret), NOW)
        kept = notifications.list_subscribed(session, her)
    assert len(kept) == 10
    assert session_id in kept
