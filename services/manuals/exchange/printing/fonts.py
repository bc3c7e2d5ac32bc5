"""The typeface of books and paper: which letters it has, and a piece of it with those of one book."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parents[3] / "fonts"
FONTS = {"regular": FOLDER / "BalgilGov-Regular.otf", "bold": FOLDER / "BalgilGov-Bold.otf"}
MISSING = "?"


def cut_font(path: Path, texts: Iterable[str]) -> bytes:
    """A font with the letters of these texts alone; the licence (OFL 1.1) stays in it."""
    library: Any = subset
    options = library.Options()
    options.name_IDs, options.notdef_outline, options.recalc_timestamp = ["*"], True, False
    font = TTFont(io.BytesIO(path.read_bytes()), recalcTimestamp=False)
    cutter = library.Subsetter(options)
    cutter.populate(unicodes={ord(letter) for text in texts for letter in text} | set(range(0x20, 0x7F)))
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def drawn_letters() -> frozenset[int]:
    """What both weights can draw: PDF/A has no room for a letter without a shape."""
    first, second = (set(TTFont(path).getBestCmap() or {}) for path in FONTS.values())
    return frozenset(first & second)


def clean(value: object) -> object:
    """The same with a question mark for each letter that cannot be drawn."""
    if isinstance(value, str):
        known = drawn_letters()
        return "".join(c if ord(c) in known or c in "\n\t" else MISSING for c in value)
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value
