"""The browser's twin of the format agrees with the vectors and with Python."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page

from services.crypto import canonical
from services.crypto.keyring import Key, KeyRing
from services.trips import evidence
from services.trips.evidence import Payload
from tests.browser.format_page import WITHOUT_X25519, opened_page
from tests.unit.test_keyring import NOW
from tests.vectors import make

VALID = json.loads((make.FOLDER / "evidence.json").read_text(encoding="utf-8"))
RING = KeyRing((Key(make.AUDIT_ID, "audit", NOW, None, make.AUDIT_SECRET),))
ROUNDS = 200

LOAD = """async () => {
  const load = (name) => import(`/js/lib/${name}.js`)
  const [base45, base64url, bytes, cbor, evidence, keys, sealing] = await Promise.all(
    ['base45', 'base64url', 'bytes', 'cbor', 'evidence', 'keys', 'sealing'].map(load))
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (byte) => parseInt(byte, 16))
  const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())
  const payload = (fields) => Object.fromEntries(Object.entries(fields).map(
    ([name, value]) => [camel(name), typeof value === 'string' ? unhex(value) : value]))
  window.lib = { base45, base64url, bytes, cbor, evidence, keys, sealing, unhex, hex, payload }
}"""

ANSWER_VECTOR = """async ([vector, origin]) => {
  const { evidence, keys, unhex, hex, payload } = lib
  const payloadBytes = evidence.encodePayload(payload(vector.payload))
  const frame = unhex(vector.frame)
  return {
    payload_bytes: hex(payloadBytes),
    id: hex(await evidence.evidenceId(payloadBytes)),
    sig_structure: hex(evidence.signedBytes(payloadBytes, origin, vector.staff_number)),
    signature_low_s: hex(keys.toLowS(unhex(vector.signature_high_s))),
    kept: hex(keys.toLowS(unhex(vector.signature_low_s))),
    qr_text: evidence.toQrText(frame),
    export_text: evidence.toExportText(frame),
    again: hex(lib.base64url.decode(vector.export_text.slice(4))),
  }
}"""

SEAL_ALL = """async ({ payloads, origin, staff, audit }) => {
  const { evidence, keys, sealing, unhex, hex, payload } = lib
  const auditKey = await sealing.loadAuditKey(unhex(audit.id), unhex(audit.public))
  const device = await keys.createDeviceKey()
  const made = []
  for (const fields of payloads) {
    const { id, frame } = await evidence.sealEvidence({
      auditKey, privateKey: device.privateKey, origin, staffNumber: staff,
      payload: { ...payload(fields), device: device.id } })
    made.push({ id: hex(id), text: evidence.toQrText(frame) })
  }
  return { device: hex(device.publicKey), made }
}"""


@pytest.fixture(scope="module")
def page(light_browser: Browser) -> Iterator[Page]:
    with opened_page(light_browser) as page:
        page.evaluate(LOAD)
        yield page


@pytest.mark.parametrize("vector", VALID["evidences"], ids=lambda vector: vector["name"])
def test_the_browser_gives_the_known_answers(page, vector):
    answer = page.evaluate(ANSWER_VECTOR, [vector, VALID["origin"]])
    assert answer.pop("kept") == vector["signature_low_s"]
    assert answer.pop("again") == vector["frame"]
    assert answer == {name: vector[name] for name in answer}


def test_the_browser_hashes_the_context_and_names_the_device_as_the_vectors_do(page):
    hashed = page.evaluate(
        "async (plain) => lib.hex(await lib.evidence.contextHash(lib.unhex(plain)))",
        VALID["context"]["plain"],
    )
    named = page.evaluate(
        "async (key) => lib.hex(await lib.keys.deviceId(lib.unhex(key)))", VALID["device"]["public"]
    )
    assert (hashed, named) == (VALID["context"]["hash"], VALID["device"]["id"])


def random_fields(source: random.Random) -> dict[str, Any]:
    """A payload's fields; half the time each number has its full width."""

    def number(low: int, high: int) -> int:
        return source.choice((low, high, source.randint(low, high), source.randint(0, 300)))

    beacon_size = number(0, 2**53 - 1)
    return {
        "nonce": source.randbytes(8).hex(),
        "sequence": max(1, number(1, 2**32 - 1)),
        "previous": source.randbytes(16).hex(),
        "trip": source.choice((None, source.randbytes(8).hex())),
        "fixed_at_ms": number(0, 253_370_764_799_999),
        "phone_at_ms": number(0, 253_370_764_799_999),
        "lat_e7": number(-900_000_000, 900_000_000),
        "lon_e7": number(-1_800_000_000, 1_800_000_000),
        "accuracy_m": number(0, 50_000_000),
        "beacon_size": beacon_size,
        "beacon_root": source.randbytes(8).hex() if beacon_size else bytes(8).hex(),
        "context_hash": source.randbytes(16).hex(),
    }


def seal_in(page: Page, fields: list[dict[str, Any]]) -> list[Payload]:
    """What Python verifies of the evidences that the browser has made of these fields."""
    staff = "총무-007"
    answer = page.evaluate(
        SEAL_ALL, {"payloads": fields, "origin": make.ORIGIN, "staff": staff, "audit": VALID["audit_key"]}
    )
    public, verified = bytes.fromhex(answer["device"]), []
    for made in answer["made"]:
        opened = evidence.open_frame(RING, make.ORIGIN, evidence.parse_text(made["text"]))
        assert opened.id.hex() == made["id"]
        assert int.from_bytes(opened.signature[32:]) <= make.ORDER // 2
        verified.append(evidence.verify_opened(opened, public, make.ORIGIN, staff))
    return verified


def as_fields(payload: Payload) -> dict[str, Any]:
    return {name: make.as_json(value) for name, value in vars(payload).items() if name != "device"}


def test_what_the_browser_signs_and_seals_python_opens_and_verifies(page):
    seed = random.randrange(2**32)
    source = random.Random(seed)
    fields = [random_fields(source) for _ in range(ROUNDS)]
    assert [as_fields(payload) for payload in seal_in(page, fields)] == fields, f"seed {seed}"


def test_a_browser_without_x25519_seals_with_the_substitute(browser):
    with opened_page(browser, WITHOUT_X25519) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.evaluate(LOAD)
        fields = [random_fields(random.Random(7))]
        assert [as_fields(payload) for payload in seal_in(page, fields)] == fields
        assert any(url.endswith("/vendor/hpke/x25519.js") for url in asked)


def test_the_substitute_is_not_loaded_where_it_is_not_needed(page):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    seal_in(page, [random_fields(random.Random(8))])
    loaded = page.evaluate("() => performance.getEntriesByType('resource').map((entry) => entry.name)")
    assert not [url for url in (*asked, *loaded) if url.endswith("x25519.js")]


def test_a_context_sealed_in_the_browser_opens(page):
    frame = page.evaluate(
        """async ({ audit, origin, plain }) => {
          const key = await lib.sealing.loadAuditKey(lib.unhex(audit.id), lib.unhex(audit.public))
          return lib.hex(await lib.evidence.sealContext(key, origin, lib.unhex(plain)))
        }""",
        {"audit": VALID["audit_key"], "origin": make.ORIGIN, "plain": VALID["context"]["plain"]},
    )
    expected = bytes.fromhex(VALID["context"]["hash"])
    assert evidence.open_context(RING, make.ORIGIN, bytes.fromhex(frame), expected) == make.CONTEXT


@pytest.mark.parametrize("public_key", ["00" * 32, "01" + "00" * 31, "00" * 31], ids=["zero", "one", "short"])
def test_an_audit_key_that_seals_nothing_is_refused_when_it_arrives(page, public_key):
    load = """async (key) => {
      await lib.sealing.loadAuditKey(Uint8Array.of(1, 2, 3, 4), lib.unhex(key))
    }"""
    page.evaluate(load, VALID["audit_key"]["public"])
    with pytest.raises(Error, match="not an audit key"):
        page.evaluate(load, public_key)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sequence": 0},
        {"sequence": 1.5},
        {"lat_e7": 900_000_001},
        {"accuracy_m": None},
        {"trip": "00"},
        {"nonce": "00"},
        {"beacon_size": 0},
        {"fixed_at_ms": 253_370_764_800_000},
    ],
    ids=str,
)
def test_the_browser_does_not_write_what_the_server_would_refuse(page, wrong):
    with pytest.raises(Error, match="payload"):
        page.evaluate(
            "(fields) => { lib.evidence.encodePayload(lib.payload(fields)) }",
            {**VALID["evidences"][0]["payload"], **wrong},
        )


def test_the_browsers_cbor_is_pythons(page):
    source = random.Random(45)
    arrays = [[draw_item(source) for _ in range(source.randrange(30))] for _ in range(300)]
    as_json = [[item.hex() if isinstance(item, bytes) else item for item in array] for array in arrays]
    written = page.evaluate(
        """(arrays) => arrays.map((array) => lib.hex(lib.cbor.encode(
          array.map((item) => typeof item === 'string' ? lib.unhex(item) : item))))""",
        as_json,
    )
    assert written == [canonical.encode(array).hex() for array in arrays]


def draw_item(source: random.Random) -> int | bytes | None:
    edge = 2 ** source.choice((0, 4, 5, 8, 16, 32, 53))
    numbers = [n for n in (edge, edge - 1, -edge, 1 - edge) if abs(n) < 2**53]
    return source.choice((*numbers, source.randbytes(source.choice((0, 1, 23, 24, 255, 256))), None))
