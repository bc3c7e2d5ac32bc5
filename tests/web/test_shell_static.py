"""Static files: sent compressed, for ever, and with what their licences ask for."""

import gzip
import os
from gettext import GNUTranslations
from pathlib import Path

import brotli
import pytest

from tests.web.conftest import ClientAs
from webapp.catalogues import compile_catalogues, list_catalogues
from webapp.compression import compress_files
from webapp.static_files import FOLDER, static_url

SCRIPT = "// Why.\nexport const answer = '// not a comment' /* the answer */\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "vendor").mkdir(parents=True)
    for path in (folder / "own.js", folder / "vendor" / "theirs.js"):
        path.write_text(SCRIPT)
    compress_files(sorted(folder.rglob("*.js")), folder)
    return folder


def unpack(path: Path) -> str:
    data = path.read_bytes()
    return (brotli.decompress(data) if path.suffix == ".br" else gzip.decompress(data)).decode()


@pytest.mark.parametrize("suffix", [".br", ".gz"])
def test_our_scripts_go_without_comments_and_other_peoples_as_they_are(folder: Path, suffix: str) -> None:
    assert unpack(folder / f"own.js{suffix}") == "export const answer='// not a comment'"
    assert unpack(folder / "vendor" / f"theirs.js{suffix}") == SCRIPT


def test_a_changed_file_is_compressed_anew(folder: Path) -> None:
    (folder / "own.js").write_text("export const answer = 43\n")
    later = (folder / "own.js.br").stat().st_mtime + 5
    os.utime(folder / "own.js", (later, later))
    compress_files([folder / "own.js"], folder)
    assert unpack(folder / "own.js.br") == "export const answer=43"


def test_a_folder_that_cannot_be_written_is_served_as_it_is(tmp_path: Path) -> None:
    script = tmp_path / "own.js"
    script.write_text(SCRIPT)
    compress_files([script], tmp_path / "missing" / "static")
    assert not script.with_name("own.js.br").exists()


def test_a_static_file_is_kept_for_ever(client_as: ClientAs) -> None:
    client = client_as(None).client
    answer = client.head(static_url("js/app.js"), headers={"Accept-Encoding": "br, gzip"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not {"ETag", "Last-Modified", "Access-Control-Allow-Origin"} & set(answer.headers.keys())


def test_another_builds_files_are_not_here(client_as: ClientAs) -> None:
    assert client_as(None).client.head("/static/0000000000/js/app.js").status_code == 404


def test_what_is_not_ours_has_its_licence_beside_it() -> None:
    made = [FOLDER / "fonts" / "OFL.txt", FOLDER / "icons" / "LICENSE"]
    assert [path for path in made if not path.exists()] == []


def test_a_fresh_clone_speaks_english(tmp_path: Path) -> None:
    (committed,) = list_catalogues()
    path = tmp_path / "en" / "LC_MESSAGES" / committed.name
    path.parent.mkdir(parents=True)
    path.write_bytes(committed.read_bytes())
    compile_catalogues(tmp_path)
    with path.with_suffix(".mo").open("rb") as file:
        assert GNUTranslations(file).gettext("발길") == "Balgil"
