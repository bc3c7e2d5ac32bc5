"""What a stranger handed in: one file, or a zip of many, each told by its content and never by its name.

Nothing is unpacked before its declared size was looked at, and no part gives more than it declares. Of the
two ways of packing that every program knows, both are read in bounded pieces; others are refused.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

MAX_BYTES = 200_000_000
MAX_FILES = 2_000
MAX_FILE_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 400_000_000
# Of one document: its own parts.
MAX_PARTS = 3_000
MAX_PARTS_BYTES = 60_000_000
MAX_TEXT_BYTES = 1_200_000

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-"
_EMPTY_ZIP = b"PK\x05\x06"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
# Where a document of Hangul says that a password locks its parts.
_MANIFEST = "META-INF/manifest.xml"
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BY_NAME = {
    ".docx": "docx",
    ".hwpx": "hwpx",
    ".xlsx": "xlsx",
    ".zip": "zip",
    ".md": "md",
    ".markdown": "md",
    ".txt": "md",
    ".csv": "md",
}
_LEFT_OUT = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}


class Unreadable(Exception):
    """A file that cannot be read; the code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Part:
    """One file of an upload: its path there, and what its bytes are once they are asked for."""

    path: str
    size: int
    archive: zipfile.ZipFile | None
    info: zipfile.ZipInfo | None
    data: bytes = b""

    def read(self) -> bytes:
        """Raises: Unreadable."""
        if self.size > MAX_FILE_BYTES:
            raise Unreadable("file_too_large")
        if self.archive is None or self.info is None:
            return self.data
        if self.info.flag_bits & _ENCRYPTED:
            raise Unreadable("file_locked")
        _check_method(self.info)
        try:
            with self.archive.open(self.info) as file:
                return file.read(self.size + 1)[: self.size]
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError):
            raise Unreadable("file_unreadable") from None


def list_parts(name: str, data: bytes) -> list[Part]:
    """The files of an upload in the order of their paths. Raises: Unreadable."""
    if not data:
        raise Unreadable("file_empty")
    if len(data) > MAX_BYTES:
        raise Unreadable("file_too_large")
    if not data.startswith((_ZIP, _EMPTY_ZIP)):
        return [Part(name, len(data), None, None, data)]
    archive = _open_zip(data)
    if _kind_of_package(archive):
        return [Part(name, len(data), None, None, data)]
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_left_out(info)]
    if len(infos) > MAX_FILES:
        raise Unreadable("too_many_files")
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise Unreadable("file_unpacks_too_large")
    parts = [Part(_path_of(info), info.file_size, archive, info) for info in infos]
    if not parts:
        raise Unreadable("file_empty")
    return sorted(parts, key=lambda part: part.path)


def tell_kind(path: str, data: bytes) -> str:
    """`docx`, `hwpx`, `xlsx`, `csv` or `md`. Raises: Unreadable; so is what is not what its name says."""
    suffix = PurePosixPath(path).suffix.lower()
    if not data.strip():
        raise Unreadable("file_empty")
    if data.startswith(_OLE):
        raise Unreadable("file_locked" if suffix in (".docx", ".xlsx") else "file_old")
    kind = _tell_by_content(data)
    if suffix in _BY_NAME and _BY_NAME[suffix] != kind:
        raise Unreadable("file_mismatch")
    if kind not in ("docx", "hwpx", "xlsx", "md") or (kind == "md" and suffix not in _BY_NAME):
        raise Unreadable("file_nested" if kind == "zip" else "file_type")
    return "csv" if suffix == ".csv" else kind


def check_document(data: bytes) -> None:
    """Refuses a document that unfolds beyond any text. Raises: Unreadable."""
    archive = _open_zip(data)
    infos = archive.infolist()
    if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_PARTS_BYTES:
        raise Unreadable("file_unpacks_too_large")
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise Unreadable("file_locked")
        _check_method(info)
    if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
        raise Unreadable("file_locked")


def decode(data: bytes) -> str:
    """By its byte order mark; else UTF-8, which hardly any other text is by accident; else CP949."""
    if len(data) > MAX_TEXT_BYTES:
        raise Unreadable("file_too_large")
    encodings = [encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)] or [
        "utf-8",
        "cp949",
    ]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("file_encoding")


def _tell_by_content(data: bytes) -> str:
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_package(_open_zip(data)) or "zip"
    if data.startswith(_PDF):
        return "pdf"
    # Text in UTF-16 has a mark; no other text has NULs in it.
    is_marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "md" if is_marked or b"\x00" not in data else "binary"


def _kind_of_package(archive: zipfile.ZipFile) -> str | None:
    names = {info.filename for info in archive.infolist()}
    kinds = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "Contents/content.hpf": "hwpx"}
    return next((kind for name, kind in kinds.items() if name in names), None)


def _open_zip(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, RuntimeError):
        raise Unreadable("file_unreadable") from None


def _check_method(info: zipfile.ZipInfo) -> None:
    if info.compress_type not in _METHODS:
        raise Unreadable("file_unreadable")


def _is_left_out(info: zipfile.ZipInfo) -> bool:
    """What systems and people's programs leave in folders."""
    places = PurePosixPath(_path_of(info)).parts
    return any(place.lower() in _LEFT_OUT or place.startswith(("._", "~$", ".git")) for place in places)


def _path_of(info: zipfile.ZipInfo) -> str:
    """The path as it was named: Korean Windows packs names in CP949 and does not say so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        name = next(_decoded(raw), name)
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _decoded(raw: bytes) -> Iterator[str]:
    for encoding in ("utf-8", "cp949"):
        try:
            yield raw.decode(encoding)
        except UnicodeDecodeError:
            continue
