"""The measured norms of the house: sizes of functions and files, nothing left lying about."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("services", "webapp", "bench", "tools")
LEFTOVERS = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "NotImplemented" + "Error")


def files() -> list[Path]:
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", files(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    assert path.read_text().count("\n") <= 300
    assert [name for name, lines in functions(path) if lines > 60] == []


def test_files_of_tests_stay_small() -> None:
    sizes = {path: path.read_text().count("\n") for path in (ROOT / "tests").rglob("*.py")}
    assert {path: lines for path, lines in sizes.items() if lines > 300} == {}


def test_most_functions_are_short() -> None:
    sizes = sorted(lines for path in files() for _, lines in functions(path))
    assert statistics.median(sizes) < 10
    assert sizes[int(len(sizes) * 0.9)] < 30


def test_nothing_is_left_for_later() -> None:
    for path in files():
        assert not [word for word in LEFTOVERS if word in path.read_text()], path


def test_no_test_is_switched_off() -> None:
    words = ("pytest.sk" + "ip", "mark.sk" + "ip", "xf" + "ail(", "time.sl" + "eep(", "assert Tr" + "ue")
    for path in sorted((ROOT / "tests").rglob("*.py")):
        assert not [word for word in words if word in path.read_text()], path
