"""Documents from templates of typst. Imported where one is made: typst would cost each process 7 MB."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path

import typst

from services.trips.symbol import FONT

FONTS = FONT.parent


def typeset_pdf(template: Path, data: object, printed_at: datetime) -> bytes:
    """The PDF/A-2b of a template that reads `data`, which may be what JSON can hold."""
    compiler = typst.Compiler(template, font_paths=_fonts())
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(printed_at.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
