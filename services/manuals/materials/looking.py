"""What a file is, by its content, and how its first pages look; found out in a process of its own."""

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from services.errors import Malformed
from services.manuals.materials.models import LONGEST_FILENAME
from services.texts import N_, tidy_line

MOST_BYTES = 10_000_000
TIMEOUT_S = 60

_SCRIPT = Path(__file__).with_name("look_process.py")
# The endings under which files of a kind go about; the first is the usual one.
ENDINGS = {
    "pdf": ("pdf",),
    "hwpx": ("hwpx",),
    "hwp": ("hwp",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "pptx": ("pptx",),
    "png": ("png",),
    "jpg": ("jpg", "jpeg"),
    "gif": ("gif",),
    "webp": ("webp",),
    "txt": ("txt", "csv", "md"),
}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "hwpx": "application/hwp+zip",
    "hwp": "application/x-hwp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    # Whatever it once was, it is words now: nothing of it is carried out.
    "txt": "application/octet-stream",
}
_SENTENCES = {
    "empty": N_("빈 파일이에요. 내용이 있는 파일을 골라 주세요."),
    "too_large": N_("파일이 너무 커요. %(megabytes)sMB까지 올릴 수 있어요."),
    "unpacks_too_large": N_("압축을 풀면 너무 커지는 파일이라 받지 않았어요."),
    "locked": N_("암호가 걸린 파일이에요. 암호를 풀고 올려 주세요."),
    "macro": N_("매크로가 든 파일은 받지 않아요. 매크로 없이 저장해 주세요."),
    "old_office": N_("예전 형식(.doc .xls .ppt)이에요. .docx .xlsx .pptx로 저장해 주세요."),
    "type": N_("받을 수 없는 종류의 파일이에요. PDF, 한글, 오피스, 그림, 텍스트 파일을 올려 주세요."),
    "damaged": N_("손상된 파일이에요. 원래 프로그램에서 다시 저장해 주세요."),
    "not_what_it_says": N_("이름은 .%(named)s인데 내용은 .%(kind)s 파일이에요. 맞는 파일인지 확인해 주세요."),
}


@dataclass(frozen=True)
class Picture:
    """A page as it was drawn, WebP."""

    width: int
    height: int
    data: bytes


@dataclass(frozen=True)
class LookedAt:
    """A file that may be kept. `data` is without what a photograph carries besides its picture."""

    filename: str
    kind: str
    data: bytes
    sha256: bytes
    pages: Sequence[Picture]
    words: str


def look_at_file(filename: str, data: bytes) -> LookedAt:
    """Tells a file's kind from its content and draws its first pages; takes up to seconds: never in a
    transaction. Raises: Malformed `material_*`.
    """
    if len(data) > MOST_BYTES:
        raise _refuse("too_large")
    found = _look(data)
    if "problem" in found:
        raise _refuse(str(found["problem"]))
    kind, cleaned = str(found["kind"]), found["cleaned"]
    kept = base64.b64decode(cleaned) if cleaned else data
    pages = [
        Picture(int(width), int(height), base64.b64decode(page)) for width, height, page in found["pages"]
    ]
    name = _name_file(filename, kind)
    return LookedAt(name, kind, kept, sha256(kept).digest(), pages, str(found["words"]).replace("\r\n", "\n"))


def _name_file(filename: str, kind: str) -> str:
    """A name that fits what the file is; one without an ending gets it. Raises: Malformed."""
    name = tidy_line(filename.replace("\\", "/").rpartition("/")[2]).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ENDINGS[kind][0]
    if ending.lower() not in ENDINGS[kind]:
        raise _refuse("not_what_it_says", named=ending[:10], kind=ENDINGS[kind][0])
    return f"{stem[: LONGEST_FILENAME - len(ending) - 1] or kind}.{ending.lower()}"


def _look(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_SCRIPT)],
            input=data,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
            env={},
            cwd="/",
        )
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):  # killed by a limit, or no answer
        return {"problem": "damaged"}


def _refuse(code: str, *, named: str = "", kind: str = "") -> Malformed:
    megabytes = MOST_BYTES // 1_000_000
    return Malformed(f"material_{code}", _SENTENCES[code], megabytes=megabytes, named=named, kind=kind)
