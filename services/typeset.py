"""Documents from templates of typst: PDF/A, with our own fonts.

Typst would cost each process 7 MB: it is loaded where a document is made.
"""

import json
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
MISSING = "?"
# What both weights can draw (a test tries each): PDF/A has no room for a character without a shape.
WITHOUT_SHAPE = re.compile(
    "[^\u0020-\u007e\u00a1-\u00ac\u00ae-\u0148\u2010-\u2027\u20a9\u2190-\u2199\u2460-\u2469"
    "\u3008\u3009\u300c-\u300f\u3131-\u3163\u318d\u339e\u33a1\uac00-\ud7a3]+"
)
_WITHOUT_SHAPE_BUT_LINES = re.compile(WITHOUT_SHAPE.pattern.replace("[^", "[^\n"))


def typeset_pdf(template: Path, data: object, printed_at: datetime) -> bytes:
    """The PDF/A-2b of a template that reads `data`, which may be what JSON can hold; characters that the font
    cannot draw are printed as a question mark."""
    import typst

    compiler = typst.Compiler(template, font_paths=_fonts())
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(_clean(data), ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(printed_at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _clean(value: object) -> object:
    if isinstance(value, str):
        return _WITHOUT_SHAPE_BUT_LINES.sub(MISSING, value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
