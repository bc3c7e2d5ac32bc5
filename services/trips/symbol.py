"""The QR symbol of an evidence: level M, alphanumeric, four modules of margin (ISO/IEC 18004)."""

import io
from html import escape
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

LARGEST_VERSION = 11
MARGIN_MODULES = 4
PIXELS_A_MODULE = 10
CAPTION_HEIGHT_MODULES = 7
CAPTION_SIZES = range(34, 14, -2)
FONT = Path(__file__).parent.parent / "fonts" / "BalgilGov-Regular.otf"


def make_modules(text: str) -> list[list[bool]]:
    """The modules of the symbol without its margin, row by row; True is dark.

    Raises: ValueError for a text that is longer than any evidence.
    """
    code: QRCode[Any] = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    data = QRData(text.encode("ascii"), mode=MODE_ALPHA_NUM)  # type: ignore[no-untyped-call]
    code.add_data(data, optimize=0)  # type: ignore[no-untyped-call]
    code.make(fit=True)  # type: ignore[no-untyped-call]
    if code.version > LARGEST_VERSION:
        raise ValueError("no evidence is that long")
    return [list(map(bool, row)) for row in code.modules]


def draw_svg(text: str, caption: str = "") -> str:
    """The symbol as SVG in units of modules; a caption stands below, inside the picture."""
    modules = make_modules(text)
    side = len(modules) + 2 * MARGIN_MODULES
    height = side + (CAPTION_HEIGHT_MODULES if caption else 0)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {height}" '
        f'width="{side * 4}" height="{height * 4}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{height}" fill="#fff"/>'
        f'<path d="{draw_path(modules)}" fill="#000"/>{_caption(caption, side)}</svg>'
    )


def draw_path(modules: list[list[bool]]) -> str:
    """The dark modules as one SVG path, moved in by the margin."""
    return "".join(_row_path(y + MARGIN_MODULES, row) for y, row in enumerate(modules))


def draw_png(text: str, caption: str = "") -> bytes:
    """The symbol as PNG, ten pixels a module, with its caption below."""
    modules = make_modules(text)
    side = (len(modules) + 2 * MARGIN_MODULES) * PIXELS_A_MODULE
    margin = MARGIN_MODULES * PIXELS_A_MODULE
    small = Image.new("L", (len(modules), len(modules)))
    small.putdata([0 if dark else 255 for row in modules for dark in row])
    symbol = small.resize((len(modules) * PIXELS_A_MODULE,) * 2, Image.Resampling.NEAREST)
    picture = Image.new("L", (side, side + (CAPTION_HEIGHT_MODULES * PIXELS_A_MODULE if caption else 0)), 255)
    picture.paste(symbol, (margin, margin))
    if caption:
        _write_caption(picture, caption, side)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True, dpi=(600, 600))
    return buffer.getvalue()


def _row_path(y: int, row: list[bool]) -> str:
    """Runs of dark modules of one row as rectangles of a path."""
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            left = start + MARGIN_MODULES
            parts.append(f"M{left} {y}h{x - start}v1H{left}z")
            start = None
    return "".join(parts)


def _caption(caption: str, side: int) -> str:
    """One centred line that is pressed together when it would be wider than the symbol."""
    if not caption:
        return ""
    pressed = f' textLength="{side - 4}" lengthAdjust="spacingAndGlyphs"' if len(caption) > side / 3 else ""
    return (
        f'<text x="{side / 2}" y="{side + 2.5}" font-size="3.2" text-anchor="middle"{pressed} '
        f'font-family="Balgil Gov, sans-serif" fill="#000">{escape(caption)}</text>'
    )


def _write_caption(picture: Image.Image, caption: str, side: int) -> None:
    """One centred line in the largest size that fits."""
    draw = ImageDraw.Draw(picture)
    fonts = [ImageFont.truetype(FONT, size) for size in CAPTION_SIZES]
    font = next((f for f in fonts if draw.textlength(caption, f) <= side * 0.94), fonts[-1])
    draw.text((side / 2, side), caption, font=font, fill=0, anchor="mt")
