"""Files that people hand in, as texts: opened in a bounded process, each bad one with its reason."""

import base64
import io
import json
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.errors import Malformed
from services.manuals.exchange.child import run_child
from services.sheets import Remark
from services.texts import N_, tidy_line

PROGRAM = "services.manuals.exchange.opening.program"
# Of all the processes of one upload.
TIMEOUT_S = 180.0
MOST_RESTARTS = 8
LONGEST_PATH = 300
# The process that opens them takes no more (opening/upload.py).
MOST_BYTES = 200_000_000

SENTENCES: Mapping[str, str] = {
    "file_empty": N_("빈 파일이에요. 내용이 있는 파일을 골라 주세요."),
    "file_too_large": N_("파일이 너무 커요. 나누어 올려 주세요."),
    "file_unpacks_too_large": N_("압축을 풀면 너무 커지는 파일이라 열지 않았어요."),
    "too_many_files": N_("파일이 너무 많아요. 한 번에 2,000개까지 읽을 수 있어요."),
    "file_old": N_("예전 형식(.hwp, .doc, .xls)이에요. .hwpx나 .docx로 저장해 주세요."),
    "file_locked": N_("암호가 걸린 파일이에요. 암호를 풀고 다시 저장해 주세요."),
    "file_type": N_("매뉴얼로 읽지 않는 종류의 파일이에요. 관련자료라면 매뉴얼에 따로 올려 주세요."),
    "file_mismatch": N_("내용이 확장자와 다른 파일이에요. 만든 프로그램에서 다시 저장해 주세요."),
    "file_nested": N_("압축 파일 안의 압축 파일은 열지 않아요. 풀어서 올려 주세요."),
    "file_encoding": N_("글자를 읽을 수 없는 파일이에요. UTF-8로 저장해 주세요."),
    "file_unreadable": N_("손상된 파일이에요. 만든 프로그램에서 다시 저장해 주세요."),
    "file_not_reached": N_("앞의 파일들에서 오래 걸려 열어 보지 못했어요. 나누어 올려 주세요."),
}


@dataclass(frozen=True)
class OpenedFile:
    """One file: its text, or the bytes of a list (.xlsx), or why it is neither."""

    path: str
    text: str | None = None
    sheet: bytes | None = None
    reason: Remark | None = None


def open_upload(name: str, data: bytes) -> list[OpenedFile]:
    """The files of a document, or of a zip, in the order of their paths.

    Raises: Malformed with a code of `SENTENCES` where the upload as a whole cannot be read.
    """
    found: list[OpenedFile] = []
    files, restarts, ends_at = None, 0, time.monotonic() + TIMEOUT_S
    while files is None or len(found) < files:
        left_s = ends_at - time.monotonic()
        out, _ = run_child(PROGRAM, [tidy_path(name), str(len(found))], data, left_s)
        files, begun = _take(out, found, files)
        if files is None:
            raise unreadable("file_unreadable")
        if len(found) < files:  # the process ended on this file: the next one goes on behind it
            restarts += 1
            found.append(_failed(begun or tidy_path(name), "file_unreadable"))
            if restarts > MOST_RESTARTS or time.monotonic() > ends_at:
                found += [_failed(tidy_path(name), "file_not_reached")] * (files - len(found))
    return found


def pack_files(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Several uploaded files as one upload; their paths stay."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files:
            archive.writestr(zipfile.ZipInfo(tidy_path(path)), data)
    return out.getvalue()


def unreadable(code: str) -> Malformed:
    return Malformed(code, SENTENCES[code], fields={"file": SENTENCES[code]})


def _take(out: bytes, found: list[OpenedFile], files: int | None) -> tuple[int | None, str]:
    """Adds what the process said to `found`; how many files there are, and the one it stopped at."""
    begun = ""
    for line in _lines(out):
        if "files" in line:
            files = int(line["files"])
        elif "path" in line:
            begun = tidy_path(str(line["path"]))
        elif "index" not in line:
            raise unreadable(str(line["error"]))
        else:
            found.append(_opened(begun, line))
            begun = ""
    return files, begun


def _lines(out: bytes) -> Iterator[dict[str, Any]]:
    for line in out.splitlines(keepends=True):
        if line.endswith(b"\n"):
            yield json.loads(line)


def _opened(path: str, line: Mapping[str, Any]) -> OpenedFile:
    if "error" in line:
        return _failed(path, str(line["error"]))
    if "sheet" in line:
        return OpenedFile(path, sheet=base64.b64decode(line["sheet"]))
    return OpenedFile(path, text=str(line["text"]))


def _failed(path: str, code: str) -> OpenedFile:
    return OpenedFile(path, reason=Remark(code, SENTENCES[code]))


def tidy_path(path: str) -> str:
    """As it is shown and kept: composed letters, nothing that turns a name around or ends it early."""
    return tidy_line(path).strip("/")[-LONGEST_PATH:] or "-"
