"""Files of laws out of a folder or an archive, which is read as far as its limits go, whatever it claims."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from services.errors import Malformed, NotFound
from services.laws.importing import SourceFile
from services.laws.parsing import MOST_FILE_BYTES
from services.texts import N_

MOST_FILES, MOST_BYTES = 1_000, 64_000_000
ENDING = ".md"
# What an archive raises that is none, is cut, is locked, or packs in a way that nobody knows.
DAMAGED = (BadZipFile, RuntimeError, ValueError, OSError, EOFError, zlib.error, LZMAError)
_UTF8_NAMES = 0x800


def read_folder(path: Path) -> list[SourceFile]:
    """Every Markdown file in a folder and below, or one file. Raises: NotFound `no_laws`."""
    paths = sorted(path.rglob(f"*{ENDING}")) if path.is_dir() else [path]
    if not paths:
        raise NotFound("no_laws", N_("폴더에 .md 파일이 없어요."))
    return [SourceFile(_name_in(path, each), _read_file(each)) for each in paths if each.is_file()]


def read_upload(filename: str, data: bytes) -> list[SourceFile]:
    """One Markdown file, or those in a .zip archive.

    Raises: Malformed `law_archive` for an archive that cannot be read, that holds no law, or too much.
    """
    if not data.startswith(b"PK"):
        return [SourceFile(filename, data)]
    try:
        with ZipFile(BytesIO(data)) as archive:
            files = list(_read_archive(archive))
    except DAMAGED:
        raise _wrong(N_("압축 파일을 읽을 수 없어요.")) from None
    if not files:
        raise _wrong(N_("압축 파일에 .md 파일이 없어요."))
    return files


def _read_archive(archive: ZipFile) -> Iterator[SourceFile]:
    entries = [info for info in archive.infolist() if _name_of(info).endswith(ENDING) and not info.is_dir()]
    if len(entries) > MOST_FILES:
        raise _wrong(N_("압축 파일에 파일이 너무 많아요(1,000개까지)."))
    total = 0
    for info in entries:
        with archive.open(info) as stream:
            # One byte more than may be: what is longer reads as too large.
            data = stream.read(MOST_FILE_BYTES + 1)
        total += len(data)
        if total > MOST_BYTES:
            raise _wrong(N_("압축을 풀면 너무 커요(64 MB까지)."))
        yield SourceFile(_name_of(info), data)


def _name_of(info: ZipInfo) -> str:
    """A name that Windows wrote in Korean is CP949, which the format has no word for."""
    if info.flag_bits & _UTF8_NAMES:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp949")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _name_in(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix() if path != folder else path.name


def _read_file(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(MOST_FILE_BYTES + 1)


def _wrong(sentence: str) -> Malformed:
    return Malformed("law_archive", sentence, fields={"file": sentence})
