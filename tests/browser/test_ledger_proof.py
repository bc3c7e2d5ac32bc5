"""The phone's own proof of a place in the ledger agrees with Python's, and takes no other for one."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Browser, Error, Page

from services.crypto import base64url, canonical, merkle
from services.crypto.checkpoint import Checkpoint, sign_checkpoint, verifier_keys
from services.ledger.blobs import commit, encode_blob
from tests.browser.format_page import opened_page
from tests.vectors import make

ORIGIN = "balgil.example.go.kr/demo"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
SIGNER = Ed25519PrivateKey.from_private_bytes(b"\x05" * 32)
SALT = b"\x11" * 16
ID = bytes(range(16))
MALFORMED = json.loads((make.FOLDER / "malformed.json").read_text(encoding="utf-8"))

VERIFY = """async ({ id, answer, origin, key }) => {
  const { verifyPlace } = await import('/js/lib/proof.js')
  return verifyPlace(id, answer, origin, key)
}"""
CLIMB = """async (cases) => {
  const [{ verifyInclusion }, { decode }] = await Promise.all(
    ['merkle', 'hex'].map((name) => import(`/js/lib/${name}.js`)))
  const judge = ({ leaf, index, size, path, root }) =>
    verifyInclusion(decode(leaf), index, size, path.map(decode), decode(root)).then(() => true, () => false)
  return Promise.all(cases.map(judge))
}"""
READ = """async (texts) => {
  const [{ decode: read }, { decode, encode }] = await Promise.all(
    ['cbor_read', 'hex'].map((name) => import(`/js/lib/${name}.js`)))
  const tell = (value) => {
    if (value instanceof Uint8Array) return `h'${encode(value)}'`
    if (Array.isArray(value)) return value.map(tell)
    if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, tell(inner)]))
    return value
  }
  return texts.map((text) => { try { return { value: tell(read(decode(text))) } } catch { return null } })
}"""
WITHOUT_ED25519 = """(() => {
  const { importKey } = SubtleCrypto.prototype
  SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
    const isMissing = algorithm.name === 'Ed25519'
    if (isMissing) return Promise.reject(new DOMException('none', 'NotSupportedError'))
    return importKey.call(this, format, data, algorithm, ...rest)
  }
})()"""


@pytest.fixture(scope="module")
def page(light_browser: Browser) -> Iterator[Page]:
    with opened_page(light_browser) as page:
        yield page


@dataclass
class Tree:
    """A small log: the evidence is leaf `index` of `size`."""

    index: int = 4
    size: int = 11
    kind: str = "evidence"
    subject: bytes = ID

    @property
    def blob(self) -> bytes:
        subjects = [("evidence", self.subject), ("device", bytes(8))]
        return encode_blob(self.kind, NOW, subjects, {"frame_sha256": bytes(32), "sequence": 1})

    @property
    def leaves(self) -> list[bytes]:
        leaves = [merkle.hash_leaf(bytes([n]) * 32) for n in range(self.size)]
        leaves[self.index] = merkle.hash_leaf(commit(SALT, self.blob))
        return leaves

    def node(self, level: int, place: int) -> bytes:
        if level == 0:
            return self.leaves[place]
        left, right = (self.node(level - 1, 2 * place + side) for side in (0, 1))
        return merkle.hash_children(left, right)

    def answer(self, origin: str = ORIGIN, signer: Ed25519PrivateKey = SIGNER) -> dict[str, Any]:
        """What the server says of it."""
        head = Checkpoint(origin, self.size, merkle.root_at(self.size, self.node))
        path = merkle.prove_inclusion(self.index, self.size, self.node)
        return {
            "id": ID.hex(),
            "index": self.index,
            "salt": base64url.encode(SALT),
            "blob": base64url.encode(self.blob),
            "proof": [base64url.encode(node) for node in path],
            "checkpoint": sign_checkpoint(head, signer, 1_795_000_000).decode(),
        }


def verify(page: Page, answer: dict[str, Any], **other: str) -> Any:
    key = str(verifier_keys(ORIGIN, SIGNER)[0])
    return page.evaluate(VERIFY, {"id": ID.hex(), "answer": answer, "origin": ORIGIN, "key": key, **other})


def test_a_place_in_the_ledger_is_proven(page: Page) -> None:
    proven = verify(page, Tree().answer())
    assert proven["isSigned"] is True
    assert (proven["proof"]["index"], proven["proof"]["origin"]) == (4, ORIGIN)


@pytest.mark.parametrize("kind", ["evidence", "evidence_restored"])
def test_both_ways_of_arrival_count(page: Page, kind: str) -> None:
    assert verify(page, Tree(kind=kind).answer())["isSigned"] is True


def flipped(text: str, at: int = 0) -> str:
    raw = bytearray(base64url.decode(text))
    raw[at] ^= 1
    return base64url.encode(bytes(raw))


WRONG: dict[str, Any] = {
    "another evidence": Tree(subject=bytes(16)).answer(),
    "another kind": Tree(kind="purge").answer(),
    "another ledger's head": Tree().answer(origin="elsewhere/demo"),
    "another log key": Tree().answer(signer=Ed25519PrivateKey.from_private_bytes(b"\x06" * 32)),
    "another place": Tree().answer() | {"index": 5},
    "a place beyond the tree": Tree().answer() | {"index": 11},
    "a place that is no number": Tree().answer() | {"index": "4"},
    "another salt": Tree().answer() | {"salt": flipped(Tree().answer()["salt"])},
    "another blob": Tree().answer() | {"blob": flipped(Tree().answer()["blob"], -1)},
    "a shorter path": Tree().answer() | {"proof": Tree().answer()["proof"][:-1]},
    "a longer path": Tree().answer() | {"proof": [*Tree().answer()["proof"], base64url.encode(bytes(32))]},
    "a larger tree": Tree().answer()
    | {"checkpoint": Tree().answer()["checkpoint"].replace("\n11\n", "\n12\n", 1)},
    "an unsigned head": Tree().answer() | {"checkpoint": Tree().answer()["checkpoint"].split("— ")[0]},
    "no head at all": Tree().answer() | {"checkpoint": ""},
    "a blob that is none": Tree().answer() | {"blob": "AA"},
}


@pytest.mark.parametrize("name", WRONG)
def test_what_proves_nothing_is_not_taken(page: Page, name: str) -> None:
    with pytest.raises(Error):
        verify(page, WRONG[name])


@pytest.mark.parametrize("which", ["another log's", "a cosigner's", "no"])
def test_the_pinned_key_must_be_the_logs_own(page: Page, which: str) -> None:
    keys = {
        "another log's": str(verifier_keys("elsewhere/demo", SIGNER)[0]),
        "a cosigner's": str(verifier_keys(ORIGIN, SIGNER)[1]),
        "no": "nothing",
    }
    with pytest.raises(Error, match="key"):
        verify(page, Tree().answer(), key=keys[which])


def test_without_ed25519_it_says_that_nobody_looked_at_the_signature(browser: Browser) -> None:
    with opened_page(browser, WITHOUT_ED25519) as page:
        assert verify(page, Tree().answer())["isSigned"] is False
        with pytest.raises(Error):
            verify(page, Tree().answer() | {"index": 5})


def test_the_browser_climbs_every_small_tree_as_python_does(page: Page) -> None:
    trees = [Tree(index, size) for size in range(1, 18) for index in range(size)]
    cases = []
    for tree in trees:
        path = [node.hex() for node in merkle.prove_inclusion(tree.index, tree.size, tree.node)]
        root = merkle.root_at(tree.size, tree.node).hex()
        leaf = tree.leaves[tree.index].hex()
        good = {"leaf": leaf, "index": tree.index, "size": tree.size, "path": path, "root": root}
        cases += [good, good | {"index": tree.index + 1}, good | {"size": tree.size + 1}]
    judged = page.evaluate(CLIMB, cases)
    expected = [is_included(**case) for case in cases]
    assert judged == expected
    assert judged[::3] == [True] * len(trees)


def is_included(leaf: str, index: int, size: int, path: list[str], root: str) -> bool:
    try:
        nodes = [bytes.fromhex(node) for node in path]
        merkle.verify_inclusion(bytes.fromhex(leaf), index, size, nodes, bytes.fromhex(root))
    except merkle.InvalidProof:
        return False
    return True


def test_the_browser_reads_the_blobs_that_python_writes(page: Page) -> None:
    source = random.Random(7)
    values = [draw_value(source, 0) for _ in range(300)]
    read = page.evaluate(READ, [canonical.encode(value).hex() for value in values])
    assert [each["value"] for each in read] == [tell(value) for value in values]


def test_the_browser_reads_nothing_that_python_refuses(page: Page) -> None:
    wrong = [c["input"] for c in MALFORMED["payloads"] if c["code"].startswith("cbor_")]
    wrong = [text for text in wrong if len(text) < 1024]
    assert len(wrong) > 10
    assert page.evaluate(READ, wrong) == [None] * len(wrong)


def draw_value(source: random.Random, depth: int) -> Any:
    edge = 2 ** source.choice((0, 4, 5, 8, 16, 32, 52))
    kinds = [
        lambda: source.choice((edge, edge - 1, -edge, 1 - edge)),
        lambda: source.randbytes(source.choice((0, 1, 23, 24, 256))),
        lambda: source.choice(("", "evidence", "거창군청", "a" * 300)),
        lambda: source.choice((None, True, False)),
        lambda: [draw_value(source, depth + 1) for _ in range(source.randrange(4))],
        lambda: {f"k{n}": draw_value(source, depth + 1) for n in range(source.randrange(4))},
    ]
    return source.choice(kinds if depth < 3 else kinds[:4])()


def tell(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, list):
        return [tell(inner) for inner in value]
    return {k: tell(v) for k, v in value.items()} if isinstance(value, dict) else value
