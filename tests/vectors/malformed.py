"""Inputs that are refused, each with the code of the error that refuses it."""

from dataclasses import replace
from typing import Any

from services.crypto import canonical
from services.trips import evidence
from tests.vectors.pieces import (
    AUDIT_ID,
    AUDIT_SECRET,
    CONTEXT,
    DEVICE_PUBLIC,
    ORDER,
    ORDINARY,
    ORIGIN,
    seal,
    sign,
)


def malformed() -> dict[str, Any]:
    return {
        "about": "each input and the code of the error that refuses it; docs/evidence-format.md section 8",
        "origin": ORIGIN,
        "staff_number": "20240117",
        "audit_key": {"id": AUDIT_ID.hex(), "private": AUDIT_SECRET.hex()},
        "device_public": DEVICE_PUBLIC.hex(),
        "texts": [*bad_texts()],
        "payloads": [*bad_payloads()],
        "frames": [*bad_frames()],
        "signatures": [*bad_signatures()],
        "contexts": [*bad_contexts()],
    }


def case(name: str, data: str | bytes, code: str) -> dict[str, str]:
    return {"name": name, "input": data if isinstance(data, str) else data.hex(), "code": code}


def bad_texts() -> list[dict[str, str]]:
    payload_bytes = evidence.encode_payload(ORDINARY)
    frame = seal(sign(payload_bytes, "20240117")[0] + payload_bytes, "ordinary")
    qr, export = evidence.to_qr_text(frame), evidence.to_export_text(frame)
    return [
        case("empty", "", "text_prefix"),
        case("a web address", "https://balgil.example.go.kr/e/1", "text_prefix"),
        case("prefix in lower case", "bg1:" + qr[4:], "text_prefix"),
        case("export prefix in upper case", "BG1." + export[4:], "text_prefix"),
        case("space before", " " + qr, "text_prefix"),
        case("a later version", "BG2:" + qr[4:], "unknown_version"),
        case("a later version for export", "bg12." + export[4:], "unknown_version"),
        case("line end", qr + "\n", "text_character"),
        case("carriage return", qr + "\r\n", "text_character"),
        case("lower case", qr.lower().replace("bg1:", "BG1:"), "text_character"),
        case("a letter beyond ASCII", qr[:-1] + "가", "text_character"),
        case("full-width digit", qr[:-1] + "０", "text_character"),
        case("one character left over", "BG1:" + "0" * 100, "text_length"),
        case("a group beyond 16 bits", "BG1::::" + qr[7:], "text_value"),
        case("a last group beyond 8 bits", "BG1:" + "0" * 99 + "::", "text_value"),
        case("export with padding", export + "=", "text_character"),
        case("export in plain base64", export[:-1] + "+", "text_character"),
        case("export with line end", export + "\n", "text_character"),
        case("export with one character left over", "bg1." + "A" * 77, "text_length"),
        case("export with unused bits set", "bg1." + "A" * 77 + "B", "text_value"),
        case("only the prefix", "BG1:", "frame_truncated"),
        case("shorter than any frame", evidence.to_qr_text(frame[:52]), "frame_truncated"),
        case("longer than any frame", evidence.to_qr_text(frame.ljust(513, b"\0")), "text_too_long"),
        case(
            "longer than any frame, for export",
            evidence.to_export_text(frame.ljust(513, b"\0")),
            "frame_too_long",
        ),
        case("frame of a later version", evidence.to_qr_text(b"\x02" + frame[1:]), "unknown_version"),
    ]


def bad_payloads() -> list[dict[str, str]]:
    good = evidence.encode_payload(ORDINARY)
    return [
        case("empty", b"", "cbor_truncated"),
        case("cut", good[:-1], "cbor_truncated"),
        case("a byte too many", good + b"\x00", "cbor_trailing"),
        case("longer than any frame", good + bytes(512), "cbor_too_long"),
        case("indefinite array", b"\x9f" + good[1:] + b"\xff", "cbor_not_canonical"),
        case("format in two bytes", b"\x8e\x18\x01" + good[2:], "cbor_not_canonical"),
        case("length in two bytes", good.replace(b"\x48", b"\x58\x08", 1), "cbor_not_canonical"),
        case("reserved additional information", b"\x8e\x1c" + good[2:], "cbor_not_canonical"),
        case("a tag", b"\xc1" + good, "cbor_type"),
        case("undefined for the trip", with_item(5, b"\xf7"), "cbor_type"),
        case("a float for the latitude", with_item(8, b"\xf9\x7e\x00"), "cbor_type"),
        case(
            "a double for the longitude", with_item(9, b"\xfb\x40\x60\x00\x00\x00\x00\x00\x00"), "cbor_type"
        ),
        case("text that is not UTF-8", with_item(5, b"\x61\xff"), "cbor_text"),
        case("nested too deeply", b"\x81" * 17 + b"\x00", "cbor_depth"),
        case("a map", canonical.encode({"format": 1}), "payload_shape"),
        case("an empty array", b"\x80", "payload_shape"),
        case("the format missing", canonical.encode([b"\x01"]), "payload_shape"),
        case("a position missing", canonical.encode(items()[:-1]), "payload_shape"),
        case("a position too many", canonical.encode([*items(), None]), "payload_shape"),
        case("a later format", with_item(0, b"\x02"), "unknown_version"),
        case("the format true", with_item(0, b"\xf5"), "payload_shape"),
        case("nonce of 7 bytes", with_item(1, canonical.encode(bytes(7))), "payload_nonce"),
        case("device id of 9 bytes", with_item(2, canonical.encode(bytes(9))), "payload_device"),
        case("sequence zero", with_item(3, b"\x00"), "payload_sequence"),
        case("sequence true", with_item(3, b"\xf5"), "payload_sequence"),
        case("sequence beyond 32 bits", with_item(3, canonical.encode(2**32)), "payload_sequence"),
        case("no previous", with_item(4, b"\xf6"), "payload_previous"),
        case("trip as text", with_item(5, canonical.encode("trip-007")), "payload_trip"),
        case("fix before 1970", with_item(6, b"\x20"), "payload_fixed_at_ms"),
        case(
            "fix in the year 9999", with_item(6, canonical.encode(253_370_764_800_000)), "payload_fixed_at_ms"
        ),
        case("no phone time", with_item(7, b"\xf6"), "payload_phone_at_ms"),
        case("north of the pole", with_item(8, canonical.encode(900_000_001)), "payload_lat_e7"),
        case("south of the pole", with_item(8, canonical.encode(-900_000_001)), "payload_lat_e7"),
        case("east of the date line", with_item(9, canonical.encode(1_800_000_001)), "payload_lon_e7"),
        case("negative accuracy", with_item(10, b"\x20"), "payload_accuracy_m"),
        case(
            "accuracy wider than the earth", with_item(10, canonical.encode(50_000_001)), "payload_accuracy_m"
        ),
        case("negative beacon size", with_item(11, b"\x20"), "payload_beacon_size"),
        case("beacon size beyond 53 bits", with_item(11, canonical.encode(2**53)), "payload_beacon_size"),
        case("beacon root of 32 bytes", with_item(12, canonical.encode(bytes(32))), "payload_beacon_root"),
        case("a root without a size", with_item(11, b"\x00"), "payload_beacon_root"),
        case("context hash missing", with_item(13, b"\xf6"), "payload_context_hash"),
    ]


def items() -> list[Any]:
    return canonical.decode(evidence.encode_payload(ORDINARY), max_bytes=512)


def with_item(position: int, encoded: bytes) -> bytes:
    parts = [canonical.encode(item) for item in items()]
    parts[position] = encoded
    return b"\x8e" + b"".join(parts)


def bad_frames() -> list[dict[str, str]]:
    payload_bytes = evidence.encode_payload(ORDINARY)
    good = sign(payload_bytes, "20240117")[0] + payload_bytes
    frame = seal(good, "frame")
    return [
        case("empty", b"", "frame_truncated"),
        case("only the header", frame[:5], "frame_truncated"),
        case("longer than any frame", frame.ljust(513, b"\0"), "frame_too_long"),
        case("a later version", b"\x02" + frame[1:], "unknown_version"),
        case("another organisation's key", frame[:1] + b"\x00\x00\x00\x01" + frame[5:], "unknown_key"),
        case("all-zero encapsulated key", frame[:5] + bytes(32) + frame[37:], "cannot_open"),
        case("encapsulated key of order one", frame[:5] + b"\x01" + bytes(31) + frame[37:], "cannot_open"),
        case("one byte altered", frame[:100] + bytes((frame[100] ^ 1,)) + frame[101:], "cannot_open"),
        case("last byte cut", frame[:-1], "cannot_open"),
        case("a byte too many", frame + b"\x00", "cannot_open"),
        case("sealed as a context", seal(good, "frame", "context"), "cannot_open"),
        case(
            "sealed under another header",
            frame[:5] + seal(good, "frame", header=b"\x01abcd")[5:],
            "cannot_open",
        ),
        case("nothing inside", seal(b"", "frame"), "signature_truncated"),
        case("only a signature inside", seal(good[:64], "frame"), "signature_truncated"),
        case("a payload cut inside", seal(good[:-1], "frame"), "cbor_truncated"),
        case("a later format inside", seal(good[:64] + with_item(0, b"\x02"), "frame"), "unknown_version"),
    ]


def bad_signatures() -> list[dict[str, str]]:
    payload_bytes = evidence.encode_payload(ORDINARY)
    good = sign(payload_bytes, "20240117")[0]
    other_device = evidence.encode_payload(replace(ORDINARY, device=bytes(8)))
    cases = {
        "another person's": (sign(payload_bytes, "20240118")[0], payload_bytes, "bad_signature"),
        "for another ledger": (
            sign(payload_bytes, "20240117", "other/ledger")[0],
            payload_bytes,
            "bad_signature",
        ),
        "over another payload": (good, with_item(3, b"\x01"), "bad_signature"),
        "all zero": (bytes(64), payload_bytes, "bad_signature"),
        "r is the group order": (ORDER.to_bytes(32, "big") + good[32:], payload_bytes, "bad_signature"),
        "s is zero": (good[:32] + bytes(32), payload_bytes, "bad_signature"),
        "s beyond the group order": (good[:32] + b"\xff" * 32, payload_bytes, "bad_signature"),
        "names another device": (sign(other_device, "20240117")[0], other_device, "device_mismatch"),
    }
    return [case(name, seal(sig + data, name), code) for name, (sig, data, code) in cases.items()]


def bad_contexts() -> list[dict[str, str]]:
    frame = seal(CONTEXT, "context", "context")
    return [
        case("another context", seal(CONTEXT + b" ", "context", "context"), "context_mismatch"),
        case("sealed as an evidence", seal(CONTEXT, "context"), "cannot_open"),
        case("altered", frame[:-1] + bytes((frame[-1] ^ 1,)), "cannot_open"),
        case("longer than any context", frame + bytes(4096), "context_too_long"),
        case("cut", frame[:20], "frame_truncated"),
    ]
