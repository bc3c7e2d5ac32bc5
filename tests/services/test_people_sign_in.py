"""Sign-in with a password: who gets in, who is slowed down, and who never is locked out."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import process_time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.db import Database
from services.errors import BalgilError, Conflict, Invalid, TooMany
from services.people import hashing, throttle
from services.people.models import AttemptCounter, KnownBrowser, Password, SignInSession
from services.people.throttle import Spending
from tests.factories import NOW, NUMBERS, PASSWORD, TODAY, Cast, make_cast, visit

LIFETIME = timedelta(days=30)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
WRONG = "this is not the password"


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


@pytest.fixture
def sqlite_cast(sqlite_database: Database) -> Cast:
    with sqlite_database.writing() as session:
        return make_cast(session)


def sign_in(
    database: Database,
    number: str = NUMBERS["traveller"],
    password: str = PASSWORD,
    where: people.Visit | None = None,
    now: datetime = NOW,
) -> people.NewSession:
    return people.sign_in_with_password(
        database, number, password, where or visit(), now=now, lifetime=LIFETIME
    )


def refusal_of(*arguments: object, **keywords: object) -> BalgilError:
    with pytest.raises(BalgilError) as refusal:
        sign_in(*arguments, **keywords)  # type: ignore[arg-type]
    return refusal.value


def fail(database: Database, times: int, where: people.Visit | None = None, now: datetime = NOW) -> None:
    for _ in range(times):
        assert refusal_of(database, password=WRONG, where=where, now=now).code == "sign_in_failed"


def test_the_right_password_opens_a_session(database: Database, cast: Cast) -> None:
    opened = sign_in(database, " 00-1001 ".replace("-", ""))
    with database.reading() as session:
        person = people.find_session(session, opened.token, NOW)
    assert person == opened.person
    assert person is not None
    assert (person.staff_id, person.number, person.name) == (cast.traveller, "001001", "김가람")
    assert (person.unit_name, person.title, person.roles) == ("건축허가팀", "주무관", {"staff"})
    assert not person.must_change_password


def test_roles_and_leading_come_with_the_session(database: Database, cast: Cast) -> None:
    assert sign_in(database, NUMBERS["auditor"]).person.roles == {"staff", "auditor"}
    assert sign_in(database, NUMBERS["lead"]).person.roles == {"staff", "team_lead"}


def test_every_wrong_attempt_gets_one_and_the_same_answer(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    with sqlite_database.writing() as session:
        people.withdraw_password(session, sqlite_cast.colleague)
        people.end_service(session, sqlite_cast.stranger, TODAY - DAY)
    attempts = [
        (NUMBERS["traveller"], WRONG),
        ("999999", PASSWORD),
        (NUMBERS["colleague"], PASSWORD),
        (NUMBERS["stranger"], PASSWORD),
        ("not a number; DROP TABLE staff", PASSWORD),
        ("\x00", PASSWORD),
        ("", ""),
    ]
    answers = {(e.code, e.sentence) for e in (refusal_of(sqlite_database, *attempt) for attempt in attempts)}
    assert answers == {("sign_in_failed", "직원번호나 비밀번호가 맞지 않아요. 다시 확인해 주세요.")}


def test_unknown_numbers_and_first_passwords_cost_the_same_work() -> None:
    stored = [None, people.hash_password(PASSWORD), hashing.hash_drawn_password("k7qm4trx9hwd")]

    def work_s(each: str | None) -> float:
        began = process_time()
        hashing.is_password(each, WRONG)
        return process_time() - began

    # The least of many, taken in turns, is what the work itself costs.
    least = [
        min(times) for times in zip(*([work_s(each) for each in stored] for _ in range(20)), strict=True)
    ]
    assert max(least) < min(least) * 1.1


def test_a_hash_with_old_parameters_is_renewed_at_sign_in(database: Database, cast: Cast) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with database.writing() as session:
        people.set_password(session, cast.traveller, old, NOW)
    sign_in(database)
    with database.reading() as session:
        assert "m=19456,t=2,p=1" in session.get_one(Password, cast.traveller).hash
    sign_in(database)


def test_the_same_letters_from_another_keyboard_are_the_same_password(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    import unicodedata

    decomposed = unicodedata.normalize("NFD", PASSWORD)
    assert decomposed != PASSWORD
    assert sign_in(sqlite_database, password=decomposed).person.staff_id == sqlite_cast.traveller


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


def test_a_first_password_must_be_changed_and_runs_out(database: Database, cast: Cast) -> None:
    with database.writing() as session:
        issued = people.issue_passwords(session, [cast.traveller], NOW)[0]
    assert refusal_of(database, password=PASSWORD).code == "sign_in_failed"
    spelled = issued.password.upper().replace("-", " ")
    opened = sign_in(database, password=spelled)
    assert opened.person.must_change_password
    people.change_password(database, opened.person, issued.password, "새로 정한 비밀번호 9", NOW)
    assert not sign_in(database, password="새로 정한 비밀번호 9").person.must_change_password
    with database.writing() as session:
        late = people.issue_passwords(session, [cast.traveller], NOW)[0]
    after = NOW + 15 * DAY
    assert refusal_of(database, password=late.password, now=after).code == "password_expired"
    assert refusal_of(database, password=WRONG, now=after).code == "sign_in_failed"


def test_issued_passwords_differ_and_sign_everybody_out(sqlite_database: Database, sqlite_cast: Cast) -> None:
    opened = sign_in(sqlite_database)
    with sqlite_database.writing() as session:
        issued = people.issue_passwords(session, [sqlite_cast.traveller, sqlite_cast.lead, 10**9], NOW)
        assert len({one.password for one in issued}) == 2
        assert people.find_session(session, opened.token, NOW) is None
        kinds = [notice.kind for notice in people.list_notices(session, sqlite_cast.traveller)]
    assert people.NoticeKind.PASSWORD_ISSUED in kinds


def test_a_changed_password_signs_the_other_browsers_out(database: Database, cast: Cast) -> None:
    other, own = sign_in(database), sign_in(database)
    people.change_password(database, own.person, PASSWORD, "새로 정한 비밀번호 9", NOW)
    with database.reading() as session:
        assert people.find_session(session, other.token, NOW) is None
        assert people.find_session(session, own.token, NOW) is not None
    assert refusal_of(database, password=PASSWORD).code == "sign_in_failed"


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("짧은비밀번호", "password_short"),
        ("a" * 129, "password_long"),
        ("my 001001 is it", "password_number"),
        ("qwer1234!!", "password_common"),
        ("비밀번호123456", "password_common"),
        ("Password2026!!", "password_common"),
        ("1q2w3e4r5t", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("abcdefghijklm", "password_common"),
        ("0987654321", "password_common"),
        (PASSWORD, "password_same"),
    ],
)
def test_a_new_password_must_not_be_easy(
    sqlite_database: Database, sqlite_cast: Cast, password: str, code: str
) -> None:
    person = sign_in(sqlite_database).person
    with pytest.raises(Invalid) as refusal:
        people.change_password(sqlite_database, person, PASSWORD, password, NOW)
    assert refusal.value.code == code


def test_guessing_at_the_current_password_is_slowed_down(
    sqlite_database: Database, sqlite_cast: Cast
) -> None:
    person = sign_in(sqlite_database).person
    for _ in range(10):
        with pytest.raises(Invalid):
            people.change_password(sqlite_database, person, WRONG, "새로 정한 비밀번호 9", NOW)
    with pytest.raises(TooMany):
        people.change_password(sqlite_database, person, PASSWORD, "새로 정한 비밀번호 9", NOW)


def test_the_first_administrator_comes_once(database: Database) -> None:
    with database.writing() as session:
        assert not people.has_administrator(session, NOW)
        first = people.create_first_administrator(session, "000001", "윤사랑", NOW)
        with pytest.raises(Conflict):
            people.create_first_administrator(session, "000002", "다른 이", NOW)
    opened = sign_in(database, "000001", first.password)
    assert opened.person.roles == {"staff", "administrator"}
    assert opened.person.must_change_password


def test_a_new_browser_is_told_and_a_known_one_is_not(sqlite_database: Database, sqlite_cast: Cast) -> None:
    first = sign_in(sqlite_database)
    sign_in(sqlite_database, where=visit(first.browser_token))
    with sqlite_database.reading() as session:
        notices = people.list_notices(session, sqlite_cast.traveller)
        assert [(n.kind, n.facts) for n in notices] == [("new_browser", {"label": "Chrome · Android"})]
        assert len(session.scalars(select(SignInSession)).all()) == 2
