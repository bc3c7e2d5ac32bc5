"""On paper and as a picture: what is printed reads back as the very same text."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import typst
import zxingcpp
from PIL import Image

from services.trips import (
    Mark,
    Point,
    Sheet,
    draw_png,
    draw_schematic,
    draw_svg,
    make_modules,
    render_sheet,
    to_qr_text,
)
from services.trips.evidence import MAX_FRAME_BYTES
from services.typeset import FONTS, WITHOUT_SHAPE
from tests.phones import GEOCHANG

PRINTED_AT = datetime(2026, 11, 24, 6, 20, tzinfo=UTC)
WIDEST_FRAME = bytes(range(1, 237))
TEXT = to_qr_text(WIDEST_FRAME)
HOSTILE = "#set page(fill: red) <b>$x^2$ \\ \"' \u202e שלום \U0001f600\u0000 " + "가" * 200

SHEET = Sheet(
    title="출장 증빙지",
    organisation="발길군",
    language="ko",
    rows=[("곳", "거창군청에서 300 m 안"), ("찍은 때", "2026. 11. 24. 15:02:31")],
    qr_text=TEXT,
    symbol_alt="증빙 QR",
    symbol_caption="04f28ba7",
    notes=["이 종이에 적힌 글은 증명이 아니에요."],
    footer="발길군 · 2026. 11. 24. 15:20 출력",
)


def rasterise(pdf: bytes, dpi: int = 200) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0].render(scale=dpi / 72).to_pil()


def words_of(pdf: bytes) -> str:
    return str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded())


def read(picture: Image.Image) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(picture)
    return found


def test_the_widest_evidence_fits_version_eleven() -> None:
    assert len(make_modules(TEXT)) == 17 + 4 * 11
    with pytest.raises(ValueError, match="that long"):
        make_modules(to_qr_text(b"\x07" * MAX_FRAME_BYTES))


def test_the_printed_page_reads_at_200_dpi_and_is_30_mm_wide() -> None:
    found = read(rasterise(render_sheet(SHEET, PRINTED_AT)))
    assert found.text == TEXT
    width_mm = (found.position.top_right.x - found.position.top_left.x) / 200 * 25.4
    assert 25 <= width_mm <= 31


def test_the_page_has_its_korean_words_in_embedded_fonts() -> None:
    pdf = render_sheet(SHEET, PRINTED_AT)
    for words in ("출장 증빙지", "거창군청에서 300 m 안", "04f28ba7", "발길군 · 2026. 11. 24. 15:20 출력"):
        assert words in words_of(pdf)
    assert pdf.count(b"/FontFile3") == 2
    assert b"pdfaid:part>2<" in pdf


def test_the_map_is_there_only_when_it_was_asked_for() -> None:
    picture = draw_schematic([Mark(GEOCHANG, 12, "1")], [Mark(Point(356869000, 1279100000), 300, "거창군청")])
    with_map = replace(SHEET, map=picture, map_title="약도")
    assert "약도" in words_of(render_sheet(with_map, PRINTED_AT))
    assert "약도" not in words_of(render_sheet(SHEET, PRINTED_AT))
    assert read(rasterise(render_sheet(with_map, PRINTED_AT))).text == TEXT


def test_hostile_words_are_only_text() -> None:
    picture = draw_schematic([Mark(GEOCHANG, 12, HOSTILE)], [Mark(GEOCHANG, 300, "<script>" + HOSTILE)])
    sheet = replace(
        SHEET,
        title=HOSTILE[:40],
        organisation=HOSTILE[:40],
        rows=[(HOSTILE[:20], HOSTILE)] * 3,
        symbol_alt=HOSTILE,
        symbol_caption=HOSTILE[:30],
        notes=[HOSTILE],
        footer=HOSTILE[:60],
        map=picture,
        map_title=HOSTILE[:30],
    )
    pdf = render_sheet(sheet, PRINTED_AT)
    assert "#set page(fill: red) <b>$x^2$" in words_of(pdf)
    assert read(pypdfium2.PdfDocument(pdf)[0].render(scale=200 / 72).to_pil()).text == TEXT


def test_every_character_that_is_let_through_has_a_shape() -> None:
    allowed = [chr(n) for n in all_characters() if not WITHOUT_SHAPE.match(chr(n))]
    source = b'#set text(font: "Balgil Gov")\n#sys.inputs.data #text(weight: "bold", sys.inputs.data)'
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(source, font_paths=fonts)
    pdf = compiler.compile(
        format="pdf", sys_inputs={"data": "".join(allowed)}, pdf_standards="a-2b", timestamp=0
    )
    assert pdf[:5] == b"%PDF-"
    assert len(allowed) > 11_172


def all_characters() -> Iterator[int]:
    return (n for n in range(0x20, 0x30000) if not 0xD800 <= n <= 0xDFFF)


@pytest.mark.parametrize("caption", ["", "거창군청 · 11. 24. 15:02 · 04f28ba7", "가" * 120, HOSTILE])
def test_the_picture_reads_back(caption: str) -> None:
    picture = Image.open(io.BytesIO(draw_png(TEXT, caption)))
    assert read(picture.convert("RGB")).text == TEXT
    assert picture.info["dpi"] == pytest.approx((600, 600), abs=0.1)


@pytest.mark.parametrize("caption", ["", "거창군청 · 11. 24. 15:02", HOSTILE])
def test_the_drawing_reads_back_on_paper(caption: str) -> None:
    svg = draw_svg(TEXT, caption.replace("\x00", ""))
    page = (
        b"#set page(width: 60mm, height: 70mm, margin: 5mm)\n"
        b'#image(bytes(sys.inputs.svg), format: "svg", width: 34mm)'
    )
    pdf = typst.Compiler(page).compile(format="pdf", sys_inputs={"svg": svg})
    assert read(rasterise(pdf)).text == TEXT
    assert "<script" not in svg
    assert "<b>" not in svg
