"""The evidence sheet for paper files: A4, PDF/A, with the symbol, the place, the time and the band."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from services.trips.schematic import Schematic
from services.trips.sheet_map import draw_map_svg
from services.trips.symbol import draw_svg

TEMPLATE = Path(__file__).parent / "sheet.typ"
MISSING = "?"
# What both weights can draw (a test tries each): PDF/A has no room for a character without a shape.
_WITHOUT_SHAPE = re.compile(
    "[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u0148\u2010-\u2027\u20a9\u2190-\u2199\u2460-\u2469"
    "\u3008\u3009\u300c-\u300f\u3131-\u3163\u318d\u339e\u33a1\uac00-\ud7a3]+"
)


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed, already in the reader's language. `rows` are pairs of label and value."""

    title: str
    organisation: str
    language: str
    rows: Sequence[tuple[str, str]]
    qr_text: str
    symbol_alt: str
    symbol_caption: str
    notes: Sequence[str]
    footer: str
    map_title: str = ""
    map: Schematic | None = None


def render_sheet(sheet: Sheet, printed_at: datetime) -> bytes:
    """The PDF/A-2b of a sheet; characters that the font cannot draw are printed as a question mark."""
    from services.trips.typeset import typeset_pdf  # only here: see there

    data = asdict(sheet) | {
        "symbol": draw_svg(sheet.qr_text),
        "map": draw_map_svg(sheet.map) if sheet.map else None,
    }
    del data["qr_text"]
    return typeset_pdf(TEMPLATE, _clean(data), printed_at)


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _WITHOUT_SHAPE.sub(MISSING, value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
