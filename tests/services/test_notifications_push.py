"""Web Push, the server's half: encrypted, signed, content-free, at least once; nobody waits for another."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import monotonic

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import update

from services import notifications
from services.crypto import base64url
from services.crypto.push_key import push_public_key
from services.db import Database
from services.notice_carriers import find_contacts
from services.notifications.models import PushSubscription, PushWait
from services.notifications.public_hosts import READ_S
from services.notifications.push import claim_pushes
from services.people import end_session
from services.people.leaving import end_service
from tests.clocks import HandClock
from tests.factories import TODAY, Cast, make_cast
from tests.mailroom import ACCOUNT, SECRET, URGENT, Mailroom
from tests.push_endpoint import BrowserKeys, PushEndpoint, running_endpoint


@pytest.fixture
def endpoint(clock: HandClock) -> Iterator[PushEndpoint]:
    with running_endpoint(clock, push_public_key(SECRET)) as endpoint:
        yield endpoint


@pytest.fixture
def room(database: Database, clock: HandClock, endpoint: PushEndpoint) -> Mailroom:
    return Mailroom(database, clock, endpoint)


@pytest.fixture
def sqlite_room(sqlite_database: Database, clock: HandClock, endpoint: PushEndpoint) -> Mailroom:
    return Mailroom(sqlite_database, clock, endpoint)


def people_of(room: Mailroom) -> Cast:
    with room.database.writing() as session:
        return make_cast(session)


def test_the_endpoint_decrypts_the_example_of_the_standard() -> None:
    """RFC 8291, section 5."""
    number = int.from_bytes(base64url.decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    keys = BrowserKeys(
        ec.derive_private_key(number, ec.SECP256R1()), base64url.decode("BTBZMqHH6r4Tts7J_aSIgg")
    )
    body = (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
        "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert keys.decrypt(base64url.decode(body)) == b"When I grow up, I want to be a watermelon"


def test_a_push_says_that_there_is_something_and_nothing_else(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/hers")
    room.tell(cast.traveller, "looked_closer", reason="표본 점검")
    room.tell(cast.traveller, ACCOUNT)
    assert room.carry() == ["/hers"]
    (push,) = room.endpoint.pushes
    assert push.text.strip() == b'{"n": 1}'
    assert (push.headers["Urgency"], push.headers["Topic"]) == ("normal", "balgil-notices")
    assert room.carry() == []
    assert room.count(PushWait) == 0


def test_only_her_own_browsers_are_told_each_once(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    for path in ("/phone", "/desk"):
        room.subscribe(cast.traveller, path)
    room.subscribe(cast.colleague, "/colleague")
    room.tell(cast.traveller)
    assert room.carry() == ["/desk", "/phone"]


def test_what_is_urgent_says_so_to_the_push_service(sqlite_room: Mailroom) -> None:
    cast = people_of(sqlite_room)
    sqlite_room.subscribe(cast.traveller)
    sqlite_room.tell(cast.traveller, URGENT)
    sqlite_room.carry()
    assert sqlite_room.endpoint.pushes[0].headers["Urgency"] == "high"


def test_a_browser_that_is_gone_ends_its_subscription(room: Mailroom) -> None:
    cast = people_of(room)
    room.subscribe(cast.traveller, "/gone")
    room.subscribe(cast.traveller, "/here")
    room.endpoint.answers["/gone"] = (410, {})
    room.tell(cast.traveller)
    assert room.carry() == ["/gone", "/here"]
    assert (room.count(PushSubscription), room.count(PushWait)) == (1, 0)
    room.tell(cast.traveller)
    assert room.carry() == ["/here"]


def test_a_push_service_that_is_ill_is_asked_again_later_and_later(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/ill")
    room.endpoint.answers["/ill"] = (503, {})
    room.tell(cast.traveller)
    assert room.carry() == ["/ill"]
    assert room.carry() == []
    room.clock.advance(seconds=30)
    assert room.carry() == ["/ill"]
    room.clock.advance(seconds=30)
    assert room.carry() == []
    room.endpoint.answers.clear()
    room.clock.advance(seconds=30)
    assert room.carry() == ["/ill"]
    assert room.count(PushWait) == 0


def test_who_asks_for_patience_is_given_it(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/busy")
    room.endpoint.answers["/busy"] = (429, {"Retry-After": "600"})
    room.tell(cast.traveller)
    room.carry()
    room.clock.advance(seconds=599)
    assert room.carry() == []
    room.clock.advance(seconds=1)
    assert room.carry() == ["/busy"]


def test_slow_addresses_that_failed_before_leave_hands_for_others(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    for number in range(10):
        room.subscribe(cast.stranger, f"/slow{number}")
        room.subscribe(cast.auditor, f"/slow1{number}")
    room.endpoint.slow.update(f"/slow{number}" for number in range(20))
    with room.database.writing() as session:
        session.execute(update(PushSubscription).values(attempts=1))
    for staff_id in (cast.stranger, cast.auditor):
        room.tell(staff_id)
    room.sort()
    assert room.push.carry() == 8
    assert room.push.carry() == 0
    room.subscribe(cast.traveller, "/quick")
    room.tell(cast.traveller)
    room.sort()
    assert room.push.carry() == 1
    assert room.endpoint.await_push() == "/quick"


def test_an_answer_that_comes_letter_by_letter_is_cut_off(sqlite_room: Mailroom) -> None:
    room = Mailroom(sqlite_room.database, sqlite_room.clock, sqlite_room.endpoint, deadline_s=0.3)
    cast = people_of(room)
    room.subscribe(cast.traveller, "/dripping")
    room.endpoint.dripping.add("/dripping")
    room.tell(cast.traveller)
    began = monotonic()
    assert room.carry() == []
    assert 0.3 <= monotonic() - began < READ_S
    room.endpoint.dripping.clear()
    room.clock.advance(seconds=30)
    assert room.carry() == ["/dripping"]


def test_what_nobody_could_be_told_for_half_a_day_is_left_to_the_inbox(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/away")
    room.endpoint.answers["/away"] = (500, {})
    room.tell(cast.traveller)
    room.carry()
    room.clock.advance(hours=12, seconds=1)
    assert room.carry() == []
    assert room.count(PushWait) == 0


def test_a_message_that_is_refused_is_not_sent_again(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/strict")
    room.endpoint.answers["/strict"] = (403, {})
    room.tell(cast.traveller)
    assert room.carry() == ["/strict"]
    room.clock.advance(hours=1)
    assert room.carry() == []
    room.tell(cast.traveller)
    assert room.carry() == ["/strict"]


def test_a_redirection_is_not_followed(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller, "/door")
    room.endpoint.answers["/door"] = (307, {"Location": f"{room.endpoint.url}/inside"})
    room.tell(cast.traveller)
    assert room.carry() == ["/door"]


def test_what_was_read_in_the_meantime_is_not_pushed(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller)
    room.tell(cast.traveller)
    room.sort()
    room.read_all(cast.traveller)
    assert room.carry() == []
    assert room.count(PushWait) == 0


def test_two_workers_do_not_send_the_same_and_a_dead_ones_is_sent_again(room: Mailroom) -> None:
    cast = people_of(room)
    room.subscribe(cast.traveller, "/one")
    room.tell(cast.traveller)
    room.sort()
    dead, alive = room.make_worker(), room.make_worker()
    # The first takes the lease and dies before it has sent.
    with room.database.writing() as session:
        assert len(claim_pushes(session, find_contacts, room.clock.now(), fresh=9, repeats=9)) == 1
    alive.carry()
    alive.rest()
    assert room.endpoint.paths() == []
    room.clock.advance(seconds=61)
    for worker in (alive, dead):
        worker.carry()
        worker.rest()
    assert room.endpoint.paths() == ["/one"]


def test_two_workers_at_the_same_instant_take_different_browsers(room: Mailroom) -> None:
    cast = people_of(room)
    for number in range(8):
        room.subscribe(cast.traveller, f"/{number}")
    room.tell(cast.traveller)
    room.sort()
    start = Barrier(2)

    def claim() -> list[int]:
        start.wait()
        with room.database.writing() as session:
            tasks = claim_pushes(session, find_contacts, room.clock.now(), fresh=5, repeats=0)
        return [task.subscription_id for task in tasks]

    with ThreadPoolExecutor(2) as workers:
        first, second = [future.result() for future in (workers.submit(claim), workers.submit(claim))]
    assert set(first) & set(second) == set()
    assert len(first + second) == 8


def test_a_subscription_ends_with_its_sign_in(room: Mailroom) -> None:
    cast = people_of(room)
    session_id = room.subscribe(cast.traveller)
    room.tell(cast.traveller)
    room.sort()
    with room.database.writing() as session:
        end_session(session, cast.traveller, session_id)
    assert (room.count(PushSubscription), room.count(PushWait)) == (0, 0)
    assert room.carry() == []


def test_who_has_left_is_told_nothing(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    room.subscribe(cast.traveller)
    with room.database.writing() as session:
        end_service(session, cast.traveller, TODAY)
    room.tell(cast.traveller)
    room.clock.advance(days=1)
    assert room.carry() == []
    assert room.count(PushWait) == 0


def test_an_address_that_a_browser_gives_up_for_another_keeps_what_waits(sqlite_room: Mailroom) -> None:
    room, cast = sqlite_room, people_of(sqlite_room)
    session_id = room.subscribe(cast.traveller, "/old")
    room.tell(cast.traveller)
    room.sort()
    keys = room.endpoint.keys
    with room.database.writing() as session:
        notifications.subscribe(
            session, cast.traveller, session_id, f"{room.endpoint.url}/new", (keys.public, keys.secret),
            room.clock.now(), any_host=True,
        )  # fmt: skip
    assert room.carry() == ["/new"]


def test_on_a_shared_pc_the_next_person_takes_the_address_over(room: Mailroom) -> None:
    cast = people_of(room)
    room.subscribe(cast.traveller, "/shared")
    room.subscribe(cast.colleague, "/shared")
    room.tell(cast.traveller)
    assert room.carry() == []
    room.tell(cast.colleague)
    assert room.carry() == ["/shared"]
