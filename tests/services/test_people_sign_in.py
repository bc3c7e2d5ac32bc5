"""Sign-in with a password: who gets in, who is slowed down, and who never is locked out."""

from time import process_time

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from services import notifications, people
from services.db import Database
from services.errors import Conflict, Invalid
from services.people import hashing
from services.people.models import Password, SignInSession
from tests.factories import NOW, NUMBERS, PASSWORD, TODAY, Cast, make_cast, visit
from tests.sign_ins import DAY, WRONG, refusal_of, sign_in


@pytest.fixture
def cast(database: Database) -> Cast:
    with database.writing() as session:
        return make_cast(session)


@pytest.fixture
def sqlite_cast(sqlite_database: Database) -> Cast:
    with sqlite_database.writing() as session:
        return make_cast(session)


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
        kinds = [notice.kind for notice in notifications.list_notices(session, sqlite_cast.traveller)]
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
        notices = notifications.list_notices(session, sqlite_cast.traveller)
        assert [(n.kind, n.facts) for n in notices] == [("new_browser", {"label": "Chrome · Android"})]
        assert len(session.scalars(select(SignInSession)).all()) == 2
