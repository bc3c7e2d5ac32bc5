"""Sessions: found in one statement, listed, ended."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from services import people
from services.errors import NotFound
from services.people.models import SignInSession
from services.people.sessions import open_session
from tests.factories import NOW, TODAY, Cast, sqlite_only

LIFETIME = timedelta(days=30)
DAY = timedelta(days=1)


def open_for(session: Session, staff_id: int, label: str = "Chrome · Android") -> str:
    return open_session(session, staff_id, label=label, method="password", now=NOW, lifetime=LIFETIME)


def find(session: Session, token: str, now: object = NOW) -> people.SignedIn:
    found = people.find_session(session, token, now)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_one_statement_tells_all_that_a_request_needs(session: Session, cast: Cast) -> None:
    people.grant_role(session, cast.lead, people.Role.AUDITOR, TODAY, by_id=None, now=NOW)
    people.grant_role(session, cast.lead, people.Role.MANUAL_EDITOR, TODAY, by_id=None, now=NOW)
    token = open_for(session, cast.lead)
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    person = find(session, token)
    assert len(statements) == 1
    assert person.roles == {"staff", "team_lead", "auditor", "manual_editor"}
    assert (person.unit_id, person.unit_name, person.title) == (cast.team, "건축허가팀", "팀장")
    assert person.has_role(people.Role.AUDITOR)


def test_the_database_never_sees_the_token(session: Session, cast: Cast) -> None:
    token = open_for(session, cast.traveller)
    row = session.scalars(select(SignInSession)).one()
    assert len(row.token_hash) == 32
    assert token.encode() not in row.token_hash
    assert len(token) >= 43


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "\ud800", "a" * 10_000])
@sqlite_only
def test_other_tokens_are_nobodys(session: Session, cast: Cast, token: str) -> None:
    open_for(session, cast.traveller)
    assert people.find_session(session, token, NOW) is None


def test_a_session_ends_by_time_and_by_leaving(session: Session, cast: Cast) -> None:
    token = open_for(session, cast.traveller)
    assert people.find_session(session, token, NOW + LIFETIME) is None
    people.end_service(session, cast.traveller, TODAY)
    assert people.find_session(session, token, NOW) is not None
    assert people.find_session(session, token, NOW + DAY) is None


def test_roles_are_those_of_today(session: Session, cast: Cast) -> None:
    token = open_for(session, cast.traveller)
    people.grant_role(session, cast.traveller, people.Role.AUDITOR, TODAY + DAY, by_id=None, now=NOW)
    assert find(session, token).roles == {"staff"}
    assert find(session, token, NOW + DAY).roles == {"staff", "auditor"}


@sqlite_only
def test_who_came_with_a_passkey_need_not_change_a_first_password(session: Session, cast: Cast) -> None:
    people.issue_passwords(session, [cast.traveller], NOW)
    with_password = open_for(session, cast.traveller)
    with_passkey = open_session(
        session, cast.traveller, label="", method="passkey", now=NOW, lifetime=LIFETIME
    )
    assert find(session, with_password).must_change_password
    assert not find(session, with_passkey).must_change_password


@sqlite_only
def test_being_seen_is_written_every_few_minutes_only(session: Session, cast: Cast) -> None:
    token = open_for(session, cast.traveller)
    person = find(session, token)
    assert not person.needs_touch(NOW + timedelta(minutes=4))
    later = NOW + timedelta(minutes=5)
    assert person.needs_touch(later)
    people.touch_session(session, person.session_id, later)
    assert not find(session, token, later).needs_touch(later)


def test_sessions_are_listed_with_this_one_first(session: Session, cast: Cast) -> None:
    own = find(session, open_for(session, cast.traveller, "내 브라우저"))
    open_for(session, cast.traveller, "다른   브라우저")
    open_for(session, cast.colleague)
    listed = people.list_sessions(session, cast.traveller, own.session_id, NOW)
    assert [(row.label, row.is_current) for row in listed] == [
        ("내 브라우저", True),
        ("다른 브라우저", False),
    ]
    assert people.list_sessions(session, cast.traveller, own.session_id, NOW + LIFETIME) == []


def test_one_session_is_ended_by_its_owner_alone(session: Session, cast: Cast) -> None:
    token = open_for(session, cast.traveller)
    session_id = find(session, token).session_id
    with pytest.raises(NotFound):
        people.end_session(session, cast.stranger, session_id)
    people.end_session(session, cast.traveller, session_id)
    assert people.find_session(session, token, NOW) is None
    with pytest.raises(NotFound):
        people.end_session(session, cast.traveller, session_id)


def test_all_others_are_ended_at_once(session: Session, cast: Cast) -> None:
    own, *others = [open_for(session, cast.traveller) for _ in range(3)]
    foreign = open_for(session, cast.colleague)
    assert people.end_other_sessions(session, cast.traveller, find(session, own).session_id) == 2
    assert [people.find_session(session, token, NOW) for token in others] == [None, None]
    assert people.find_session(session, own, NOW) is not None
    assert people.find_session(session, foreign, NOW) is not None


@sqlite_only
def test_ended_sessions_are_tidied_away(session: Session, cast: Cast) -> None:
    open_for(session, cast.traveller)
    people.tidy_people(session, NOW + LIFETIME)
    assert session.scalars(select(SignInSession)).all() == []


def test_many_are_looked_up_as_each_one_would_be(session: Session, cast: Cast) -> None:
    """Who watches a cafeteria goes on by this without the access rule: they must never differ."""
    staff = (cast.traveller, cast.colleague, cast.lead, cast.director, cast.stranger)
    # The colleague has to change her password, but came once with a passkey.
    people.issue_passwords(session, [cast.colleague], NOW)
    tokens = [open_for(session, staff_id) for staff_id in staff]
    tokens.append(
        open_session(session, cast.colleague, label="", method="passkey", now=NOW, lifetime=LIFETIME)
    )
    ids = {token: find(session, token).session_id for token in tokens}
    people.end_session(session, cast.lead, ids[tokens[2]])
    people.end_service(session, cast.stranger, TODAY)
    for at, still in ((NOW, 4), (NOW + DAY, 3), (NOW + LIFETIME, 0)):
        found = {token: people.find_session(session, token, at) for token in tokens}
        let_in = {ids[token] for token, one in found.items() if one and not one.must_change_password}
        assert people.list_live_sessions(session, list(ids.values()), at) == let_in
        assert len(let_in) == still
    assert people.list_live_sessions(session, [], NOW) == set()
