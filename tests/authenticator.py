"""A passkey in software: real registrations and assertions (EC P-256, no attestation), and broken ones."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from services.crypto import base64url

RP_ID = "balgil.example.go.kr"
WEB_ORIGIN = "https://balgil.example.go.kr"

_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 1, 4, 8, 16, 64


@dataclass
class Authenticator:
    """Holds one credential; what it says of itself can be changed between two answers."""

    origin: str = WEB_ORIGIN
    rp_id: str = RP_ID
    verifies_user: bool = True
    is_synced: bool = False
    sign_count: int = 0
    client_extras: dict[str, Any] = field(default_factory=dict)
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: bytes | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.create` as JSON."""
        self.user_handle = base64url.decode(options["user"]["id"])
        attested = b"\x00" * 16 + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose_key()
        data = self._authenticator_data(_ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": base64url.encode(self._client_data("webauthn.create", options)),
            "attestationObject": base64url.encode(attestation),
            "transports": ["internal", "hybrid"],
        }
        return self._credential(response)

    def get(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to `navigator.credentials.get` as JSON."""
        client_data = self._client_data("webauthn.get", options)
        data = self._authenticator_data(0)
        signed = data + hashlib.sha256(client_data).digest()
        response = {
            "clientDataJSON": base64url.encode(client_data),
            "authenticatorData": base64url.encode(data),
            "signature": base64url.encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": base64url.encode(self.user_handle) if self.user_handle else None,
        }
        return self._credential(response)

    def _credential(self, response: Mapping[str, Any]) -> dict[str, Any]:
        name = base64url.encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response}

    def _client_data(self, kind: str, options: Mapping[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | self.client_extras).encode()

    def _authenticator_data(self, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies_user else 0)
        flags |= (_ELIGIBLE | _BACKED_UP) if self.is_synced else 0
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes((flags,)) + self.sign_count.to_bytes(4)

    def _cose_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)},
        )
