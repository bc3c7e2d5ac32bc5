"""Finds QR codes in one file, in a process of its own that can do nothing else: run by `decode_file` alone.

    python -I decode_process.py FILE FIRST_PAGE

Writes JSON lines: {"pages": n}, then {"page": i, "texts": [...]} for each page from FIRST_PAGE on (counted
from 0), or {"problem": code} and ends. Nothing of the product is imported and nothing of its environment is
here: a file that takes this process over finds neither keys nor a database in it. What the worker's user may
read on the disk, it may read too.

Source: zxing-cpp reads 25 mm symbols at 200 dpi in bad scans, at 150 dpi only three in eight; so 200 dpi, and
300 where nothing was found. The sizes of pages and pictures are the attacker's: pixels are capped before.
"""

import json
import math
import os
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_PIXELS = 30_000_000
MOST_PAGES = 2_000
LONGEST_TEXT = 800
MOST_CODES = 64
DPI = (200, 300)
POINTS_AN_INCH = 72
PICTURES = ("PNG", "JPEG", "WEBP", "TIFF", "BMP")
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 1_200
OPEN_FILES = 64
QR_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
# FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of PDFium.
LOCKED = {4, 5}


class Problem(Exception):
    """The file cannot be read at all; the argument is a stable code."""


def main(path: str, first: int) -> None:
    limit()
    try:
        for line in decode(path, first):
            say(line)
    except Problem as problem:
        say({"problem": str(problem)})
    except MemoryError:
        say({"problem": "too_large"})


def limit() -> None:
    """No more memory, time, files or output than reading a document takes."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))
    os.nice(10)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS * 2
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def decode(path: str, first: int) -> Iterator[dict[str, Any]]:
    """What a file is, is told by its first bytes, never by its name."""
    with open(path, "rb") as file:  # noqa: PTH123 - this process has nothing but the standard library and readers
        head = file.read(1024)
    if not head:
        raise Problem("empty")
    pages = list_pdf(path) if b"%PDF-" in head else list_frames(path)
    count = next(pages)
    if not isinstance(count, int) or count > MOST_PAGES:
        raise Problem("too_many_pages")
    yield {"pages": count}
    for number, page in enumerate(pages):
        if number >= first:
            yield {"page": number, **read_page(page)}


def list_pdf(path: str) -> Iterator[Any]:
    """The number of pages, then each page as something that renders itself."""
    try:
        document = pypdfium2.PdfDocument(path)  # type: ignore[no-untyped-call] # the library has no types
        yield len(document)
    except pypdfium2.PdfiumError as error:
        raise Problem("locked" if error.err_code in LOCKED else "damaged") from None
    for number in range(len(document)):
        yield lambda dpi, number=number: render(document, number, dpi)


def render(document: Any, number: int, dpi: int) -> Image.Image | None:
    page = document[number]
    try:
        width, height = page.get_size()
        scale = dpi / POINTS_AN_INCH
        if not (0 < width < math.inf and 0 < height < math.inf):
            return None
        scale = min(scale, math.sqrt(MOST_PIXELS / (width * height)))
        if min(width, height) * scale < 1:
            return None
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return picture
    finally:
        page.close()


def list_frames(path: str) -> Iterator[Any]:
    """The number of pictures in the file (a scanner's TIFF has many), then each."""
    try:
        image = Image.open(path, formats=PICTURES)
        yield getattr(image, "n_frames", 1)
    except UnidentifiedImageError:
        raise Problem("not_a_document") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Problem("too_large") from None
    except (OSError, ValueError, SyntaxError):
        raise Problem("damaged") from None
    for number in range(getattr(image, "n_frames", 1)):
        yield lambda dpi, number=number: take_frame(image, number) if dpi == DPI[0] else None


def take_frame(image: Image.Image, number: int) -> Image.Image | None:
    image.seek(number)
    if image.width * image.height > MOST_PIXELS * 2:
        return None
    return image.convert("L")


def read_page(page: Any) -> dict[str, Any]:
    """The texts of a page's QR codes; `unreadable` where the page itself cannot be made into a picture."""
    picture = None
    for dpi in DPI:
        try:
            picture = page(dpi) or picture
        except (pypdfium2.PdfiumError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            break
        texts = read_codes(picture) if picture else []
        if texts:
            return {"texts": texts}
    return {"texts": [], "unreadable": picture is None}


def read_codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, QR_CODES, text_mode=zxingcpp.TextMode.Plain, try_invert=False)
    texts = dict.fromkeys(code.text for code in found if code.valid)
    return [text[:LONGEST_TEXT] for text in texts][:MOST_CODES]


def say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
