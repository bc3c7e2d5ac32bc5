"""Who may import whom: read from the imports themselves."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = {"flask", "werkzeug", "jinja2", "webapp", "flask_login", "flask_babel", "flask_wtf"}
CORE = {
    "settings",
    "db",
    "errors",
    "clock",
    "dated_rules",
    "asked",
    "texts",
    "safe_yaml",
    "portions",
    "crypto",
    "keys",
    "key_files",
    "migrate",
    "models",
    "jobs",
    "access_log",
    "locks",
    "sheets",
    "translations",
    "typeset",
}
# Each subject may use the ones before it, through their faces.
SUBJECTS = (
    "ledger",
    "notifications",
    "people",
    "workdays",
    "absences",
    "calendars",
    "approvals",
    "leave",
    "trips",
    "claims",
    "meetings",
    "remote_work",
    "cafeteria",
    "rates",
    "laws",
    "manuals",
    "handovers",
    "audit",
)


# Where the subjects are put together: they may use every face.
COMPOSITION = {
    "models",
    "worker",
    "check_plan",
    "effects",
    "keeping",
    "lunch_slots",
    "notice_kinds",
    "notice_carriers",
    "demo",
}


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module in ("services", "webapp"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", python_files("services"), ids=name_of)
def test_services_know_no_web(path: Path) -> None:
    assert not {name for name in imports_of(path) if name.split(".")[0] in WEB}


@pytest.mark.parametrize("path", python_files("services/crypto"), ids=name_of)
def test_crypto_is_bytes_in_bytes_out(path: Path) -> None:
    allowed = ("services.crypto", "services.errors", "services.texts")
    used = {name for name in imports_of(path) if name.startswith(("services.", "sqlalchemy"))}
    assert {name for name in used if not name.startswith(allowed)} == set()


@pytest.mark.parametrize("folder", ["webapp/views", "webapp/api"])
def test_views_know_no_models(folder: str) -> None:
    for path in python_files(folder):
        wrong = {n for n in imports_of(path) if n.startswith("sqlalchemy") or n.endswith(".models")}
        assert wrong == set(), name_of(path)


@pytest.mark.parametrize("path", python_files("services"), ids=name_of)
def test_subjects_use_only_the_faces_of_earlier_ones(path: Path) -> None:
    own = path.relative_to(ROOT / "services").parts[0].removesuffix(".py")
    if own in COMPOSITION:
        return
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] != "services" or len(parts) < 2 or parts[1] in CORE or parts[1] == own:
            continue
        assert own in SUBJECTS, f"the core imports {name}"
        assert parts[1] in SUBJECTS, f"{name} is no known subject"
        assert SUBJECTS.index(parts[1]) < SUBJECTS.index(own), f"{own} must not use {name}"
        assert len(parts) == 2, f"{name} is behind the face of {parts[1]}"


def test_views_import_subjects_through_their_faces() -> None:
    for path in python_files("webapp"):
        for name in imports_of(path):
            parts = name.split(".")
            if parts[0] == "services" and len(parts) > 2 and parts[1] in SUBJECTS:
                raise AssertionError(f"{name_of(path)} goes behind the face: {name}")
