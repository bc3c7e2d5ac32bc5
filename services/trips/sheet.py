"""The evidence sheet for paper files: A4, PDF/A, with the symbol, the place, the time and the band."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from services.trips.schematic import Schematic
from services.trips.sheet_map import draw_map_svg
from services.trips.symbol import draw_svg
from services.typeset import typeset_pdf

TEMPLATE = Path(__file__).parent / "sheet.typ"


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
    data = asdict(sheet) | {
        "symbol": draw_svg(sheet.qr_text),
        "map": draw_map_svg(sheet.map) if sheet.map else None,
    }
    del data["qr_text"]
    return typeset_pdf(TEMPLATE, data, printed_at)
