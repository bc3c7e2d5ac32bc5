"""What a stranger's tools read under /ledger/: enough to verify every leaf without us."""

from itertools import count
from math import ceil

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from services.crypto import merkle
from services.crypto.checkpoint import (
    Checkpoint,
    VerifierKey,
    open_checkpoint,
    parse_verifier_key,
    verifier_keys,
)
from services.crypto.merkle import hash_leaf
from services.keys import LogKeys, open_log_keys
from services.ledger import Guard, NewRecord, open_ledger, recover, sequence_pending
from services.ledger.models import LedgerRecord
from services.settings import Settings
from tests.clocks import HandClock
from webapp.context import EXTENSION, Parts

WHOLE = "public, max-age=31536000, immutable"


class Publisher:
    """The worker's part: it opens the ledger of an application and sequences what was appended."""

    def __init__(self, app: Flask, settings: Settings, clock: HandClock) -> None:
        self.parts: Parts = app.extensions[EXTENSION]
        self.settings, self.clock = settings, clock
        self.keys: LogKeys = open_log_keys(settings, clock.now())
        self.guard = Guard(settings.guard_path)
        open_ledger(self.parts.database, self.keys, self.guard, settings.origin, clock.now())
        self.publish(0)

    def publish(self, records: int) -> None:
        with self.parts.database.writing() as session:
            new = [NewRecord("heartbeat", [], {"n": n}, self.clock.now()) for n in range(records)]
            self.parts.ledger.append_many(session, new)
        self.clock.advance(seconds=1)
        sequence_pending(self.parts.database, self.keys, self.guard, self.clock)


@pytest.fixture
def publisher(app: Flask, settings: Settings, clock: HandClock) -> Publisher:
    return Publisher(app, settings, clock)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def read_head(client: FlaskClient) -> Checkpoint:
    """The published head, verified with the published keys."""
    return open_checkpoint(client.get("/ledger/checkpoint").data, read_keys(client)).checkpoint


def read_keys(client: FlaskClient) -> list[VerifierKey]:
    return [parse_verifier_key(line) for line in client.get("/ledger/keys").text.splitlines()]


def read_entries(client: FlaskClient, size: int) -> list[bytes]:
    """All entries, as a monitor fetches them: full bundles, and the partial one at the end."""
    entries = []
    for number in range(ceil(size / 256)):
        width = min(256, size - number * 256)
        partial = "" if width == 256 else f".p/{width}"
        bundle = client.get(f"/ledger/tile/entries/{number:03}{partial}").data
        while bundle:
            length = int.from_bytes(bundle[:2])
            entries.append(bundle[2 : 2 + length])
            bundle = bundle[2 + length :]
    return entries


def test_before_the_first_head_there_is_nothing_to_read(client: FlaskClient) -> None:
    for path in ("checkpoint", "tile/0/000", "tile/entries/000"):
        assert client.get(f"/ledger/{path}").status_code == 404
    assert client.get("/ledger/keys").data == b""


def test_head_and_keys_are_texts_that_are_always_fetched_anew(
    publisher: Publisher, client: FlaskClient, settings: Settings
) -> None:
    publisher.publish(3)
    for path in ("checkpoint", "keys"):
        response = client.get(f"/ledger/{path}")
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache"
    assert read_keys(client) == list(verifier_keys(settings.origin, publisher.keys.signer))
    head = read_head(client)
    assert (head.origin, head.size) == (settings.origin, 4)


def test_a_stranger_recomputes_the_root_from_the_entries(publisher: Publisher, client: FlaskClient) -> None:
    publisher.publish(599)
    head = read_head(client)
    entries = read_entries(client, head.size)
    assert (head.size, len(entries)) == (600, 600)
    peaks = [
        root_of(entries[:512]),
        root_of(entries[512:576]),
        root_of(entries[576:592]),
        root_of(entries[592:]),
    ]
    assert merkle.root_of_peaks(peaks) == head.root


def root_of(entries: list[bytes]) -> bytes:
    hashes = [hash_leaf(entry) for entry in entries]
    while len(hashes) > 1:
        hashes = [merkle.hash_children(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def test_tiles_hold_the_hashes_of_their_level(publisher: Publisher, client: FlaskClient) -> None:
    publisher.publish(599)
    entries = read_entries(client, 600)
    full = client.get("/ledger/tile/0/001")
    assert full.data == b"".join(hash_leaf(entry) for entry in entries[256:512])
    assert full.headers["Content-Type"] == "application/octet-stream"
    assert full.headers["Cache-Control"] == WHOLE
    partial = client.get("/ledger/tile/0/002.p/88")
    assert partial.data == b"".join(hash_leaf(entry) for entry in entries[512:])
    assert partial.headers["Cache-Control"] == WHOLE
    assert client.get("/ledger/tile/0/002.p/5").data == partial.data[:160]
    above = client.get("/ledger/tile/1/000.p/2")
    assert above.data == root_of(entries[:256]) + root_of(entries[256:512])
    bundle = client.get("/ledger/tile/entries/001")
    assert (len(bundle.data), bundle.headers["Cache-Control"]) == (256 * 34, WHOLE)


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/002", "tile/0/002.p/89", "tile/0/003", "tile/1/000", "tile/1/000.p/3", "tile/2/000.p/1"),
        *("tile/entries/002", "tile/entries/002.p/89", "tile/entries/003"),
        *("tile/0/x001/000", "tile/0/2", "tile/0/002.p/0", "tile/0/002.p/256", "tile/64/000", "tile/-1/000"),
        *("tile/entries/2", "tile/entries/x", "tile/0/x999/x999/x999/x999/x999/999", f"tile/{10**30}/000"),
        *(f"tile/{'1' * 5000}/000", "tile/00/000", "tile/٠/000", "tile/0/000.p/01", "tile/0/000.p/٣"),
    ],
)
def test_what_the_published_tree_does_not_have_is_not_found(
    publisher: Publisher, client: FlaskClient, path: str
) -> None:
    publisher.publish(599)
    assert client.get(f"/ledger/{path}").status_code == 404


def test_a_tree_with_a_hole_is_said_to_be_out_of_order(publisher: Publisher, client: FlaskClient) -> None:
    publisher.publish(3)
    with publisher.parts.database.writing() as session:
        session.execute(delete(LedgerRecord).where(LedgerRecord.leaf_index == 2))
    response = client.get("/ledger/tile/entries/000.p/4", headers={"Accept": "application/json"})
    assert (response.status_code, response.get_json()["code"]) == (503, "ledger_altered")
    assert client.get("/ledger/tile/0/000.p/4").status_code == 200


def test_keys_that_an_administrator_wrote_into_the_database_are_not_served(
    publisher: Publisher, client: FlaskClient
) -> None:
    before = client.get("/ledger/keys").data
    row = {"kind": "key_event", "blob": b"\x80", "salt": bytes(16), "entry": bytes(32), "mac": bytes(32)}
    with publisher.parts.database.writing() as session:
        session.add(LedgerRecord(subject_1=b"log:1", **row))
    assert client.get("/ledger/keys").data == before


def test_after_a_recovery_the_new_ledger_is_served(
    publisher: Publisher, client: FlaskClient, settings: Settings
) -> None:
    publisher.publish(5)
    database, now = publisher.parts.database, publisher.clock.now()
    numbers = count(2)
    origin = f"host-{next(numbers)}/demo"
    recover(database, publisher.keys, publisher.guard, origin, "trial", now, even_so=True)
    head = read_head(client)
    assert (head.origin, head.size) == (origin, 1)
    assert {key.name for key in read_keys(client)} == {origin}
