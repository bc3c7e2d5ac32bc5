"""Two people change a day at home: the colleague's tap, the lead's tap, and what must not be changed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from services import absences, approvals, notifications, people
from services.absences import AbsenceKind, Source, Span
from services.db import Database
from services.errors import BalgilError, Conflict, Forbidden, Invalid
from services.remote_work import days, rotation
from services.remote_work.rotation import Exchange, SwapView
from tests.factories import NOW, TODAY
from tests.rotation_world import (
    TWO_WEEKS,
    RotationTown,
    add_post,
    home_days,
    make_published,
    make_rotation_town,
    wish,
)

SWAP = b"s" * 16


@pytest.fixture
def db(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def hall(db: Database) -> RotationTown:
    hall = db.write(make_rotation_town)
    make_published(db, hall)
    return hall


def find_exchange(db: Database, staff_id: int, others: tuple[int, ...]) -> Exchange:
    """A day of hers for one of a colleague's."""
    with db.reading() as session:
        for gives_on in home_days(db, staff_id):
            offers = rotation.list_swappable(session, staff_id, gives_on, NOW)
            for other in others:
                if offers.get(other):
                    return Exchange(staff_id, gives_on, other, offers[other][0])
    raise AssertionError("nobody to swap with")


def ask_it(db: Database, exchange: Exchange, swap_id: bytes = SWAP) -> SwapView:
    return db.write(lambda s: rotation.ask_swap(s, swap_id, exchange, NOW))


def answer(db: Database, by_id: int, agree: bool = True) -> SwapView:
    return db.write(lambda s: rotation.answer_swap(s, SWAP, agree, by_id, NOW))


def decide(db: Database, by_id: int, approve: bool = True) -> SwapView:
    return db.write(lambda s: rotation.decide_swap(s, SWAP, approve, by_id, NOW))


def told(db: Database, staff_id: int) -> list[str]:
    with db.reading() as session:
        notices = notifications.list_notices(session, staff_id)
    return [n.kind for n in notices if n.kind.startswith("rotation_swap")]


def test_two_taps_change_two_days(database: Database) -> None:
    hall = database.write(make_rotation_town)
    make_published(database, hall)
    me, colleagues = hall.first[1], hall.first[2:]
    exchange = find_exchange(database, me, colleagues)
    other = exchange.other_id
    before = home_days(database, me), home_days(database, other)
    assert ask_it(database, exchange).state == "asked"
    assert ask_it(database, exchange).state == "asked"
    assert told(database, other) == ["rotation_swap_asked"]
    assert answer(database, other).state == "agreed"
    assert home_days(database, me) == before[0]
    with database.reading() as session:
        assert rotation.count_swaps_waiting(session, hall.lead_1, NOW) == 1
        assert rotation.list_swaps(session, hall.lead_2, NOW) == []
    done = decide(database, hall.lead_1)
    assert (done.state, decide(database, hall.lead_1).state) == ("done", "done")
    mine = sorted({*before[0], exchange.takes_on} - {exchange.gives_on})
    theirs = sorted({*before[1], exchange.gives_on} - {exchange.takes_on})
    assert (home_days(database, me), home_days(database, other)) == (mine, theirs)
    with database.reading() as session:
        cards = days.list_days(session, [me, other], *TWO_WEEKS)
        turns = rotation.list_turns(session, [me, other], *TWO_WEEKS)
    assert sorted((card.staff_id, card.on) for card in cards) == sorted(
        (staff_id, on) for staff_id, those in ((me, mine), (other, theirs)) for on in those
    )
    assert {turn.on for turn in turns if turn.is_swapped} == {exchange.gives_on, exchange.takes_on}
    assert told(database, hall.lead_1) == ["rotation_swap_waits"]
    assert told(database, me) == ["rotation_swap_done", "rotation_swap_agreed"]


def test_neither_party_nor_a_stranger_decides(db: Database, hall: RotationTown) -> None:
    """A lead who swaps herself waits for the head; her own deputy's tap would be her own."""
    exchange = find_exchange(db, hall.lead_1, hall.first[1:])
    ask_it(db, exchange)
    answer(db, exchange.other_id)
    with db.writing() as session:
        period = (TODAY, TODAY + timedelta(days=30))
        people.appoint_deputy(session, hall.head, hall.lead_1, *period, by_id=hall.head, now=NOW)
    for who in (hall.lead_1, exchange.other_id, hall.lead_2, hall.cast.stranger.staff_id):
        with pytest.raises(Forbidden, match="swap_not_yours_to_decide"):
            decide(db, who)
    assert decide(db, hall.head).state == "done"


def test_a_deputy_of_the_lead_decides(db: Database, hall: RotationTown) -> None:
    exchange = find_exchange(db, hall.first[1], hall.first[2:])
    ask_it(db, exchange)
    with pytest.raises(Conflict, match="swap_answered"):
        decide(db, hall.lead_1)
    with pytest.raises(Forbidden, match="swap_not_yours"):
        answer(db, hall.first[1])
    answer(db, exchange.other_id)
    with db.writing() as session:
        period = (TODAY, TODAY + timedelta(days=30))
        people.appoint_deputy(session, hall.lead_1, hall.lead_2, *period, by_id=hall.lead_1, now=NOW)
    assert decide(db, hall.lead_2, approve=False).state == "refused"
    assert exchange.gives_on in home_days(db, hall.first[1])


def test_while_the_lead_is_away_her_standing_deputy_decides_else_the_lead_above(
    db: Database, hall: RotationTown
) -> None:
    exchange = find_exchange(db, hall.first[1], hall.first[2:])
    ask_it(db, exchange)
    answer(db, exchange.other_id)
    for who in (hall.lead_2, hall.head):
        with pytest.raises(Forbidden, match="swap_not_yours_to_decide"):
            decide(db, who)
    span = Span(hall.lead_1, AbsenceKind.LEAVE, NOW, NOW + timedelta(days=1))
    db.write(lambda s: absences.set_absences(s, Source("test", b"away"), [span], is_approved=True))
    with db.reading() as session:
        assert rotation.count_swaps_waiting(session, hall.head, NOW) == 1
    db.write(lambda s: approvals.name_standing_deputy(s, hall.lead_1, hall.lead_2, NOW))
    with pytest.raises(Forbidden, match="swap_not_yours_to_decide"):
        decide(db, hall.head)
    assert decide(db, hall.lead_2).state == "done"


def test_a_counter_is_never_left_short(db: Database, hall: RotationTown) -> None:
    """Colleagues of two teams: on the day that she gives, the other's team loses one."""
    exchange = find_exchange(db, hall.first[1], hall.second[1:])
    ask_it(db, exchange)
    with db.reading() as session:
        turns = rotation.list_turns(session, hall.second, exchange.gives_on, exchange.gives_on)
    add_post(db, hall.team_2, sum(not turn.is_home for turn in turns))
    with pytest.raises(Conflict, match="swap_cover"):
        answer(db, exchange.other_id)
    assert answer(db, exchange.other_id, agree=False).state == "refused"
    assert told(db, hall.first[1]) == ["rotation_swap_refused"]


def test_days_that_are_fixed_or_asked_for_stay(db: Database, hall: RotationTown) -> None:
    exchange = find_exchange(db, hall.first[1], hall.first[2:])
    ask_it(db, exchange)
    with pytest.raises(Conflict, match="swap_twice"):
        ask_it(db, exchange, b"t" * 16)
    with pytest.raises(Conflict, match="id_taken"):
        ask_it(db, Exchange(exchange.staff_id, exchange.gives_on, exchange.other_id, TWO_WEEKS[1]))
    db.write(lambda s: rotation.withdraw_swap(s, SWAP, exchange.staff_id, NOW))
    wish(db, exchange.other_id, "home", exchange.takes_on.weekday(), by_id=hall.lead_1)
    with pytest.raises(Conflict, match="swap_fixed"):
        ask_it(db, exchange, b"t" * 16)


def test_what_would_be_refused_is_not_offered(db: Database, hall: RotationTown) -> None:
    me, given, other, taken = vars(find_exchange(db, hall.first[1], hall.first[2:])).values()

    def offers(on: date = given) -> dict[int, list[date]]:
        with db.reading() as session:
            return rotation.list_swappable(session, me, on, NOW)

    asked, *open_days = offers()[other]
    ask_it(db, Exchange(me, given, other, asked))
    assert (taken, offers()) == (asked, {})
    db.write(lambda s: rotation.withdraw_swap(s, SWAP, me, NOW))
    assert offers()[other] == [asked, *open_days]
    # Her office day is fixed: nobody's home day there is offered any more.
    wish(db, me, "office", asked.weekday(), by_id=hall.lead_1, from_on=asked, until_on=asked)
    assert asked not in {on for those in offers().values() for on in those}
    span = Span(other, AbsenceKind.LEAVE, *(datetime.combine(given, time(hour), UTC) for hour in (0, 9)))
    db.write(lambda s: absences.set_absences(s, Source("test", b"away"), [span], is_approved=True))
    assert other not in offers()


def test_what_is_no_swap(db: Database, hall: RotationTown) -> None:
    exchange = find_exchange(db, hall.first[1], hall.first[2:])
    me, given, other, taken = vars(exchange).values()
    wrong: list[tuple[Exchange, type[BalgilError], str]] = [
        (Exchange(me, given, me, taken), Invalid, "swap_self"),
        (Exchange(me, given, hall.watchers[0], taken), Invalid, "swap_other"),
        (Exchange(me, TODAY, other, taken), Conflict, "swap_past"),
        (Exchange(me, taken, other, given), Conflict, "swap_no_day"),
    ]
    for number, (each, kind, code) in enumerate(wrong):
        with pytest.raises(kind, match=code):
            ask_it(db, each, bytes([number]) * 16)
    with pytest.raises(Conflict, match="swap_past"):
        db.write(lambda s: rotation.ask_swap(s, b"u" * 16, exchange, NOW + timedelta(days=20)))


def test_wishes_are_ones_own_and_have_no_reason(db: Database, hall: RotationTown) -> None:
    form = rotation.WishForm(b"w" * 16, hall.first[1], "home", 2, *TWO_WEEKS)
    with pytest.raises(Forbidden, match="wish_of_another"):
        db.write(lambda s: rotation.add_wish(s, form, hall.lead_1, NOW))
    fixed = rotation.WishForm(b"x" * 16, hall.first[1], "home", 2, *TWO_WEEKS, is_fixed=True)
    for who in (hall.first[1], hall.lead_2):
        with pytest.raises(Forbidden, match="fix_by_lead"):
            db.write(lambda s, by_id=who: rotation.add_wish(s, fixed, by_id, NOW))  # type: ignore[misc]
    own = rotation.WishForm(b"y" * 16, hall.planner, "home", 2, *TWO_WEEKS, is_fixed=True)
    with pytest.raises(Forbidden, match="fix_by_lead"):
        db.write(lambda s: rotation.add_wish(s, own, hall.planner, NOW))
    # Nor by the one who stands in for her own lead.
    period = (TODAY, TODAY + timedelta(days=30))
    deputy = hall.first[1]
    db.write(lambda s: people.appoint_deputy(s, hall.lead_1, deputy, *period, by_id=hall.lead_1, now=NOW))
    with pytest.raises(Forbidden, match="fix_by_lead"):
        db.write(lambda s: rotation.add_wish(s, fixed, deputy, NOW))
    first = db.write(lambda s: rotation.add_wish(s, form, hall.first[1], NOW))
    assert db.write(lambda s: rotation.add_wish(s, form, hall.first[1], NOW)) == first
    assert not any("reason" in name for name in vars(first))
    with pytest.raises(Forbidden, match="wish_of_another"):
        db.write(lambda s: rotation.remove_wish(s, first.id, hall.lead_1, NOW))
    wrong = [{"want": "beach"}, {"weekday": 5}, {"until_on": TODAY - timedelta(days=1)}]
    for number, change in enumerate(wrong):
        bad = rotation.WishForm(**{**vars(form), "id": bytes([number]) * 16, **change})
        with pytest.raises(Invalid, match="wish"):
            db.write(lambda s, f=bad: rotation.add_wish(s, f, hall.first[1], NOW))  # type: ignore[misc]
