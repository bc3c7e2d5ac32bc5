"""Guessing at passwords costs time, and costs the right person none."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import Invalid, TooMany
from services.people import throttle
from services.people.models import AttemptCounter, KnownBrowser
from services.people.throttle import Spending
from tests.factories import NOW, NUMBERS, PASSWORD, Cast, make_cast, visit
from tests.sign_ins import DAY, MINUTE, WRONG, refusal_of, sign_in


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


@pytest.fixture
def sqlite_cast(sqlite_database: Database) -> Cast:
    with sqlite_database.writing() as session:
        return make_cast(session)


def fail(database: Database, times: int, where: people.Visit | None = None, now: datetime = NOW) -> None:
    for _ in range(times):
        assert refusal_of(database, password=WRONG, where=where, now=now).code == "sign_in_failed"


def test_guessing_at_an_account_waits_longer_and_longer_and_ends(database: Database, cast: Cast) -> None:
    fail(database, 5)
    wait = refusal_of(database)
    assert isinstance(wait, TooMany)
    assert wait.params["retry_after_s"] == 30
    later = NOW + timedelta(seconds=30)
    fail(database, 1, now=later)
    assert refusal_of(database, now=later).params["retry_after_s"] == 60
    assert sign_in(database, now=later + MINUTE).person.staff_id == cast.traveller
    fail(database, 5, now=later + MINUTE)


def test_many_guesses_at_the_same_moment_cost_as_much_as_one_after_another(
    database: Database, cast: Cast
) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = pool.map(lambda _: refusal_of(database, password=WRONG).code, range(24))
    assert Counter(answers) == {"sign_in_failed": 5, "sign_in_wait": 19}


def test_asking_while_waiting_does_not_make_the_wait_longer(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    fail(sqlite_database, 5)
    for second in range(1, 30):
        refusal = refusal_of(sqlite_database, now=NOW + timedelta(seconds=second))
        assert refusal.params["retry_after_s"] == 30 - second
    assert sign_in(sqlite_database, now=NOW + timedelta(seconds=30))


def test_no_wait_is_longer_than_a_quarter_of_an_hour(sqlite_database: Database, sqlite_cast: Cast) -> None:
    now = NOW
    for _ in range(40):
        refusal_of(sqlite_database, password=WRONG, now=now)
        now += timedelta(seconds=900)
    assert sign_in(sqlite_database, now=now)


def test_strangers_cannot_lock_out_the_browser_she_uses(database: Database, cast: Cast) -> None:
    own = sign_in(database)
    for number in range(40):
        refusal_of(database, password=WRONG, where=visit(address=f"198.51.100.{number}"))
    assert refusal_of(database, where=visit(address="203.0.113.9")).code == "sign_in_wait"
    assert (
        sign_in(database, where=visit(own.browser_token, "198.51.100.1")).browser_token == own.browser_token
    )


def test_the_own_browser_has_a_budget_too(sqlite_database: Database, sqlite_cast: Cast) -> None:
    own = visit(sign_in(sqlite_database).browser_token)
    fail(sqlite_database, 10, own)
    assert refusal_of(sqlite_database, where=own).code == "sign_in_wait"


def test_the_cookie_of_another_person_is_no_budget(database: Database, cast: Cast) -> None:
    stranger = sign_in(database, NUMBERS["stranger"])
    fail(database, 5, visit(stranger.browser_token))
    assert refusal_of(database, where=visit(stranger.browser_token)).code == "sign_in_wait"


def test_a_planted_browser_cookie_is_not_taken_over(sqlite_database: Database, sqlite_cast: Cast) -> None:
    planted = sign_in(sqlite_database, NUMBERS["stranger"]).browser_token
    own = sign_in(sqlite_database, where=visit(planted)).browser_token
    assert own != planted
    with sqlite_database.reading() as session:
        assert len(session.scalars(select(KnownBrowser)).all()) == 2


def test_one_address_guessing_at_many_accounts_is_slowed_down(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    for number in range(50):
        assert refusal_of(sqlite_database, f"9{number:05}", WRONG).code == "sign_in_failed"
    assert refusal_of(sqlite_database).code == "sign_in_wait"
    assert sign_in(sqlite_database, where=visit(address="2001:db8::1"))


def wait_s(session: Session, at: datetime, *, is_right: bool) -> int:
    """What an attempt from the one address has to wait: nothing when it was looked at."""
    spendings = [Spending(throttle.ADDRESS, "203.0.113.1")]
    try:
        throttle.charge_attempt(session, spendings, at)
    except TooMany as wait:
        return int(wait.params["retry_after_s"])  # type: ignore[call-overload, no-any-return]
    if is_right:
        throttle.refund_attempt(session, spendings, at)
    return 0


def test_a_whole_town_halls_first_morning_behind_one_address(sqlite_database: Database) -> None:
    """1,300 people within two hours, one in four of whom mistypes once: nobody waits for long."""
    waits = []
    with sqlite_database.writing() as session:
        for person in range(1300):
            at = NOW + timedelta(hours=2) * person / 1300
            waits += [wait_s(session, at, is_right=False)] if person % 4 == 0 else []
            waits.append(wait_s(session, at, is_right=True))
    assert max(waits) <= 60


def test_who_goes_on_guessing_from_one_address_gets_three_tries_a_minute(sqlite_database: Database) -> None:
    with sqlite_database.writing() as session:
        seconds = [NOW + timedelta(seconds=second) for second in range(1800)]
        tries = [at for at in seconds if not wait_s(session, at, is_right=False)]
    assert len(tries) <= 50 + 3 * 30 + 5


def test_a_correct_sign_in_does_not_free_the_address_for_more_guesses(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    for number in range(49):
        refusal_of(sqlite_database, f"9{number:05}", WRONG)
    sign_in(sqlite_database)
    refusal_of(sqlite_database, "900099", WRONG)
    assert refusal_of(sqlite_database).code == "sign_in_wait"


def test_one_household_of_ipv6_is_one_address(sqlite_database: Database, sqlite_cast: Cast) -> None:
    for number in range(50):
        where = visit(address=f"2001:db8:0:7::{number:x}")
        refusal_of(sqlite_database, f"9{number:05}", WRONG, where)
    assert refusal_of(sqlite_database, where=visit(address="2001:db8:0:7:ffff::1")).code == "sign_in_wait"


def test_many_addresses_share_a_trickle_that_known_browsers_do_not_feel(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    own = sign_in(sqlite_database)
    with sqlite_database.writing() as session:
        counter = session.scalars(select(AttemptCounter).where(AttemptCounter.scope == "everybody")).one()
        counter.level = 320
    refusal = refusal_of(sqlite_database, where=visit(address="198.51.100.77"))
    assert refusal.params["retry_after_s"] == 5
    assert sign_in(sqlite_database, where=visit(own.browser_token))
    assert sign_in(sqlite_database, where=visit(address="198.51.100.77"), now=NOW + timedelta(seconds=5))


def test_counters_keep_no_addresses_and_go_after_days(sqlite_database: Database, sqlite_cast: Cast) -> None:
    fail(sqlite_database, 1)
    with sqlite_database.writing() as session:
        kept = session.scalars(select(AttemptCounter)).all()
        assert {counter.scope for counter in kept} == {"account", "address", "everybody"}
        assert all(b"192.0.2" not in counter.key for counter in kept)
        people.tidy_people(session, NOW + 3 * DAY)
        assert session.scalars(select(AttemptCounter)).all() == []


def test_guessing_at_the_current_password_is_slowed_down(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    person = sign_in(sqlite_database).person
    for _ in range(10):
        with pytest.raises(Invalid):
            people.change_password(sqlite_database, person, WRONG, "새로 정한 비밀번호 9", NOW)
    with pytest.raises(TooMany):
        people.change_password(sqlite_database, person, PASSWORD, "새로 정한 비밀번호 9", NOW)
