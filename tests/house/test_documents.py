"""What the documents promise is there."""

import re
from pathlib import Path

from services.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_documented() -> None:
    told = set(re.findall(r"`BALGIL_([A-Z_]+)`", (ROOT / "docs/operations.md").read_text()))
    assert told == {name.upper() for name in Settings.model_fields}


def test_every_direct_dependency_is_justified() -> None:
    told = (ROOT / "docs/dependencies.md").read_text().lower()
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            package = re.match(r"[A-Za-z0-9_.-]+", line)
            if package and not line.startswith(("#", "-")):
                assert package[0].lower() in told, package[0]


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_every_test_that_a_document_names_is_there() -> None:
    code = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("*.py"))
    for document in (ROOT / "docs").rglob("*.md"):
        for name in re.findall(r"`(test_[a-z0-9_]+)`", document.read_text()):
            assert f"def {name}(" in code, f"{document.name}: {name}"
        for path in re.findall(r"`(tests/[a-z0-9_/]+\.py)`", document.read_text()):
            assert (ROOT / path).exists(), f"{document.name}: {path}"
