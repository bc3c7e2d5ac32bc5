"""Korean first, English complete: every sentence is translated, and the interface font can draw it."""

import re

import pytest
from babel.messages.catalog import Catalog
from fontTools.ttLib import TTFont

from tools.glyphs import LATIN, catalogue_glyphs, points
from tools.make_fonts import FAMILY, FOLDER, WEIGHTS
from tools.messages import extract, is_translated
from webapp.catalogues import list_catalogues, read_catalogue

# The pieces that show sentences; the first is preloaded.
PIECES = ("interface", "capture", "names", "catalogue-*")


@pytest.fixture(scope="module")
def english() -> Catalog:
    (path,) = list_catalogues()
    return read_catalogue(path)


def test_the_catalogue_holds_every_sentence_of_the_code_and_no_other(english: Catalog) -> None:
    said = {message.id for message in extract() if message.id}
    assert {message.id for message in english if message.id} == said


def test_every_sentence_is_translated(english: Catalog) -> None:
    assert [m.id for m in english if m.id and (m.fuzzy or not is_translated(m))] == []


def test_translations_keep_the_places_for_names_and_numbers(english: Catalog) -> None:
    assert [(m.id, str(error)) for m in english if m.id for error in m.check(english)] == []


def test_no_translation_says_itself_again(english: Catalog) -> None:
    assert [m.id for m in english if m.id and re.fullmatch(r"(.{20,}?)\1+", str(m.string))] == []


def test_the_house_does_not_shout(english: Catalog) -> None:
    assert [m.id for m in english if m.id and re.search("[!！]", f"{m.id}{m.string}")] == []


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_interface_font_draws_every_sentence(english: Catalog, weight: int) -> None:
    paths = [path for piece in PIECES for path in FOLDER.glob(f"{piece}-{weight}.woff2")]
    drawn = {point for path in paths for point in TTFont(path).getBestCmap()}
    missing = (catalogue_glyphs(english) | points([LATIN[:95]])) - drawn
    assert "".join(map(chr, sorted(missing))) == "", "run `python -m tools.make_fonts`"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.woff2")), ids=lambda path: path.stem)
def test_no_piece_of_the_font_bears_the_reserved_name(path) -> None:
    names = [str(record) for record in TTFont(path)["name"].names]
    assert FAMILY in names
    assert not [name for name in names if "Pretendard" in name]
