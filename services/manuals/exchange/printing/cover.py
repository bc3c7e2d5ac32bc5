"""The first page of a book as a picture: every reading program shows it on its shelf."""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from services.manuals.exchange.printing.fonts import FONTS, clean

WIDTH, HEIGHT = 1200, 1600
GROUND, INK, QUIET, LINE = "#ffffff", "#1e2124", "#58616a", "#256ef4"
MARGIN = 110


def draw_cover(book: Mapping[str, Any]) -> bytes:
    """PNG: whose book it is, what it is called, of what day, and how many manuals are in it."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 28), fill=LINE)
    _write(draw, 190, str(book["organisation"]), "regular", 52, QUIET)
    at = _write(draw, 290, str(book["title"]), "bold", 104, INK)
    draw.rectangle((MARGIN, at + 40, MARGIN + 120, at + 48), fill=LINE)
    at += 100
    for line in book["cover"]:
        at = _write(draw, at, str(line), "regular", 44, QUIET) + 8
    out = io.BytesIO()
    picture.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, top: int, text: str, weight: str, size: int, ink: str) -> int:
    """As many lines as the words need, four at most; where the next thing may stand."""
    font = ImageFont.truetype(FONTS[weight], size)
    lines = [""]
    for word in str(clean(text)).split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font) <= WIDTH - 2 * MARGIN or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    for line in lines[:4]:
        draw.text((MARGIN, top), line, font=font, fill=ink)
        top += round(size * 1.35)
    return top
