"""How large the symbol of an evidence gets: the version of its QR code at ECC M.

Baseline: the same sealed bytes as most would put them into a QR code: base64url text, byte mode, ECC M.
"""

import random
from collections.abc import Iterator

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

from bench import Result, say
from bench._evidences import draw_payload, seal, widest_payload
from services.trips.evidence import to_export_text, to_qr_text

ROUNDS, WIDEST_EVERY, DRAWN_EVERY = 10_000, 100, 100


def run() -> Iterator[Result]:
    source = random.Random(11)
    ours: dict[int, int] = {}
    usual: dict[int, int] = {}
    for number in range(ROUNDS):
        payload = widest_payload(source) if number % WIDEST_EVERY == 0 else draw_payload(source)
        frame = seal(payload)
        note_version(ours, to_qr_text(frame), MODE_ALPHA_NUM, draw=number % DRAWN_EVERY == 0)
        note_version(usual, to_export_text(frame), MODE_8BIT_BYTE, draw=number % DRAWN_EVERY == 0)
        if number % 2_000 == 0:
            say(f"{number} of {ROUNDS}")
    say(f"characters: {min(ours)} to {max(ours)}")
    yield Result("qr", "version", max(ours.values()), "version", max(usual.values()))


def note_version(versions: dict[int, int], text: str, mode: int, *, draw: bool) -> None:
    """Notes the version that a text's length needs; drawn in full once a length and for a sample."""
    if len(text) in versions and not draw:
        return
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    code.add_data(QRData(text, mode=mode))
    code.make(fit=True)
    if versions.setdefault(len(text), code.version) != code.version:
        raise AssertionError(f"two versions for {len(text)} characters")
