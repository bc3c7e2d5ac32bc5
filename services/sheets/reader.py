"""Reads a table in a process of its own, with limits on memory and time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from services.errors import Malformed
from services.sheets.process import MAX_BYTES, MAX_ROWS, Cell, Grid, Row
from services.texts import N_

TIMEOUT_S = 60

_SCRIPT = Path(__file__).with_name("process.py")
_SENTENCES = {
    "file_empty": N_("빈 파일이에요. 내용이 있는 파일을 골라 주세요."),
    "file_too_large": N_("파일이 너무 커요. %(megabytes)sMB까지 읽을 수 있어요."),
    "file_unpacks_too_large": N_("압축을 풀면 너무 커지는 파일이라 열지 않았어요."),
    "file_too_many_rows": N_("행이 너무 많아요. 한 번에 %(rows)s행까지 읽을 수 있어요. 나누어 올려 주세요."),
    "file_old_excel": N_("예전 형식(.xls)이거나 암호가 걸린 파일이에요. 암호를 풀고 .xlsx로 저장해 주세요."),
    "file_type": N_("읽을 수 없는 종류의 파일이에요. .xlsx나 .csv 파일을 골라 주세요."),
    "file_encoding": N_("글자를 읽을 수 없는 파일이에요. UTF-8이나 .xlsx로 저장해 주세요."),
    "file_unreadable": N_("손상된 파일이에요. 엑셀에서 열어 다시 저장해 주세요."),
}


def read_table(data: bytes) -> list[Row]:
    """The rows of a .xlsx or .csv file that are not blank.

    Raises: Malformed with one of the codes `file_*`.
    """
    return _to_rows(_run(data)["rows"])


def read_long_table(data: bytes) -> list[Row]:
    """The same of a list whose cells hold whole texts, up to `MAX_LONG_TEXT` letters. Raises: Malformed."""
    return _to_rows(_run(data, "--long")["rows"])


def read_grids(data: bytes) -> list[Grid]:
    """Every visible sheet of a file that was laid out to be looked at, such as a menu, with its name.

    A cell that is merged over several columns or rows counts for each of them; one sheet without a name is a
    .csv. Raises: Malformed with one of the codes `file_*`.
    """
    return [(str(name), _to_rows(rows)) for name, rows in _run(data, "--grids")["grids"]]


def unreadable(code: str) -> Malformed:
    return Malformed(code, _SENTENCES[code], megabytes=MAX_BYTES // 1_000_000, rows=f"{MAX_ROWS:,}")


def _run(data: bytes, *arguments: str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise unreadable("file_too_large")
    answer = _answer(data, arguments)
    if "error" in answer:
        raise unreadable(str(answer["error"]))
    return answer


def _answer(data: bytes, arguments: Sequence[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_SCRIPT), *arguments],
            input=data,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
        return dict(json.loads(done.stdout))
    except (subprocess.SubprocessError, ValueError):  # killed by a limit, or no answer
        raise unreadable("file_unreadable") from None


def _to_rows(rows: list[Any]) -> list[Row]:
    return [(int(number), [_to_cell(cell) for cell in cells]) for number, cells in rows]


def _to_cell(cell: list[str] | None) -> Cell:
    return None if cell is None else (cell[0], cell[1])
