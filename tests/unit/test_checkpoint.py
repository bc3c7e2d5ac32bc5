"""Checkpoints against the examples of others, and against notes that lie."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from services.crypto.checkpoint import (
    COSIGNATURE,
    LOG_SIGNATURE,
    Checkpoint,
    NoteRejected,
    VerifierKey,
    check_origin,
    open_checkpoint,
    parse_checkpoint,
    parse_note,
    parse_verifier_key,
    sign_checkpoint,
    verifier_keys,
)
from services.errors import Malformed

# The example of C2SP signed-note, and that of Go's golang.org/x/mod/sumdb/note.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SECRET = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
GO_TEXT = (
    b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
# The example of C2SP tlog-cosignature: the public keys behind it are not published.
COSIGNED_EXAMPLE = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
""".encode()  # noqa: E501 - as published

SIGNER = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
CHECKPOINT = Checkpoint("example.go.kr/ledger", 7, bytes(range(32)))
AT = 1_790_000_000


def keys(signer: Ed25519PrivateKey = SIGNER) -> tuple[VerifierKey, VerifierKey]:
    return verifier_keys(CHECKPOINT.origin, signer)


@pytest.mark.parametrize("text", [SPEC_KEY, GO_KEY])
def test_verifier_keys_of_others_are_read_and_written_alike(text: str) -> None:
    key = parse_verifier_key(text)
    assert str(key) == text
    assert key.type == LOG_SIGNATURE


def test_signatures_are_byte_for_byte_those_of_go() -> None:
    secret = base64.b64decode(GO_SECRET)[1:]
    log_key, _ = verifier_keys("PeterNeumann", Ed25519PrivateKey.from_private_bytes(secret))
    signature = log_key.id + Ed25519PrivateKey.from_private_bytes(secret).sign(GO_TEXT)
    assert str(log_key) == GO_KEY
    assert base64.b64encode(signature).decode() == GO_SIGNATURE


def test_the_note_of_go_is_parsed_and_its_signature_verified() -> None:
    data = GO_TEXT + f"\n— PeterNeumann {GO_SIGNATURE}\n".encode()
    assert parse_note(data).body == GO_TEXT
    # It is a note but no checkpoint: the signature verifies, and then the text does not parse.
    with pytest.raises(Malformed, match="checkpoint_malformed"):
        open_checkpoint(data, [parse_verifier_key(GO_KEY)])
    with pytest.raises(NoteRejected, match="note_signature"):
        open_checkpoint(data.replace(b"answer", b"Answer"), [parse_verifier_key(GO_KEY)])


def test_the_cosigned_example_is_parsed() -> None:
    note = parse_note(COSIGNED_EXAMPLE)
    checkpoint = parse_checkpoint(note.body)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    log, witness = note.signatures
    assert (len(log.signature), len(witness.signature)) == (64, 72)
    assert int.from_bytes(witness.signature[:8]) == 1679315147


def test_a_head_carries_the_logs_signature_and_its_time() -> None:
    log_key, cosigner = keys()
    opened = open_checkpoint(sign_checkpoint(CHECKPOINT, SIGNER, AT), keys())
    assert opened.checkpoint == CHECKPOINT
    assert opened.signed_by == (log_key, cosigner)
    assert opened.cosigned_at == {cosigner: AT}
    assert cosigner.type == COSIGNATURE


def test_either_key_alone_is_enough_and_none_is_not() -> None:
    note = sign_checkpoint(CHECKPOINT, SIGNER, AT)
    for key in keys():
        assert open_checkpoint(note, [key]).signed_by == (key,)
    with pytest.raises(NoteRejected, match="note_unsigned"):
        open_checkpoint(note, keys(OTHER))
    with pytest.raises(NoteRejected, match="note_unsigned"):
        open_checkpoint(note, [])


def test_signatures_of_unknown_keys_are_ignored() -> None:
    foreign = sign_checkpoint(CHECKPOINT, OTHER, AT + 5).split(b"\n\n")[1]
    note = sign_checkpoint(CHECKPOINT, SIGNER, AT)
    assert open_checkpoint(note + foreign, keys()).signed_by == keys()
    assert open_checkpoint(note + foreign, (*keys(), *keys(OTHER))).cosigned_at[keys(OTHER)[1]] == AT + 5


def test_the_first_line_of_a_key_decides() -> None:
    body, lines = sign_checkpoint(CHECKPOINT, SIGNER, AT).split(b"\n\n")
    later = sign_checkpoint(CHECKPOINT, SIGNER, AT + 9).split(b"\n\n")[1]
    opened = open_checkpoint(body + b"\n\n" + lines + later, keys())
    assert list(opened.cosigned_at.values()) == [AT]


@given(st.data())
def test_no_single_changed_byte_passes(data: st.DataObject) -> None:
    note = sign_checkpoint(CHECKPOINT, SIGNER, AT)
    at = data.draw(st.integers(0, len(note) - 1))
    changed = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[at]))
    altered = note[:at] + bytes((changed,)) + note[at + 1 :]
    try:
        opened = open_checkpoint(altered, keys())
    except (Malformed, NoteRejected):
        return
    # What still opens lost one of its two lines to an unknown key, and says the same.
    assert opened.checkpoint == CHECKPOINT
    assert len(opened.signed_by) == 1
    assert set(opened.cosigned_at.values()) <= {AT}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        b"text\n\n",
        b"\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n- a AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n".encode(),
        "text\n\n—  AAAAAAA=\n".encode(),
        "text\n\n— a AAAAAA==\n".encode(),
        "text\n\n— a AAAAAAB=\n".encode(),
        "text\n\n— a AAAA AAA=\n".encode(),
        "text\n\n— a AAAAAAA=".encode(),
        "te\txt\n\n— a AAAAAAA=\n".encode(),
        "te\rxt\n\n— a AAAAAAA=\n".encode(),
        "text\n\n— a\u00a0b AAAAAAA=\n".encode(),
        b"text\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
        b"text\n\n" + "— a AAAAAAA=\n".encode() * 101,
        b"x" * (1 << 20) + "\n\n— a AAAAAAA=\n".encode(),
    ],
)
def test_malformed_notes_are_one_domain_error(data: bytes) -> None:
    with pytest.raises(Malformed, match="note_malformed"):
        parse_note(data)


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "body",
    [
        f"a\n07\n{ROOT}\n",
        f"a\n-1\n{ROOT}\n",
        f"a\n\u0667\n{ROOT}\n",
        f"a\n9999999999999999999\n{ROOT}\n",
        f"\n7\n{ROOT}\n",
        f"a\n7\n{ROOT}",
        f"a\n7\n{ROOT}\n\n",
        "a\n7\nAAAA\n",
        "a\n7\n????\n",
        "a\n7\n",
        "",
    ],
)
def test_malformed_checkpoints_are_one_domain_error(body: str) -> None:
    with pytest.raises(Malformed, match="checkpoint_malformed"):
        parse_checkpoint(body.encode())


def test_an_empty_tree_and_extension_lines_are_read() -> None:
    assert parse_checkpoint(f"a\n0\n{ROOT}\nextension\n".encode()) == Checkpoint("a", 0, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a+b",
        GO_KEY[:-1],
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("Peter", "Pater"),
        GO_KEY.replace("+AR", "+BR"),
        " " + GO_KEY,
        GO_KEY + "\n",
    ],
)
def test_malformed_verifier_keys_are_one_domain_error(text: str) -> None:
    with pytest.raises(Malformed, match="verifier_key"):
        parse_verifier_key(text)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\n", "cosignature/v1", "a\u3000b", "a\x01"])
def test_an_origin_that_could_be_mistaken_is_refused(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        check_origin(origin)
    assert check_origin("example.go.kr/ledger") == "example.go.kr/ledger"
