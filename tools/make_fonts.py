"""Cuts the typeface: `python -m tools.make_fonts`, after the message catalogue has changed (a test says so).

Pieces for browsers go to webapp/static/fonts, with css/fonts.css; whole weights for paper to services/fonts.
The source is npm pretendard-gov (SIL Open Font License 1.1); "Pretendard" is a reserved name, so the pieces
are called Balgil Gov. It needs node and npm, the product does not. `--source FOLDER`: a package that is here.
"""

import argparse
import io
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

from tools.fetch_vendor import LIST, LOOK, STATIC, describe, install
from tools.glyphs import HANGUL, LATIN, SIGNS, Piece, cut_pieces, points
from webapp.catalogues import list_catalogues, read_catalogue

FAMILY = "Balgil Gov"
PACKAGE = "pretendard-gov"
FOLDER = STATIC / "fonts"
SHEET = STATIC / "css" / "fonts.css"
WEIGHTS = {400: "Regular", 700: "Bold"}
# The package's own slices are in the order of frequency, the commonest last.
SLICES = "dist/web/static/pretendard-gov-dynamic-subset.css"
SOURCE = "dist/public/static/alternative/PretendardGOV-{}.ttf"
# Units of an em, a quarter of the source's: saves a fifth of the bytes for a tenth of a pixel.
WEB_UNITS = 512
# What paper needs: the typesetter takes no web fonts.
PAPER_FOLDER = STATIC.parent.parent / "services" / "fonts"
PAPER_SOURCE = "dist/public/static/PretendardGOV-{}.otf"
PAPER_GLYPHS = (HANGUL, range(0xA1, 0x180), range(0x2010, 0x2200), range(0x3131, 0x318F))
HEAD = "/* Written by `python -m tools.make_fonts`. Of two faces with one glyph the later is used. */\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path)
    source = parser.parse_args().source
    with tempfile.TemporaryDirectory() as folder:
        package = source or fetch(Path(folder))
        make_paper(package)
        make(package)
    LIST.write_text(describe(), encoding="utf-8")


def fetch(folder: Path) -> Path:
    install(folder, [p for p in LOOK if p.name == PACKAGE])
    return folder / "node_modules" / PACKAGE


def make(package: Path) -> None:
    (catalogue,) = map(read_catalogue, list_catalogues())
    pieces = cut_pieces(catalogue, read_frequency((package / SLICES).read_text()))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.woff2"):
        old.unlink()
    for weight, style in WEIGHTS.items():
        source = (package / SOURCE.format(style)).read_bytes()
        known = set(TTFont(io.BytesIO(source)).getBestCmap())
        for piece in pieces:
            file_of(piece, weight).write_bytes(cut(source, piece.glyphs & known, weight, "woff2"))
    SHEET.write_text(HEAD + "".join(face(p, w) for p in reversed(pieces) for w in WEIGHTS))
    (FOLDER / "OFL.txt").write_text((package / "dist" / "LICENSE.txt").read_text())
    total = sum(path.stat().st_size for path in FOLDER.glob("*.woff2"))
    print(f"{len(pieces)} pieces of {len(WEIGHTS)} weights, {total / 1000:.0f} kB", file=sys.stderr)


def make_paper(package: Path) -> None:
    PAPER_FOLDER.mkdir(exist_ok=True)
    for weight, style in WEIGHTS.items():
        source = (package / PAPER_SOURCE.format(style)).read_bytes()
        font = cut(source, points([LATIN, SIGNS]).union(*PAPER_GLYPHS), weight, None)
        (PAPER_FOLDER / f"BalgilGov-{style}.otf").write_bytes(font)
    (PAPER_FOLDER / "OFL.txt").write_text((package / "dist" / "LICENSE.txt").read_text())


def read_frequency(sheet: str) -> list[int]:
    """Code points, the commonest first."""
    slices = re.findall(r"/\* \[(\d+)\] \*/\s*@font-face \{(.*?)\}", sheet, re.S)
    ranges = {int(number): re.search(r"unicode-range: (.*?);", body, re.S) for number, body in slices}
    ordered = [ranges[number] for number in sorted(ranges, reverse=True)]
    return [point for found in ordered if found for part in found[1].split(",") for point in read_range(part)]


def read_range(part: str) -> range:
    first, _, last = part.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def cut(source: bytes, glyphs: Iterable[int], weight: int, flavor: str | None) -> bytes:
    """A font with these glyphs alone, without hints, under our name; the same bytes at every run."""
    options = subset.Options()
    options.flavor, options.hinting, options.layout_features = (
        flavor,
        False,
        ["tnum"] if flavor else ["kern", "tnum"],
    )
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "GDEF"]
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=glyphs)
    cutter.subset(font)
    if flavor:
        scale_upem(font, WEB_UNITS)
    rename(font, weight)
    font.flavor = flavor
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def rename(font: TTFont, weight: int) -> None:
    """The licence reserves the old name; copyright and licence stay in the file."""
    style = WEIGHTS[weight]
    full = f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 3: full, 4: full, 6: f"{FAMILY.replace(' ', '')}-{style}"}
    names |= {13: "SIL Open Font License, Version 1.1", 14: "https://openfontlicense.org"}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID == 0]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [names[6]]
        cff.topDictIndex[0].rawDict.update(FullName=names[4], FamilyName=FAMILY)


def face(piece: Piece, weight: int) -> str:
    source = f'url(../fonts/{file_of(piece, weight).name}) format("woff2")'
    return (
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
        f"src:{source};unicode-range:{write_ranges(piece)}}}\n"
    )


def write_ranges(piece: Piece) -> str:
    """`U+AC00-AC10,U+AC14`; an uncommon or rare piece claims all from its first to its last."""
    points = sorted(piece.glyphs)
    if piece.name.startswith(("uncommon", "rare")):
        return write_range(points[0], points[-1])
    starts = [p for p in points if p - 1 not in piece.glyphs]
    ends = [p for p in points if p + 1 not in piece.glyphs]
    return ",".join(map(write_range, starts, ends))


def write_range(first: int, last: int) -> str:
    return f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}"


def file_of(piece: Piece, weight: int) -> Path:
    return FOLDER / f"{piece.name}-{weight}.woff2"


if __name__ == "__main__":
    main()
