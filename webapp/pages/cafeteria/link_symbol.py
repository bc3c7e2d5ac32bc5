"""A QR symbol that is a plain link, to be printed and put up: any phone's camera opens it.

An evidence's symbol is never a link (design 3): it is read by our own scanner only.
"""

from dataclasses import dataclass
from typing import Any

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from services import trips


@dataclass(frozen=True)
class LinkSymbol:
    """`path` are the dark modules as an SVG path within a square of `side` modules, its margin included."""

    path: str
    side: int


def draw_link(url: str) -> LinkSymbol:
    """Level Q: paper on a wall gets scratched."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(url)  # type: ignore[no-untyped-call]
    code.make(fit=True)  # type: ignore[no-untyped-call]
    modules = [list(map(bool, row)) for row in code.modules]
    return LinkSymbol(trips.draw_path(modules), len(modules) + 2 * trips.MARGIN_MODULES)
