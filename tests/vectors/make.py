"""Makes the known-answer vectors of docs/evidence-format.md; `python -m tests.vectors.make` writes them.

All randomness is fixed. A test compares the committed files with what this makes.
"""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from services.crypto import base45, base64url, signing
from services.trips import evidence
from services.trips.evidence import Payload
from tests.vectors.malformed import malformed
from tests.vectors.pieces import (
    AUDIT_ID,
    AUDIT_PUBLIC,
    AUDIT_SECRET,
    CONTEXT,
    DEVICE_PUBLIC,
    ORDINARY,
    ORIGIN,
    SMALLEST,
    WIDEST,
    fixed,
    seal,
    sign,
)
from tests.vectors.pieces import ORDER as ORDER  # for those who check what it makes

FOLDER = Path(__file__).parent


def valid_case(name: str, payload: Payload, staff_number: str, *, high_s: bool = False) -> dict[str, Any]:
    payload_bytes = evidence.encode_payload(payload)
    signatures = sign(payload_bytes, staff_number)
    frame = seal(signatures[high_s] + payload_bytes, name)
    external_aad = b"\x00".join((b"balgil-evidence-v1", ORIGIN.encode(), staff_number.encode()))
    return {
        "name": name,
        "staff_number": staff_number,
        "payload": {key: as_json(value) for key, value in asdict(payload).items()},
        "payload_bytes": payload_bytes.hex(),
        "id": evidence.evidence_id(payload_bytes).hex(),
        "external_aad": external_aad.hex(),
        "sig_structure": signing.signed_bytes(payload_bytes, ORIGIN, staff_number).hex(),
        "signature_low_s": signatures[0].hex(),
        "signature_high_s": signatures[1].hex(),
        "sealed_signature": "high" if high_s else "low",
        "cose_sign1": signing.to_cose(payload_bytes, signatures[high_s]).hex(),
        "ephemeral_private": fixed("ephemeral " + name).hex(),
        "info": b"\x00".join((b"evidence", ORIGIN.encode(), frame[:5])).hex(),
        "frame": frame.hex(),
        "qr_text": "BG1:" + base45.encode(frame),
        "export_text": "bg1." + base64url.encode(frame),
    }


def as_json(value: bytes | int | None) -> str | int | None:
    return value.hex() if isinstance(value, bytes) else value


def valid() -> dict[str, Any]:
    return {
        "about": "docs/evidence-format.md; byte strings are hexadecimal",
        "origin": ORIGIN,
        "audit_key": {"id": AUDIT_ID.hex(), "private": AUDIT_SECRET.hex(), "public": AUDIT_PUBLIC.hex()},
        "device": {
            "private": fixed("device").hex(),
            "public": DEVICE_PUBLIC.hex(),
            "id": signing.device_id(DEVICE_PUBLIC).hex(),
        },
        "context": {
            "plain": CONTEXT.hex(),
            "hash": evidence.context_hash(CONTEXT).hex(),
            "ephemeral_private": fixed("ephemeral context").hex(),
            "frame": seal(CONTEXT, "context", "context").hex(),
        },
        "evidences": [
            valid_case("ordinary", ORDINARY, "20240117"),
            valid_case("smallest", SMALLEST, "1"),
            valid_case("widest", WIDEST, "총무-007"),
            valid_case("high-s", replace(ORDINARY, sequence=43), "20240117", high_s=True),
        ],
    }


FILES = {"evidence.json": valid, "malformed.json": malformed}


def render(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, make in FILES.items():
        (FOLDER / name).write_text(render(make()), encoding="utf-8")
