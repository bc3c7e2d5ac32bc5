"""The code on paper: a plain link that any phone's camera opens, never an evidence's (those lead nowhere)."""

from typing import Any

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.main import QRCode

from services import trips


def draw_link(url: str) -> str:
    """SVG in units of modules, margin included. Level Q: paper on a wall gets scratched."""
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(url)  # type: ignore[no-untyped-call]
    code.make(fit=True)  # type: ignore[no-untyped-call]
    modules = [list(map(bool, row)) for row in code.modules]
    side = len(modules) + 2 * trips.MARGIN_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/>'
        f'<path d="{trips.draw_path(modules)}" fill="#000"/></svg>'
    )
