"""Addresses that browsers tell: over https to whom they say they are, and told again without an advantage."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import select, update

from services import notifications
from services.clock import SystemClock
from services.crypto.push_key import push_public_key
from services.db import Database
from services.notifications.models import PushSubscription
from tests.clocks import HandClock
from tests.factories import Cast, make_cast
from tests.mailroom import SECRET, Mailroom
from tests.push_endpoint import PushEndpoint, running_endpoint

FAR = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def endpoint(clock: HandClock) -> Iterator[PushEndpoint]:
    with running_endpoint(clock, push_public_key(SECRET)) as endpoint:
        yield endpoint


@pytest.fixture
def room(sqlite_database: Database, clock: HandClock, endpoint: PushEndpoint) -> Mailroom:
    return Mailroom(sqlite_database, clock, endpoint)


def people_of(room: Mailroom) -> Cast:
    with room.database.writing() as session:
        return make_cast(session)


def tell_address(room: Mailroom, staff_id: int, session_id: int, path: str) -> None:
    keys = room.endpoint.keys
    with room.database.writing() as session:
        notifications.subscribe(
            session,
            staff_id,
            session_id,
            room.endpoint.url + path,
            (keys.public, keys.secret),
            room.clock.now(),
            any_host=True,
        )


def test_the_same_address_told_again_is_tried_no_sooner(room: Mailroom) -> None:
    cast = people_of(room)
    session_id = room.subscribe(cast.traveller, "/ill")
    room.endpoint.answers["/ill"] = (503, {})
    room.tell(cast.traveller)
    assert room.carry() == ["/ill"]
    tell_address(room, cast.traveller, session_id, "/ill")
    assert room.carry() == []
    room.clock.advance(seconds=30)
    assert room.carry() == ["/ill"]


def test_an_address_after_one_that_failed_is_tried_at_once_and_takes_no_hands_from_others(
    room: Mailroom,
) -> None:
    cast = people_of(room)
    session_id = room.subscribe(cast.traveller, "/ill")
    room.endpoint.answers["/ill"] = (503, {})
    room.tell(cast.traveller)
    room.carry()
    tell_address(room, cast.traveller, session_id, "/next")
    with room.database.reading() as session:
        assert session.scalar(select(PushSubscription.attempts)) == 1
    assert room.carry() == ["/next"]
    with room.database.reading() as session:
        assert session.scalar(select(PushSubscription.attempts)) == 0


def test_a_push_service_must_prove_by_its_certificate_who_it_is(
    sqlite_database: Database, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "known.pem"
    with running_endpoint(clock, push_public_key(SECRET), make_identity(known)) as endpoint:
        room = Mailroom(sqlite_database, clock, endpoint)
        cast = people_of(room)
        room.subscribe(cast.traveller, "/one")
        room.tell(cast.traveller)
        assert room.carry() == []
        monkeypatch.setenv("SSL_CERT_FILE", str(known))
        room.push = room.make_worker()
        clock.advance(seconds=30)
        assert room.carry() == ["/one"]


def make_identity(path: Path) -> ssl.SSLContext:
    """A key and its certificate for this machine, in a file by which others know it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "push")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    return tls


def test_a_host_that_hung_has_one_hand_until_it_has_answered(endpoint: PushEndpoint, room: Mailroom) -> None:
    """First attempts too: else whoever names many addresses of it holds all hands for its deadline."""
    room = Mailroom(room.database, room.clock, endpoint, deadline_s=0.3)
    cast = people_of(room)
    for number in range(9):
        room.subscribe(cast.stranger, f"/{number}")
    endpoint.slow.add("/0")
    with room.database.writing() as session:
        hanging = select(PushSubscription).where(PushSubscription.endpoint.endswith("/0"))
        other_than = session.scalars(hanging).one().id
        session.execute(
            update(PushSubscription).where(PushSubscription.id != other_than).values(retry_at=FAR)
        )
    room.tell(cast.stranger)
    assert room.carry() == []
    with room.database.writing() as session:
        session.execute(
            update(PushSubscription).where(PushSubscription.id != other_than).values(retry_at=None)
        )
    endpoint.slow.add("/1")
    assert (room.push.carry(), room.push.carry()) == (1, 0)
    room.push.rest()
    endpoint.slow.clear()
    assert room.carry() == ["/2"]
    assert len(room.carry()) == 6
