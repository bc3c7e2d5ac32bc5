"""Reads and verifies what passkeys answer; the protocol itself is `webauthn`'s.

Checked in every answer: challenge, origin, relying party, user present and verified, not from inside a
foreign page, signature. Not checked: which model of authenticator it is (no attestation is asked for).

Source: W3C Web Authentication Level 3, sections 7.1 and 7.2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_cbor,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import CredentialDeviceType
from webauthn.registration.verify_registration_response import VerifiedRegistration

from services.errors import Invalid
from services.people.challenges import Credential, client_data_of, read_client_data
from services.texts import N_

LONGEST_ID = 1023
LONGEST_KEY = 2048
MOST_TRANSPORTS = 8

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class RelyingParty:
    """For whom a passkey answers: `id` is the host name, `origin` the address that pages are served from."""

    id: str
    origin: str
    name: str


@dataclass(frozen=True)
class NewCredential:
    """A passkey that was just made, with the bytes that tell how."""

    id: bytes
    public_key: bytes
    sign_count: int
    is_synced: bool
    transports: Sequence[str]
    authenticator_data: bytes
    client_data: bytes


@dataclass(frozen=True)
class Assertion:
    """A passkey's signature over authenticator_data and SHA-256(client_data)."""

    credential_id: bytes
    sign_count: int
    is_synced: bool
    user_handle: bytes | None
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


def verify_registration(credential: Credential, challenge: bytes, party: RelyingParty) -> NewCredential:
    """The new passkey. Raises: Malformed `passkey_answer`; Invalid `passkey_rejected`."""
    client_data = _same_page(credential)
    parsed = _guard(lambda: parse_registration_credential_json(dict(credential)))
    made: VerifiedRegistration = _guard(
        lambda: verify_registration_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
    )
    if len(made.credential_id) > LONGEST_ID or len(made.credential_public_key) > LONGEST_KEY:
        raise rejected()
    attestation = bytes(parsed.response.attestation_object)
    return NewCredential(
        id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        is_synced=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        transports=[transport.value for transport in parsed.response.transports or ()][:MOST_TRANSPORTS],
        authenticator_data=_guard(lambda: _authenticator_data(attestation)),
        client_data=client_data,
    )


def verify_assertion(
    credential: Credential, challenge: bytes, party: RelyingParty, public_key: bytes
) -> Assertion:
    """The passkey's signature. Raises: Malformed `passkey_answer`; Invalid `passkey_rejected`.

    A sign count that stands still or falls is no refusal: synced passkeys always say 0. The caller notes it.
    """
    client_data = _same_page(credential)
    parsed = _guard(lambda: parse_authentication_credential_json(dict(credential)))
    proven: VerifiedAuthentication = _guard(
        lambda: verify_authentication_response(
            credential=parsed,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    return Assertion(
        credential_id=proven.credential_id,
        sign_count=proven.new_sign_count,
        is_synced=proven.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        user_handle=parsed.response.user_handle,
        authenticator_data=bytes(parsed.response.authenticator_data),
        client_data=client_data,
        signature=bytes(parsed.response.signature),
    )


def credential_id_of(credential: Credential) -> bytes:
    """Which passkey says that it answers. Raises: Invalid `passkey_rejected`."""
    return bytes(_guard(lambda: parse_authentication_credential_json(dict(credential))).raw_id)


def rejected() -> Invalid:
    return Invalid("passkey_rejected", N_("패스키를 확인하지 못했어요. 처음부터 다시 해 주세요."))


def _same_page(credential: Credential) -> bytes:
    """The client data, unless the question was asked from inside another site's page."""
    client_data = client_data_of(credential)
    if read_client_data(client_data).get("crossOrigin") not in (None, False):
        raise rejected()
    return client_data


def _authenticator_data(attestation_object: bytes) -> bytes:
    """The signed-over bytes as the authenticator made them; the library keeps only what it parsed."""
    return bytes(parse_cbor(attestation_object)["authData"])


def _guard(read: Callable[[], Answer]) -> Answer:
    """Runs a step over foreign bytes: whatever it stumbles over is one and the same refusal."""
    try:
        return read()
    except Exception as error:
        raise rejected() from error
