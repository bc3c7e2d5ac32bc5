"""What proves an enrolment: pure bytes, so that a stranger with the ledger's blob can verify it again.

    challenge     SHA-256 of "balgil-enrol-v1" 0x00 | ledger origin 0x00 | staff number 0x00
                  | device public key (65) | nonce (16): the passkey's WebAuthn challenge
    possession    ES256 by the device key over "balgil-possess-v1" 0x00 | challenge (32): who enrols a
                  key holds it, so nobody can enrol, and thereby block, a colleague's
    confirmation  ES256 by an earlier device's key over "balgil-confirm-v1" 0x00 | challenge (32); a lead's
                  tap instead is the server's word and is recorded as such

The facts of a `device_enrolled` record hold these bytes. The staff number stands there because captures are
signed for it and a verdict is made from blobs alone; every other record names a person by an opaque id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    verify_signature,
)

from services.crypto import base64url, signing
from services.crypto.canonical import Decoded, Value
from services.errors import BadSignature, Malformed
from services.people.challenges import read_client_data
from services.people.statements import StatementProof
from services.people.webauthn_answers import NewCredential

ENROL_DOMAIN: Final = b"balgil-enrol-v1"
POSSESS_DOMAIN: Final = b"balgil-possess-v1"
CONFIRM_DOMAIN: Final = b"balgil-confirm-v1"
NONCE_BYTES: Final = 16


class ProofKind(StrEnum):
    """How the passkey vouches for the key."""

    ASSERTION = "assertion"
    # A passkey made in the same act, without attestation: it names the key but has not signed it.
    REGISTRATION = "registration"
    # No passkey at all: simulated phones of a demonstration.
    DEMO = "demo"


class SecondKind(StrEnum):
    """Whose second signature made the device active."""

    DEVICE = "device"
    LEAD = "lead"
    DEPUTY = "deputy"
    ADMINISTRATOR = "administrator"
    DEMO = "demo"


_PROOFS, _SECONDS = frozenset(kind.value for kind in ProofKind), frozenset(kind.value for kind in SecondKind)


@dataclass(frozen=True)
class Enrolment:
    """What a `device_enrolled` record says, its signatures verified."""

    public_key: bytes
    staff_number: str
    proof: ProofKind
    passkey_hash: bytes
    passkey_is_synced: bool
    second: SecondKind
    second_id: str


def is_demo(origin: str) -> bool:
    """Whether a ledger is a demonstration's: only there an enrolment may lack its proofs."""
    return origin.endswith("/demo")


def enrolment_challenge(origin: str, staff_number: str, public_key: bytes, nonce: bytes) -> bytes:
    """What the passkey is asked to sign: 32 bytes."""
    names = signing.join_names(ENROL_DOMAIN, origin.encode(), staff_number.encode(), b"")
    return sha256(names + public_key + nonce).digest()


def possession_message(challenge: bytes) -> bytes:
    """What the new device signs."""
    return POSSESS_DOMAIN + b"\x00" + challenge


def confirmation_message(challenge: bytes) -> bytes:
    """What an earlier device of the same person signs."""
    return CONFIRM_DOMAIN + b"\x00" + challenge


def facts_from_assertion(proof: StatementProof) -> dict[str, Value]:
    return {
        "proof": ProofKind.ASSERTION.value,
        "passkey": proof.credential_hash,
        "passkey_key": proof.public_key,
        "passkey_synced": proof.is_synced,
        "authenticator_data": proof.authenticator_data,
        "client_data": proof.client_data,
        "signature": proof.signature,
    }


def facts_from_registration(made: NewCredential) -> dict[str, Value]:
    return {
        "proof": ProofKind.REGISTRATION.value,
        "passkey": sha256(made.id).digest(),
        "passkey_key": made.public_key,
        "passkey_synced": made.is_synced,
        "authenticator_data": made.authenticator_data,
        "client_data": made.client_data,
        "signature": b"",
    }


def facts_without_passkey() -> dict[str, Value]:
    return {
        "proof": ProofKind.DEMO.value,
        "passkey": b"",
        "passkey_key": b"",
        "passkey_synced": False,
        "authenticator_data": b"",
        "client_data": b"",
        "signature": b"",
    }


def verify_enrolment(facts: Mapping[str, Decoded], origin: str, second_key: bytes | None = None) -> Enrolment:
    """What the facts of a `device_enrolled` record prove, every signature in them verified again.

    `second_key` is the public key of the confirming device, which its own record holds.

    Not checked: the web address and the relying party (they are in `client_data` and
    `authenticator_data`), a lead's tap, and for a registration that the passkey signed anything.

    Raises: Malformed `enrolment`, `device_key`; BadSignature.
    """
    enrolment, challenge, possession, second_signature = _read(facts, origin)
    if ProofKind.DEMO in (enrolment.proof, enrolment.second) and not is_demo(origin):
        raise Malformed("enrolment")
    # 1. The passkey answered to this key, this person, this ledger; 2. who enrolled the key held it.
    if enrolment.proof is not ProofKind.DEMO:
        _verify_passkey(facts, challenge)
        signing.verify_signature(enrolment.public_key, possession_message(challenge), possession)
    # 3. An earlier device of the same person agreed.
    if enrolment.second is SecondKind.DEVICE:
        if second_key is None or signing.device_id(second_key).hex() != enrolment.second_id:
            raise Malformed("enrolment")
        signing.verify_signature(second_key, confirmation_message(challenge), second_signature)
    return enrolment


def _read(facts: Mapping[str, Decoded], origin: str) -> tuple[Enrolment, bytes, bytes, bytes]:
    """The enrolment, its challenge, the signature of the device itself and that of an earlier one."""
    match facts:
        case {
            "key": bytes(key),
            "staff_number": str(number),
            "nonce": bytes(nonce),
            "possession": bytes(possession),
            "proof": str(proof),
            "passkey": bytes(passkey),
            "passkey_synced": bool(is_synced),
            "second": str(second),
            "second_id": str(second_id),
            "second_signature": bytes(second_signature),
        } if proof in _PROOFS and second in _SECONDS:
            enrolment = Enrolment(
                key, number, ProofKind(proof), passkey, is_synced, SecondKind(second), second_id
            )
            challenge = enrolment_challenge(origin, number, key, nonce)
            return enrolment, challenge, possession, second_signature
    raise Malformed("enrolment")


def _verify_passkey(facts: Mapping[str, Decoded], challenge: bytes) -> None:
    match facts:
        case {
            "passkey_key": bytes(key),
            "authenticator_data": bytes(data),
            "client_data": bytes(client_data),
            "signature": bytes(signature),
        }:
            if read_client_data(client_data).get("challenge") != base64url.encode(challenge):
                raise BadSignature
        case _:
            raise Malformed("enrolment")
    if facts["proof"] == ProofKind.ASSERTION:
        _verify_cose(key, data + sha256(client_data).digest(), signature)


def _verify_cose(cose_key: bytes, message: bytes, signature: bytes) -> None:
    try:
        decoded = decode_credential_public_key(cose_key)
        verify_signature(
            public_key=decoded_public_key_to_cryptography(decoded),
            signature_alg=decoded.alg,
            signature=signature,
            data=message,
        )
    except InvalidSignature:
        raise BadSignature from None
    except Exception as error:
        raise Malformed("enrolment") from error
