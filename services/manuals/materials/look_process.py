"""Looks at one file in a process of its own that can do nothing else: run by `look_at_file` alone.

Bytes on standard input, JSON on standard output: `{"kind": ..., "pages": [[width, height, base64], ...],
"words": ..., "cleaned": base64 or null}` or `{"problem": code}`. What a file is, is told by its content; its
pages are drawn here, so that nothing of what a stranger made is ever shown in a browser. Photographs lose
what they carry besides the picture: where they were taken, first of all.
"""

import base64
import io
import json
import math
import os
import re
import resource
import sys
import warnings
import zipfile
import zlib
from typing import Any
from xml.etree import ElementTree

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 120_000_000
MOST_PARTS = 3_000
MOST_PIXELS = 40_000_000
MOST_PAGES_DRAWN = 3
PAGE_WIDTH, PICTURE_SIDE = 900, 1_200
QUALITY = 80
LONGEST_WORDS = 20_000
MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 30
OPEN_FILES = 64

PICTURES = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}
# What a phone calls a photograph with a second one inside (its depth, its brightness).
ALSO = {"MPO": "JPEG"}
# What a picture may say of itself besides its dots; whatever else it carries is taken out.
PLAIN = {
    *("jfif", "jfif_version", "jfif_unit", "jfif_density", "adobe", "adobe_transform", "progressive"),
    *("progression", "dpi", "aspect", "gamma", "srgb", "chromaticity", "interlace", "transparency"),
    *("icc_profile", "loop", "background", "duration", "timestamp", "default_image", "bbox", "blend"),
    "disposal",
}
BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")
# The part by which a package says what it is.
PACKAGES = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
HWPX = b"application/hwp+zip"
# What Hangul itself puts beside a document for those who only look at it.
HWPX_PICTURE, HWPX_WORDS = "Preview/PrvImage.png", "Preview/PrvText.txt"
MOST_PART_BYTES = 5_000_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP = b"HWP Document File"
# FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY of PDFium.
LOCKED = {4, 5}
_MARKUP = re.compile(r"\s*<(!doctype|html|svg|\?xml|script|head|body|iframe)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")


class Problem(Exception):
    """The file cannot be kept; the argument is a stable code."""


def look(data: bytes) -> dict[str, Any]:
    if not data:
        raise Problem("empty")
    if len(data) > MOST_BYTES:
        raise Problem("too_large")
    if data.startswith(b"%PDF-"):
        return found("pdf", pages=draw_pdf(data))
    if data.startswith(BEGINNINGS):
        return look_at_picture(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return look_at_package(data)
    if data.startswith(OLE):
        return found(read_compound(data))
    return found("txt", words=read_words(data))


def found(
    kind: str, pages: list[Any] | None = None, words: str = "", cleaned: str | None = None
) -> dict[str, Any]:
    return {"kind": kind, "pages": pages or [], "words": words, "cleaned": cleaned}


def draw_pdf(data: bytes) -> list[Any]:
    """Its first pages; one that cannot be drawn ends the row."""
    try:
        document = pypdfium2.PdfDocument(data)  # type: ignore[no-untyped-call] # the library has no types
    except pypdfium2.PdfiumError as error:
        raise Problem("locked" if error.err_code in LOCKED else "damaged") from None
    if not len(document):
        raise Problem("damaged")
    pages = []
    for number in range(min(len(document), MOST_PAGES_DRAWN)):
        picture = draw_page(document, number)
        if picture is None:
            break
        pages.append(to_page(picture))
    return pages


def draw_page(document: Any, number: int) -> Image.Image | None:
    try:
        page = document[number]
        width, height = page.get_size()
        if not (0 < width < math.inf and 0 < height < math.inf):
            return None
        scale = min(PAGE_WIDTH / width, math.sqrt(MOST_PIXELS / (width * height)))
        if min(width, height) * scale < 1:
            return None
        picture: Image.Image = page.render(scale=scale).to_pil()
    except (pypdfium2.PdfiumError, ValueError, OSError):
        return None
    return picture


def look_at_picture(data: bytes) -> dict[str, Any]:
    try:
        image = Image.open(io.BytesIO(data), formats=tuple(PICTURES))
        name = ALSO.get(image.format or "", image.format or "")
        if image.width * image.height > MOST_PIXELS:
            raise Problem("too_large")
        upright = ImageOps.exif_transpose(image)
        carries_more = image.getexif() or image.info.keys() - PLAIN
        cleaned = clean(name, image, upright) if name != "GIF" and carries_more else None
        small = upright.convert("RGBA") if "transparency" in image.info else upright
        small.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
        return found(PICTURES[name], pages=[to_page(small)], cleaned=cleaned)
    except UnidentifiedImageError:
        raise Problem("type") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Problem("too_large") from None
    except (OSError, ValueError, SyntaxError, KeyError):
        raise Problem("damaged") from None


def clean(name: str, image: Image.Image, upright: Image.Image) -> str:
    """The picture alone, the right way up, with the meaning of its colours."""
    out = io.BytesIO()
    bare = upright.copy()
    bare.info = {each: image.info[each] for each in ("transparency",) if each in image.info}
    bare.getexif().clear()
    bare.save(out, format=name, quality=92, icc_profile=image.info.get("icc_profile"))
    return base64.b64encode(out.getvalue()).decode()


def to_page(picture: Image.Image) -> list[Any]:
    out = io.BytesIO()
    shown = picture if picture.mode in ("RGB", "RGBA", "L") else picture.convert("RGB")
    shown.save(out, format="WEBP", quality=QUALITY)
    return [picture.width, picture.height, base64.b64encode(out.getvalue()).decode()]


def look_at_package(data: bytes) -> dict[str, Any]:
    """An office package: documents with their words, those of Hangul with its own picture of page one."""
    package, kind = open_package(data)
    if kind == "docx":
        return found(kind, words=say_paragraphs(read_part(package, "word/document.xml")))
    if kind != "hwpx":
        return found(kind)
    words = read_part(package, HWPX_WORDS).decode("utf-8", "ignore")
    try:
        pages = look_at_picture(read_part(package, HWPX_PICTURE))["pages"]
    except Problem:
        pages = []
    return found(kind, pages, _CONTROLS.sub("", words).strip()[:LONGEST_WORDS])


def open_package(data: bytes) -> tuple[zipfile.ZipFile, str]:
    """With its kind. The sizes bind: no part can give more than it declares."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Problem("damaged") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Problem("unpacks_too_large")
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise Problem("locked")
    # By its usual name, or by what the package says that a part of any name is.
    types = read_part(package, "[Content_Types].xml").lower()
    if any(name.lower().endswith("vbaproject.bin") for name in names) or b"vbaproject" in types:
        raise Problem("macro")
    for part, kind in PACKAGES.items():
        if part in names and "[Content_Types].xml" in names:
            return package, kind
    if read_part(package, "mimetype").strip() == HWPX:
        return package, "hwpx"
    raise Problem("type")


def read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """Nothing for one that is not there, is too large to be looked at, or cannot be read."""
    try:
        return package.read(name) if package.getinfo(name).file_size <= MOST_PART_BYTES else b""
    except (KeyError, OSError, ValueError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error):
        return b""


def say_paragraphs(document: bytes) -> str:
    """The words of a document of Word, a paragraph a line; nothing where it is no such document."""
    try:
        # It fetches nothing, and expat itself ends entities that grow; this process has limits of its own.
        root = ElementTree.fromstring(document)  # noqa: S314
    except ElementTree.ParseError:
        return ""
    lines = ("".join(text.text or "" for text in p.iter(f"{_WORD}t")) for p in root.iter(f"{_WORD}p"))
    return _CONTROLS.sub("", "\n".join(line for line in lines if line.strip()))[:LONGEST_WORDS]


def read_compound(data: bytes) -> str:
    """Of the old compound files those of Hangul alone: the others may hold macros that cannot be told."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Problem("locked")
    if HWP in data and "FileHeader".encode("utf-16-le") in data:
        return "hwp"
    raise Problem("old_office")


def read_words(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp949"):
        try:
            words = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Problem("type")
    if _CONTROLS.search(words) or _MARKUP.match(words):
        raise Problem("type")
    return words[:LONGEST_WORDS]


def limit() -> None:
    """No more memory, time, files or output than looking at a file takes."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_AS: MEMORY_BYTES,
    }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))
    os.nice(5)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def main() -> None:
    """The process: limits first, then the bytes."""
    limit()
    try:
        answer = look(sys.stdin.buffer.read(MOST_BYTES + 1))
    except Problem as problem:
        answer = {"problem": str(problem)}
    except Exception:
        # Whatever a foreign file makes the parsers stumble over is one thing: it cannot be read.
        answer = {"problem": "damaged"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
