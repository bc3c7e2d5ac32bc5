"""A handover from the leaver's screen to the successor's tap: what goes along, who may, what stays proven."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import handovers, leave, notifications, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.handovers import HandoverView, Kind, NewHandover, Parts, State, Writing
from services.handovers.models import Handover
from services.ledger import Difference
from services.manuals import tasks
from services.remote_work import days
from tests.cast import Member
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_hall import make_manual, owner_of

HANDOVER = b"handover-0000001"
PARTS = Parts(plans="10월까지 대장 정비", issues="옥상 증축 민원", goods="창고 열쇠 2개")


def begin(hall: Hall, who: Member | None = None, by: Member | None = None, **changes: object) -> HandoverView:
    leaver = (who or hall.cast.traveller).staff_id
    sent = {
        "id": HANDOVER,
        "from_id": leaver,
        "why": "transfer",
        "last_on": local_day(hall.now) + timedelta(days=3),
    }
    new = NewHandover(**sent | changes)  # type: ignore[arg-type]
    by_id = by.staff_id if by else leaver
    return hall.write(lambda s: handovers.open_handover(s, new, by_id, hall.now))


def write(
    hall: Hall, view: HandoverView, to: Member | None, by: Member | None = None, **changes: object
) -> HandoverView:
    sent = {
        "parts": PARTS,
        "version": view.version,
        "manual_ids": {manual.manual_id for manual in view.manuals},
        "to_id": to.staff_id if to else None,
        "as_deputy": False,
        "why": str(view.why),
        "last_on": view.last_on,
    }
    writing = Writing(**sent | changes)  # type: ignore[arg-type]
    by_id = by.staff_id if by else view.leaver.staff_id
    return hall.write(lambda s: handovers.write_handover(s, view.id, writing, by_id, hall.now))


def offer(hall: Hall, view: HandoverView) -> HandoverView:
    return hall.write(lambda s: handovers.offer_handover(s, view.id, view.leaver.staff_id, hall.now))


def accept(
    hall: Hall, who: Member, view: HandoverView | None = None, *, watches: bool = True
) -> HandoverView:
    handover_id = view.id if view else HANDOVER
    return hall.write(
        lambda s: handovers.accept_handover(
            s, hall.ledger, handover_id, who.staff_id, hall.now, takes_watches=watches
        )
    )


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def test_duties_go_from_one_to_the_other_with_one_tap(hall: Hall) -> None:
    cast = hall.cast
    manual, other = make_manual(hall, cast.traveller), make_manual(hall, cast.traveller, "착공신고")
    watched = make_manual(hall, cast.lead, "사용승인")
    hall.write(lambda s: tasks.set_mark(s, watched.id, cast.traveller.staff_id, is_watched=True))
    view = begin(hall)
    assert begin(hall) == view
    assert {m.manual_id for m in view.manuals} == {manual.id, other.id}
    offered = offer(hall, write(hall, view, cast.colleague))
    assert offered.state is State.OFFERED
    assert offer(hall, offered) == offered
    assert [item.text for item in offered.items if item.kind is Kind.WATCH] == ["사용승인"]
    assert told(hall, cast.colleague) == ["handover_offered"]
    taken = accept(hall, cast.colleague)
    assert accept(hall, cast.colleague) == taken
    assert taken.state is State.ACCEPTED
    assert {owner_of(hall, manual.id), owner_of(hall, other.id)} == {cast.colleague.staff_id}
    marks = hall.read(lambda s: tasks.list_marks(s, [manual.id, watched.id], cast.colleague.staff_id))
    assert all(marks[each].is_watched for each in (manual.id, watched.id))
    why = hall.read(lambda s: tasks.list_owners(s, manual.id, hall.now))[0].why
    assert why == "handover"
    assert "handover_accepted" in told(hall, cast.traveller)
    assert "handover_accepted" in told(hall, cast.lead)


def test_what_was_accepted_is_proven_and_a_change_of_it_is_found(hall: Hall) -> None:
    make_manual(hall, hall.cast.traveller)
    offer(hall, write(hall, begin(hall), hall.cast.colleague))
    accept(hall, hall.cast.colleague)
    records = hall.records("handover_accepted", "handover", HANDOVER)
    assert len(records) == 1
    assert hall.read(lambda s: list(handovers.compare_accepted(s, records))) == []
    assert hall.read(lambda s: list(handovers.find_unproven_handovers(s))) == []

    def tamper(session: Session) -> None:
        session.get_one(Handover, HANDOVER).issues = "민원 없음"

    hall.write(tamper)
    about = f"handover {HANDOVER.hex()}"
    assert hall.read(lambda s: list(handovers.compare_accepted(s, records))) == [Difference(about)]


def test_only_those_whom_it_concerns_see_it(hall: Hall) -> None:
    cast = hall.cast
    view = write(hall, begin(hall), cast.colleague)
    # What is not offered yet is none of the receiver's.
    for who in (cast.colleague, cast.stranger, cast.auditor, cast.director):
        with pytest.raises(NotFound):
            hall.read(lambda s, who=who: handovers.get_handover(s, HANDOVER, who.staff_id, hall.now))  # type: ignore[misc]
    for who in (cast.traveller, cast.lead, cast.administrator):
        hall.read(lambda s, who=who: handovers.get_handover(s, HANDOVER, who.staff_id, hall.now))  # type: ignore[misc]
    offer(hall, view)
    hall.read(lambda s: handovers.get_handover(s, HANDOVER, cast.colleague.staff_id, hall.now))
    for who, error in ((cast.stranger, NotFound), (cast.traveller, Forbidden), (cast.lead, Forbidden)):
        with pytest.raises(error):
            accept(hall, who)
    with pytest.raises(NotFound):
        hall.write(lambda s: handovers.withdraw_handover(s, HANDOVER, cast.colleague.staff_id, hall.now))


@sqlite_only
def test_nobody_begins_one_in_anothers_stead_but_who_leads_her(hall: Hall) -> None:
    with pytest.raises(Forbidden):
        begin(hall, hall.cast.traveller, by=hall.cast.colleague)
    assert begin(hall, hall.cast.traveller, by=hall.cast.lead).leaver.staff_id == hall.cast.traveller.staff_id
    with pytest.raises(Conflict):
        begin(hall, hall.cast.colleague)
    with pytest.raises(Invalid) as refused:
        begin(hall, id=b"handover-0000009", from_id=987_654)
    assert refused.value.fields.keys() == {"from_id"}


@sqlite_only
def test_it_can_be_sent_back_and_taken_back(hall: Hall) -> None:
    cast = hall.cast
    manual = make_manual(hall, cast.traveller)
    view = offer(hall, write(hall, begin(hall), cast.colleague))
    with pytest.raises(Conflict):
        write(hall, view, cast.lead)
    who = cast.colleague.staff_id
    with pytest.raises(Invalid):
        hall.write(lambda s: handovers.return_handover(s, HANDOVER, who, " ", hall.now))
    back = hall.write(
        lambda s: handovers.return_handover(s, HANDOVER, who, "예산 잔액도 적어 주세요", hall.now)
    )
    assert (back.state, back.returned_why) == (State.OPEN, "예산 잔액도 적어 주세요")
    assert "handover_returned" in told(hall, cast.traveller)
    view = offer(hall, write(hall, back, cast.colleague))
    assert view.returned_why == ""
    leaver = cast.traveller.staff_id
    assert hall.write(lambda s: handovers.withdraw_handover(s, HANDOVER, leaver, hall.now)).is_over
    assert "handover_withdrawn" in told(hall, cast.colleague)
    with pytest.raises(Conflict):
        accept(hall, cast.colleague)
    assert owner_of(hall, manual.id) == leaver


def test_a_manual_goes_along_with_one_handover_at_a_time(hall: Hall) -> None:
    cast = hall.cast
    one, two = make_manual(hall, cast.traveller), make_manual(hall, cast.traveller, "착공신고")
    first = begin(hall, manual_ids=[one.id])
    second = begin(hall, id=b"handover-0000002")
    assert [m.manual_id for m in second.manuals] == [two.id]
    second = write(hall, second, cast.lead, manual_ids={one.id, two.id})
    assert [m.manual_id for m in second.manuals] == [two.id]
    offer(hall, write(hall, first, cast.colleague))
    offer(hall, second)
    accept(hall, cast.colleague, first)
    accept(hall, cast.lead, second)
    assert (owner_of(hall, one.id), owner_of(hall, two.id)) == (cast.colleague.staff_id, cast.lead.staff_id)


@sqlite_only
def test_of_two_who_write_the_second_sees_what_the_first_wrote(hall: Hall) -> None:
    view = begin(hall)
    write(hall, view, hall.cast.colleague)
    with pytest.raises(Conflict) as refused:
        write(hall, view, hall.cast.lead, by=hall.cast.lead)
    assert refused.value.code == "handover_changed"


@sqlite_only
def test_what_makes_no_sense_is_refused_by_name(hall: Hall) -> None:
    view = begin(hall)
    with pytest.raises(Invalid) as refused:
        offer(hall, view)
    assert refused.value.fields.keys() == {"to_id"}
    for changes, field in (
        ({"parts": Parts(plans="가" * 5_001)}, "plans"),
        ({"why": "because"}, "why"),
        ({"last_on": local_day(hall.now) + timedelta(days=400)}, "last_on"),
        ({"to_id": hall.cast.traveller.staff_id}, "to_id"),
        ({"to_id": 2**62}, "to_id"),
    ):
        with pytest.raises(Invalid) as refused:
            write(hall, view, None, **changes)
        assert refused.value.fields.keys() == {field}


@sqlite_only
def test_nobody_gets_a_manual_that_does_not_open_to_her(hall: Hall) -> None:
    """It is of one institution, and so is who looks after it."""
    today = local_day(hall.now)

    def make_neighbour(session: Session) -> int:
        kind = people.UnitKind.INSTITUTION
        top = people.create_unit(session, kind, "옆 군", None, today - timedelta(days=30))
        new = people.NewPerson("009001", "하이웃", today - timedelta(days=30), top, "주무관")
        return people.create_person(session, new, None, hall.now)

    make_manual(hall, hall.cast.traveller)
    view = write(hall, begin(hall), Member(hall.write(make_neighbour), "009001", "하이웃"))
    with pytest.raises(Invalid) as refused:
        offer(hall, view)
    assert refused.value.fields.keys() == {"to_id"}


@sqlite_only
def test_what_went_elsewhere_meanwhile_is_not_taken(hall: Hall) -> None:
    cast = hall.cast
    manual = make_manual(hall, cast.traveller)
    offer(hall, write(hall, begin(hall), cast.colleague))
    hall.write(lambda s: tasks.give_to(s, [manual.id], cast.lead.staff_id, None, hall.now))
    accept(hall, cast.colleague)
    assert owner_of(hall, manual.id) == cast.lead.staff_id


@sqlite_only
def test_a_deputy_hands_on_what_was_written_for_her(hall: Hall) -> None:
    cast = hall.cast
    manual = make_manual(hall, cast.traveller)
    offer(hall, write(hall, begin(hall), cast.lead, as_deputy=True))
    accept(hall, cast.lead)
    who = cast.lead.staff_id
    assert hall.read(lambda s: handovers.list_as_deputy(s, who)) == [HANDOVER]
    following = hall.write(lambda s: handovers.hand_on(s, HANDOVER, who, hall.now))
    assert hall.write(lambda s: handovers.hand_on(s, HANDOVER, who, hall.now)) == following
    assert (following.parts, [m.manual_id for m in following.manuals]) == (PARTS, [manual.id])
    assert hall.read(lambda s: handovers.list_as_deputy(s, who)) == []
    offer(hall, write(hall, following, cast.colleague))
    accept(hall, cast.colleague, following)
    assert owner_of(hall, manual.id) == cast.colleague.staff_id


@sqlite_only
def test_what_is_her_own_is_no_successors_business(hall: Hall) -> None:
    """Her leave that waits, and where she will sit: on her own screen at most."""
    cast, today = hall.cast, local_day(hall.now)
    period = leave.Period(today + timedelta(days=1), today + timedelta(days=1), leave.Part.DAY)
    ask = leave.LeaveAsk(b"leave-01", "annual", period)
    hall.write(lambda s: leave.ask_leave(s, cast.traveller.staff_id, ask, hall.now))
    origin = days.Origin("ask", b"handover-test")
    hall.write(
        lambda s: days.open_day(
            s, cast.traveller.staff_id, today, place=days.Place.HOME, origin=origin, now=hall.now
        )
    )
    hall.trip()
    mine = hall.read(lambda s: handovers.take_inventory(s, cast.traveller.staff_id, hall.now))
    assert {item.kind for item in mine.items} == {Kind.REQUEST, Kind.TRIP, Kind.REMOTE}
    assert len(mine.of(Kind.REQUEST)) == 1
    leads = hall.read(lambda s: handovers.take_inventory(s, cast.lead.staff_id, hall.now))
    assert len(leads.of(Kind.DECISION)) == 1
    offered = offer(hall, write(hall, begin(hall), cast.colleague))
    assert {item.kind for item in offered.items} == {Kind.REQUEST, Kind.TRIP}
