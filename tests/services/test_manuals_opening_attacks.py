"""Uploads that are made to do harm, or that are not what they say, harm nobody and are told."""

import io
import unicodedata
import zipfile

import pytest

from services.errors import Malformed
from services.manuals.exchange import pack_files, reading
from services.manuals.exchange.child import run_child
from services.manuals.exchange.reading import open_upload
from tests.manual_files import MARKDOWN, code_of, make_bomb, make_docx, make_hwpx, make_zip, open_one


def test_names_that_windows_packed_in_korean_are_read() -> None:
    data = make_zip({"AAAAAA.md": MARKDOWN}).replace(b"AAAAAA", "회계과".encode("cp949"))
    assert [file.path for file in open_upload("a.zip", data)] == ["회계과.md"]


def test_a_name_is_kept_as_it_can_be_read() -> None:
    """Hangul in pieces from a Mac, direction marks, and more letters than a name has."""
    apart = unicodedata.normalize("NFD", "회계과/정산.md")
    names = [apart, "a\u202egpj.md", "가" * 400 + ".md"]
    found = [file.path for file in open_upload("a.zip", make_zip(dict.fromkeys(names, MARKDOWN)))]
    assert sorted(found) == ["agpj.md", "가" * 297 + ".md", "회계과/정산.md"]
    assert [file.path for file in open_upload("\x00/\ud800\u202ea.md", MARKDOWN.encode())] == ["a.md"]


def test_a_path_leads_nowhere_but_into_its_zip() -> None:
    names = ["../../etc/passwd.md", "/abs/a.md", "C:\\b\\c.md"]
    data = make_zip(dict.fromkeys(names, MARKDOWN))
    assert {file.path for file in open_upload("a.zip", data)} == {"etc/passwd.md", "abs/a.md", "C:/b/c.md"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", make_bomb("word/media/a.bin", 61, **{"word/document.xml": "<a/>"})),
        ("a.hwpx", make_bomb("Contents/section0.xml", 61, **{"Contents/content.hpf": "<a/>"})),
        ("a.xlsx", make_bomb("xl/a.bin", 61, **{"xl/workbook.xml": "<a/>"})),
    ],
    ids=["docx", "hwpx", "xlsx"],
)
def test_a_document_that_unfolds_too_far_is_not_unfolded(name: str, data: bytes) -> None:
    assert len(data) < 100_000
    assert code_of(open_one(name, data)) == "file_unpacks_too_large"


def test_a_zip_of_many_bombs_is_refused_as_a_whole() -> None:
    bomb = make_zip({f"{n}.md": b" " * 19_000_000 for n in range(22)})
    with pytest.raises(Malformed) as refused:
        open_upload("a.zip", bomb)
    assert refused.value.code == "file_unpacks_too_large"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_cannot_be_bounded_are_not_read(method: int) -> None:
    assert code_of(open_one("a.zip", make_zip({"a.md": MARKDOWN}, method))) == "file_unreadable"


def test_entities_that_multiply_do_no_harm() -> None:
    laughs = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
    )
    body = f"{laughs}]><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    body += "<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
    data = make_docx([], **{"word/document.xml": body})
    assert code_of(open_one("a.docx", data)) == "file_unreadable"


def test_a_file_of_the_machine_is_not_read_through_an_entity() -> None:
    entity = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    body = f"{entity}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
    body += "<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    with zipfile.ZipFile(io.BytesIO(make_hwpx(["글"]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    section = parts["Contents/section0.xml"].decode()
    parts["Contents/section0.xml"] = section.replace("?>", f"?>{entity}", 1).replace(">글<", ">&x;<").encode()
    for file in (
        open_one("a.docx", make_docx([], **{"word/document.xml": body})),
        open_one("a.hwpx", make_zip(parts)),
    ):
        assert "root:" not in (file.text or "")


def test_pictures_from_elsewhere_and_macros_of_a_document_are_left_out() -> None:
    picture = (
        "<w:drawing><a:blip xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' r:link='r9'/>"
        "</w:drawing>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r9" TargetMode="External" Target="file:///etc/passwd" Type="http://schemas'
        '.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    )
    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    )
    paragraph = f"<w:p><w:r><w:t>글</w:t></w:r><w:r>{picture}</w:r></w:p>"
    body = f"<w:document {names}><w:body>{paragraph}</w:body></w:document>"
    parts = {"word/_rels/document.xml.rels": relations, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    for name in ("a.docx", "a.docm"):
        file = open_one(name, make_docx([], **{"word/document.xml": body}, **parts))
        assert file.text == "글\n"


def test_a_document_behind_a_password_is_told() -> None:
    with zipfile.ZipFile(io.BytesIO(make_hwpx(["글"]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = b"<odf:manifest><odf:encryption-data/></odf:manifest>"
    parts["Contents/section0.xml"] = b"\x01\x02"
    assert code_of(open_one("a.hwpx", make_zip(parts))) == "file_locked"


def test_more_text_than_an_organisation_has_is_not_taken() -> None:
    files = {f"{n:02}.md": "## Tip\n" + "가" * 390_000 for n in range(60)}
    found = open_upload("a.zip", make_zip(files))
    assert [bool(file.text) for file in found] == [n < 51 for n in range(60)]
    assert {code_of(file) for file in found[51:]} == {"file_too_large"}


def test_an_upload_that_takes_too_long_says_what_was_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(module: str, arguments: list[str], given: bytes, timeout_s: float) -> tuple[bytes, bool]:
        return b'{"files": 3}\n{"index": 0, "path": "1.md"}\n', False

    monkeypatch.setattr(reading, "run_child", slow)
    monkeypatch.setattr(reading, "TIMEOUT_S", -1.0)
    files = open_upload("a.zip", b"")
    assert [code_of(file) for file in files] == ["file_unreadable", "file_not_reached", "file_not_reached"]


def test_a_document_that_its_reader_stumbles_over_takes_no_other_with_it() -> None:
    deep = make_docx([], **{"word/document.xml": "<a>" * 200_000})
    files = open_upload(
        "a.zip", pack_files([("1.md", MARKDOWN.encode()), ("2.docx", deep), ("3.md", b"## Tip\na")])
    )
    assert [bool(file.text) for file in files] == [True, False, True]
    assert code_of(files[1]) == "file_unreadable"


def test_a_process_that_ends_early_is_gone_on_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the process had said before its end counts; the file that it was at does not."""

    def dying(module: str, arguments: list[str], given: bytes, timeout_s: float) -> tuple[bytes, bool]:
        out, _ = run_child(module, arguments, given, timeout_s)
        lines = out.splitlines(keepends=True)
        at = next((n for n, line in enumerate(lines) if b'"path": "2.md"' in line), None)
        return (out, True) if at is None else (b"".join(lines[: at + 1]), False)

    monkeypatch.setattr(reading, "run_child", dying)
    data = pack_files([(f"{n}.md", MARKDOWN.encode()) for n in (1, 2, 3)])
    files = open_upload("a.zip", data)
    assert [(file.path, bool(file.text)) for file in files] == [
        ("1.md", True),
        ("2.md", False),
        ("3.md", True),
    ]


def test_what_is_no_file_at_all_is_told() -> None:
    for data, code in (
        (b"", "file_empty"),
        (make_zip({}), "file_empty"),
        (b"PK\x03\x04aaaa", "file_unreadable"),
    ):
        with pytest.raises(Malformed) as refused:
            open_upload("a.zip", data)
        assert refused.value.code == code
