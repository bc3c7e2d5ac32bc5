"""Meetings called on the spot: who is told, who sees what, answers, and minutes that are locked."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from services import meetings, notifications, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.ledger import Difference
from services.meetings import Call, Choice, MeetingView
from services.meetings.models import Meeting
from services.notice_kinds import KINDS
from tests.cast import Member
from tests.factories import LONG_AGO, postgresql_only, sqlite_only
from tests.hall import Hall
from tests.services.test_people_races import overlap

MEETING = b"meeting-00000001"
ROOM = "balgil-5e0c8a"


def call(hall: Hall, choice: Choice, by: Member | None = None, **changes: object) -> MeetingView:
    sent = {"id": MEETING, "title": "호우 경보 대응", "starts_in_min": 10, "place": "3층 상황실"} | changes
    who = (by or hall.cast.lead).staff_id
    return hall.write(
        lambda s: meetings.call_meeting(s, who, Call(**sent), choice, f"{ROOM}-{sent['id']!r}", hall.now)  # type: ignore[arg-type]
    )


def unit_of(hall: Hall, member: Member) -> int:
    found = hall.read(lambda s: people.get_person(s, member.staff_id, local_day(hall.now)).unit_id)
    assert found
    return found


def team(hall: Hall) -> Choice:
    return Choice(unit_ids=[unit_of(hall, hall.cast.lead)])


def names(view: MeetingView) -> set[str]:
    return {member.name for member in view.members}


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def answer(hall: Hall, member: Member, words: str) -> MeetingView:
    hall.write(lambda s: meetings.answer_call(s, MEETING, member.staff_id, words, hall.now))
    return hall.read(lambda s: meetings.load_meeting(s, MEETING, member.staff_id))


def write(hall: Hall, member: Member, text: str, version: int) -> MeetingView:
    who = member.staff_id
    return hall.write(lambda s: meetings.save_minutes(s, MEETING, who, text, version, hall.now))


def close(hall: Hall, member: Member, version: int) -> MeetingView:
    who = member.staff_id
    return hall.write(lambda s: meetings.close_minutes(s, hall.ledger, MEETING, who, version, hall.now))


def test_a_team_is_told_at_once_and_once(hall: Hall) -> None:
    for _ in range(2):
        view = call(hall, team(hall))
    assert names(view) == {"박다온", "김가람", "이나루"}
    assert view.starts_at == hall.now + timedelta(minutes=10)
    assert told(hall, hall.cast.traveller) == ["meeting_called"]
    assert told(hall, hall.cast.lead) == []
    assert KINDS["meeting_called"].is_urgent
    (line,) = hall.read(lambda s: meetings.list_open_calls(s, hall.cast.colleague.staff_id, hall.now))
    assert (line.title, line.caller, line.coming, line.called) == ("호우 경보 대응", "박다온", 1, 3)
    assert hall.read(lambda s: meetings.list_open_calls(s, hall.cast.lead.staff_id, hall.now)) == []


def test_units_groups_and_persons_are_called_together_each_once(hall: Hall) -> None:
    lead, stranger = hall.cast.lead.staff_id, hall.cast.stranger.staff_id
    for _ in range(2):
        hall.write(lambda s: meetings.save_group(s, lead, b"g" * 16, "비상 연락", [stranger], hall.now))
    (group,) = hall.read(lambda s: meetings.list_groups(s, lead))
    choice = Choice([unit_of(hall, hall.cast.lead)], [group.id], [stranger, lead, 10**9])
    assert names(call(hall, choice)) == {"박다온", "김가람", "이나루", "서아라"}
    # What somebody else has saved is nobody else's to call, or to delete.
    other = hall.cast.director
    with pytest.raises(Invalid):
        call(hall, Choice(group_ids=[group.id]), other, id=b"meeting-00000002")
    with pytest.raises(NotFound):
        hall.write(lambda s: meetings.delete_group(s, other.staff_id, group.id))
    hall.write(lambda s: meetings.delete_group(s, lead, group.id))
    assert hall.read(lambda s: meetings.list_groups(s, lead)) == []


@sqlite_only
def test_what_is_wrong_in_a_call_is_named(hall: Hall) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"title": " \u202e"}, "title"),
        ({"title": "가" * 101}, "title"),
        ({"place": "가" * 101}, "place"),
        ({"starts_in_min": 5}, "starts_in"),
        ({"id": b"short"}, "id"),
    ]
    for changes, field in wrong:
        with pytest.raises(Invalid) as refused:
            call(hall, team(hall), **changes)
        assert list(refused.value.fields) == [field]


@sqlite_only
def test_a_call_reaches_somebody_and_not_the_whole_house_by_anybody(hall: Hall) -> None:
    for choice in (Choice(), Choice(staff_ids=[hall.cast.lead.staff_id]), Choice(unit_ids=[10**9])):
        with pytest.raises(Invalid):
            call(hall, choice)
    unit_id = unit_of(hall, hall.cast.stranger)
    members = [people.NewPerson(f"7{n:05}", f"직원{n}", LONG_AGO, unit_id) for n in range(31)]
    hall.write(lambda s: people.create_persons(s, members, hall.now))
    with pytest.raises(Forbidden) as refused:
        call(hall, Choice(unit_ids=[unit_id]), hall.cast.traveller)
    assert refused.value.code == "too_many_for_staff"
    assert len(call(hall, Choice(unit_ids=[unit_id])).members) == 34


@sqlite_only
def test_nobody_calls_all_the_time(hall: Hall) -> None:
    for number in range(6):
        view = call(hall, team(hall), id=b"meeting-%08d" % (100 + number))
    # Calling off and calling again tells everybody each time: it counts all the same.
    hall.write(lambda s: meetings.cancel_meeting(s, view.id, hall.cast.lead.staff_id, hall.now))
    with pytest.raises(Conflict) as refused:
        call(hall, team(hall))
    assert refused.value.code == "too_many_calls"
    hall.clock.advance(hours=1)
    call(hall, team(hall))


@sqlite_only
def test_who_was_not_called_sees_nothing(hall: Hall) -> None:
    call(hall, team(hall))
    for who in ("stranger", "director", "mayor", "auditor", "administrator"):
        member = hall.cast.everybody()[who]
        works: list[Callable[[], object]] = [
            partial(hall.read, partial(meetings.load_meeting, meeting_id=MEETING, staff_id=member.staff_id)),
            partial(answer, hall, member, "coming"),
            partial(write, hall, member, "몰래", 0),
            partial(close, hall, member, 0),
            partial(
                hall.write,
                partial(meetings.cancel_meeting, meeting_id=MEETING, caller_id=member.staff_id, now=hall.now),
            ),
        ]
        for work in works:
            with pytest.raises(NotFound):
                work()
        assert hall.read(lambda s, m=member: meetings.list_meetings(s, m.staff_id, hall.now)) == []


@sqlite_only
def test_answers_change_while_the_meeting_runs(hall: Hall) -> None:
    call(hall, team(hall))
    assert answer(hall, hall.cast.traveller, "ten_minutes").find_answer(hall.cast.traveller.staff_id)
    view = answer(hall, hall.cast.traveller, "cannot")
    assert [member.name for member in view.list_answered("cannot")] == ["김가람"]
    with pytest.raises(Invalid):
        answer(hall, hall.cast.traveller, "perhaps")
    hall.clock.advance(hours=5)
    answer(hall, hall.cast.traveller, "cannot")
    with pytest.raises(Conflict):
        answer(hall, hall.cast.traveller, "coming")


def test_more_people_are_called_and_only_they_are_told(hall: Hall) -> None:
    call(hall, team(hall))
    choice = Choice(staff_ids=[hall.cast.director.staff_id, hall.cast.colleague.staff_id])
    with pytest.raises(Forbidden):
        hall.write(
            lambda s: meetings.call_further(s, MEETING, hall.cast.traveller.staff_id, choice, hall.now)
        )
    for _ in range(2):
        view = hall.write(
            lambda s: meetings.call_further(s, MEETING, hall.cast.lead.staff_id, choice, hall.now)
        )
    assert names(view) == {"박다온", "김가람", "이나루", "최라온"}
    assert told(hall, hall.cast.director) == told(hall, hall.cast.colleague) == ["meeting_called"]


@sqlite_only
def test_a_meeting_that_is_called_off_is_over_and_everybody_is_told(hall: Hall) -> None:
    call(hall, team(hall))
    with pytest.raises(Forbidden):
        hall.write(lambda s: meetings.cancel_meeting(s, MEETING, hall.cast.traveller.staff_id, hall.now))
    for _ in range(2):
        hall.write(lambda s: meetings.cancel_meeting(s, MEETING, hall.cast.lead.staff_id, hall.now))
    assert told(hall, hall.cast.traveller) == ["meeting_cancelled", "meeting_called"]
    with pytest.raises(Conflict):
        answer(hall, hall.cast.traveller, "coming")
    with pytest.raises(Conflict):
        write(hall, hall.cast.lead, "1. 논의", 0)


def test_of_two_who_write_at_once_nobody_loses_a_text_silently(hall: Hall) -> None:
    call(hall, team(hall))
    view = write(hall, hall.cast.traveller, "  1. 논의\r\n\u202e둑 점검\x00  ", 0)
    assert (view.minutes, view.minutes_version) == ("  1. 논의\n둑 점검", 1)
    assert write(hall, hall.cast.traveller, "  1. 논의\n둑 점검", 0).minutes_version == 1
    with pytest.raises(Conflict) as refused:
        write(hall, hall.cast.colleague, "다른 글", 0)
    assert refused.value.code == "minutes_changed"
    assert write(hall, hall.cast.colleague, "두 글을 모음", 1).minutes_version == 2
    with pytest.raises(Invalid):
        write(hall, hall.cast.colleague, "가" * 20_001, 2)


def test_closed_minutes_are_locked_told_to_all_and_fixed_in_the_ledger(hall: Hall) -> None:
    call(hall, team(hall))
    with pytest.raises(Invalid):
        close(hall, hall.cast.lead, 0)
    write(hall, hall.cast.traveller, "1. 둑을 살폈다.", 0)
    with pytest.raises(Forbidden):
        close(hall, hall.cast.traveller, 1)
    with pytest.raises(Conflict):
        close(hall, hall.cast.lead, 0)
    for _ in range(2):
        view = close(hall, hall.cast.lead, 1)
    assert view.state == "closed"
    for work in (
        lambda: write(hall, hall.cast.traveller, "고친 글", 1),
        lambda: answer(hall, hall.cast.traveller, "coming"),
    ):
        with pytest.raises(Conflict):
            work()
    assert told(hall, hall.cast.colleague)[0] == "meeting_minutes"
    (record,) = hall.records("minutes_closed", "meeting", MEETING)
    assert hall.read(lambda s: list(meetings.compare_minutes(s, [record]))) == []
    assert hall.read(lambda s: list(meetings.find_unproven_minutes(s))) == []

    def rewrite(session: object) -> None:
        session.get(Meeting, MEETING).minutes = "둑을 살피지 않았다."  # type: ignore[attr-defined]

    hall.write(rewrite)
    about = f"meeting {MEETING.hex()}"
    assert hall.read(lambda s: list(meetings.compare_minutes(s, [record]))) == [Difference(about)]


@postgresql_only
def test_an_answer_in_the_middle_of_a_closing_comes_too_late(hall: Hall) -> None:
    call(hall, team(hall))
    write(hall, hall.cast.lead, "1. 둑을 살폈다.", 0)
    colleague, lead = hall.cast.colleague.staff_id, hall.cast.lead.staff_id
    with pytest.raises(Conflict) as refused:
        overlap(
            hall.database,
            lambda s: meetings.close_minutes(s, hall.ledger, MEETING, lead, 1, hall.now),
            lambda s: meetings.answer_call(s, MEETING, colleague, "coming", hall.now),
        )
    assert refused.value.code == "meeting_over"
    (record,) = hall.records("minutes_closed", "meeting", MEETING)
    assert hall.read(lambda s: list(meetings.compare_minutes(s, [record]))) == []


@sqlite_only
def test_once_the_caller_has_left_anybody_who_was_called_closes(hall: Hall) -> None:
    call(hall, team(hall))
    write(hall, hall.cast.traveller, "1. 둑을 살폈다.", 0)
    hall.write(lambda s: people.end_service(s, hall.cast.lead.staff_id, local_day(hall.now)))
    with pytest.raises(Forbidden):
        close(hall, hall.cast.colleague, 1)  # her last day
    hall.clock.advance(days=1)
    with pytest.raises(NotFound):
        close(hall, hall.cast.stranger, 1)
    view = close(hall, hall.cast.colleague, 1)
    assert view.closed_by_id == hall.cast.colleague.staff_id
    (record,) = hall.records("minutes_closed", "meeting", MEETING)
    assert record.facts["closed_by"] == view.closed_by_id
    assert hall.read(lambda s: list(meetings.compare_minutes(s, [record]))) == []
