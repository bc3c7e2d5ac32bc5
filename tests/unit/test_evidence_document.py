"""The specification says what the vectors and the code do."""

import hashlib
import json
import re
from base64 import b64decode

from services.crypto.checkpoint import open_checkpoint, parse_verifier_key
from services.crypto.merkle import hash_leaf, verify_inclusion
from services.ledger.blobs import commit, decode_blob
from services.trips.evidence import Payload
from tests.vectors import make

TEXT = (make.FOLDER.parents[1] / "docs" / "evidence-format.md").read_text(encoding="utf-8")
VALID = json.loads((make.FOLDER / "evidence.json").read_text(encoding="utf-8"))
MALFORMED = json.loads((make.FOLDER / "malformed.json").read_text(encoding="utf-8"))
GROUPS = ("texts", "payloads", "frames", "signatures", "contexts")


def without_comments(block: str) -> str:
    """The block's hexadecimal digits: of each line what stands before three spaces after a value."""
    return "".join(re.sub(r"   +.*$", "", line) for line in block.splitlines()).replace(" ", "")


def test_the_worked_example_is_the_first_vector():
    ordinary = VALID["evidences"][0]
    blocks = re.findall(r"```\n(.*?)```", TEXT.split("## 9.")[1].split("## 10.")[0], re.DOTALL)
    assert ordinary["payload_bytes"] == without_comments(blocks[1])
    assert ordinary["frame"] == without_comments(blocks[3])
    assert blocks[4].splitlines() == [ordinary["qr_text"], ordinary["export_text"]]
    values = re.sub(r"\s", "", blocks[0] + blocks[2])
    for name in ("id", "external_aad", "signature_low_s", "info", "ephemeral_private"):
        assert ordinary[name] in values, name
    for value in (*VALID["audit_key"].values(), VALID["device"]["public"]):
        assert value in values


def test_every_field_is_described_in_its_place():
    rows = re.findall(r"^\| (\d+) \| ([a-z]\w+) \|", TEXT.split("## 3.")[0], re.MULTILINE)
    assert [int(place) for place, _ in rows] == list(range(14))
    assert [name for _, name in rows] == ["format", *Payload.__dataclass_fields__]


def test_every_code_is_described_and_shown_by_a_vector():
    described = set(re.findall(r"`([a-z]+_[a-z_0-9]+)`", TEXT.split("## 8.")[1].split("## 9.")[0]))
    described |= {f"payload_{name}" for name in Payload.__dataclass_fields__}
    shown = {case["code"] for group in GROUPS for case in MALFORMED[group]}
    keys = {"device_key", "audit_key"}  # answers to a key, not to an evidence
    assert described - keys == shown


def test_the_place_in_the_ledger_is_that_of_the_worked_example():
    _, hexes, keys, note = re.findall(r"```\n(.*?)```", TEXT.split("## 12.")[1], re.DOTALL)
    found = re.findall(r"^(\w+) +((?:[0-9a-f ]|\n )+)$", hexes, re.MULTILINE)
    value = {name: bytes.fromhex(re.sub(r"\s", "", text)) for name, text in found}
    # 1. The record is about the first vector.
    ordinary, content = VALID["evidences"][0], decode_blob(value["blob"])
    assert [subject.hex() for _, subject in content.subjects] == [
        ordinary["id"],
        ordinary["payload"]["device"],
    ]
    assert content.facts["frame_sha256"] == hashlib.sha256(bytes.fromhex(ordinary["frame"])).digest()
    # 2. The tree commits to it.
    assert commit(value["salt"], value["blob"]) == value["entry"]
    assert hash_leaf(value["entry"]) == value["leaf"]
    assert hash_leaf(b"an entry of another") == value["path"]
    verify_inclusion(value["leaf"], 1, 2, [value["path"]], value["root"])
    # 3. The log has signed the tree, both times.
    opened = open_checkpoint(note.encode(), [parse_verifier_key(line) for line in keys.splitlines()])
    assert (opened.checkpoint.size, opened.checkpoint.root) == (2, value["root"])
    assert [key.type for key in opened.signed_by] == [1, 4]
    assert b64decode(note.splitlines()[2]) == value["root"]
