"""Materials: the kind told by content, pages drawn here, versions that stay, the same bytes once."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from services import notifications
from services.errors import Conflict, Invalid, Malformed, NotFound
from services.manuals import materials, tasks
from services.manuals.materials import LookedAt, MaterialView, look_at_file
from services.manuals.materials.models import MaterialContent, MaterialPreview, MaterialVersion
from tests import material_files as files
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_hall import make_manual
from tests.services.test_keeping import count, keep


@pytest.fixture(scope="module")
def form() -> LookedAt:
    return look_at_file("건축허가 신청서.pdf", files.pdf(5))


@pytest.fixture(scope="module")
def list_of() -> LookedAt:
    return look_at_file("점검표.txt", "1. 대지\n2. 도로".encode("cp949"))


def add(hall: Hall, manual_id: int, file: LookedAt, name: str = "신청서") -> MaterialView:
    who = hall.cast.traveller.staff_id
    return hall.write(lambda s: materials.add_material(s, manual_id, name, file, who, hall.now))


@pytest.mark.parametrize(
    ("name", "make", "kind", "pages"),
    [
        ("신청서.pdf", files.pdf, "pdf", 2),
        ("위치도.PNG", files.png, "png", 1),
        ("현장.jpeg", files.photograph, "jpg", 1),
        ("서식.docx", files.docx, "docx", 0),
        ("서식.hwpx", files.hwpx, "hwpx", 0),
        ("서식.hwp", files.hwp, "hwp", 0),
        ("목록.csv", lambda: "가,나\n1,2".encode("cp949"), "txt", 0),
    ],
)
def test_a_file_is_what_its_content_says(name: str, make: Callable[[], bytes], kind: str, pages: int) -> None:
    found = look_at_file(name, make())
    assert (found.kind, len(found.pages)) == (kind, pages)
    assert all(Image.open(io.BytesIO(page.data)).format == "WEBP" for page in found.pages)


@pytest.mark.parametrize(
    ("name", "make", "code"),
    [
        ("신청서.pdf", files.png, "material_not_what_it_says"),
        ("그림.png", files.pdf, "material_not_what_it_says"),
        ("신청서.pdf", lambda: b"%PDF-1.7\nnothing", "material_damaged"),
        (
            "그림.svg",
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "material_type",
        ),
        ("쪽.txt", lambda: b"<!doctype html><script>1</script>", "material_type"),
        ("실행.exe", lambda: b"MZ\x90\x00\x03\x00\x00\x00", "material_type"),
        ("서식.docx", files.bomb, "material_unpacks_too_large"),
        ("서식.docx", lambda: files.docx(**{"word/vbaProject.bin": b"x"}), "material_macro"),
        (
            "서식.docx",
            lambda: files.docx(
                **{"[Content_Types].xml": b'<Types x="application/vnd.ms-office.vbaProject"/>'}
            ),
            "material_macro",
        ),
        ("서식.docx", lambda: files.package({"a.txt": b"x"}), "material_type"),
        ("서식.docx", lambda: files.docx()[:40], "material_damaged"),
        ("서식.doc", files.old_word, "material_old_office"),
        ("그림.png", files.wide_png, "material_too_large"),
        ("큰.txt", lambda: b"a" * 10_000_001, "material_too_large"),
        ("빈.txt", lambda: b"", "material_empty"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name: str, make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(Malformed) as refused:
        look_at_file(name, make())
    assert refused.value.code == code
    assert refused.value.sentence % refused.value.params


def test_a_photograph_keeps_its_picture_and_not_where_it_was_taken() -> None:
    found = look_at_file("현장.jpg", files.photograph())
    image = Image.open(io.BytesIO(found.data))
    assert image.size == (64, 48)
    assert dict(image.getexif()) == {}
    assert b"Exif" not in found.data


def test_a_photograph_of_a_phone_of_today_is_one_picture_that_tells_no_place() -> None:
    """With a second picture inside it is one of another name, and no damaged file."""
    found = look_at_file("현장.jpg", files.twofold_photograph())
    image = Image.open(io.BytesIO(found.data))
    assert (image.format, image.size, len(found.pages)) == ("JPEG", (64, 48), 1)
    assert b"GPS" not in found.data


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_a_picture_says_besides_its_dots_is_not_kept(format: str) -> None:
    data = files.noted_picture(format)
    assert b"GPS" in data
    assert b"GPS" not in look_at_file("현장", data).data


def test_documents_show_their_words() -> None:
    found = look_at_file("신청서.docx", files.written_docx("건축허가 신청서", "대지 위치"))
    assert found.words == "건축허가 신청서\n대지 위치"
    parts = {"Preview/PrvText.txt": "착공신고서\r\n공사 기간".encode(), "Preview/PrvImage.png": files.png()}
    found = look_at_file("신고서.hwpx", files.hwpx(**parts))
    assert (found.words, len(found.pages)) == ("착공신고서\n공사 기간", 1)
    # What cannot be shown is no reason to refuse the file.
    odd = {"Preview/PrvText.txt": b"\xff\x00", "Preview/PrvImage.png": b"<svg onload='x'/>"}
    found = look_at_file("신고서.hwpx", files.hwpx(**odd))
    assert (found.words, found.pages) == ("", [])
    assert look_at_file("서식.docx", files.docx(**{"word/document.xml": b"<w:p>"})).words == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/서식.pdf", "서식.pdf"),
        ("C:\\문서\\서식.pdf", "서식.pdf"),
        ("서식", "서식.pdf"),
        ("\u202e.pdf", "pdf.pdf"),
    ],
)
def test_a_name_is_a_name_and_no_path(typed: str, kept: str, form: LookedAt) -> None:
    assert look_at_file(typed, form.data).filename == kept


def test_versions_stay_and_the_newest_holds(hall: Hall, form: LookedAt, list_of: LookedAt) -> None:
    manual = make_manual(hall, hall.cast.traveller).id
    first = add(hall, manual, form)
    assert add(hall, manual, form) == first
    who = hall.cast.traveller.staff_id
    again = hall.write(
        lambda s: materials.add_version(s, manual, first.id, list_of, "점검표로 바꿈", who, hall.now)
    )
    assert (again.newest.number, again.newest.kind, again.newest.has_words) == (2, "txt", True)
    back = hall.write(lambda s: materials.restore_version(s, manual, first.id, 1, who, hall.now))
    assert (back.newest.number, back.newest.sha256) == (3, first.newest.sha256)
    numbers = [v.number for v in hall.read(lambda s: materials.list_versions(s, first.id))]
    assert numbers == [3, 2, 1]
    file = hall.read(lambda s: materials.load_file(s, manual, first.id, 1))
    assert (file.data, file.media_type) == (form.data, "application/pdf")
    preview = hall.read(lambda s: materials.load_preview(s, manual, first.id, 2))
    assert preview.words == "1. 대지\n2. 도로"
    with pytest.raises(NotFound):
        hall.read(lambda s: materials.load_page(s, manual, first.id, 2, 1))


def test_the_same_bytes_are_kept_once(hall: Hall, form: LookedAt) -> None:
    one = make_manual(hall, hall.cast.traveller).id
    other = make_manual(hall, hall.cast.traveller, "착공신고").id
    material = add(hall, one, form)
    add(hall, other, form)
    assert (count(hall, MaterialContent), count(hall, MaterialPreview)) == (1, 3)
    with pytest.raises(NotFound):
        hall.read(lambda s: materials.load_file(s, other, material.id, 1))


@sqlite_only
def test_what_is_taken_off_can_be_put_back(hall: Hall, form: LookedAt, list_of: LookedAt) -> None:
    manual, who = make_manual(hall, hall.cast.traveller).id, hall.cast.traveller.staff_id
    material = add(hall, manual, form)
    hall.write(lambda s: materials.remove_material(s, manual, material.id, who, hall.now))
    assert hall.read(lambda s: materials.list_materials(s, manual)) == []
    with pytest.raises(Conflict):
        hall.write(lambda s: materials.add_version(s, manual, material.id, list_of, "", who, hall.now))
    add(hall, manual, list_of)
    with pytest.raises(Conflict):
        hall.write(lambda s: materials.put_back_material(s, manual, material.id))
    other = hall.read(lambda s: materials.list_materials(s, manual))[0]
    hall.write(lambda s: materials.rename_material(s, manual, other.id, "점검표"))
    hall.write(lambda s: materials.put_back_material(s, manual, material.id))
    assert len(hall.read(lambda s: materials.list_materials(s, manual))) == 2


def test_what_was_taken_off_is_destroyed_in_time_but_not_what_another_manual_has(
    hall: Hall, form: LookedAt, list_of: LookedAt
) -> None:
    one, who = make_manual(hall, hall.cast.traveller).id, hall.cast.traveller.staff_id
    other = make_manual(hall, hall.cast.traveller, "착공신고").id
    gone = [add(hall, one, form), add(hall, one, list_of, "점검표")]
    stays = add(hall, other, form)
    for material in gone:
        hall.write(lambda s, m=material: materials.remove_material(s, one, m.id, who, hall.now))
    hall.clock.advance(days=89)
    keep(hall)
    assert count(hall, MaterialContent) == 2
    hall.write(lambda s: materials.put_back_material(s, one, gone[0].id))
    hall.write(lambda s: materials.remove_material(s, one, gone[0].id, who, hall.now))
    hall.clock.advance(days=2)
    keep(hall)
    assert count(hall, MaterialContent) == 1
    hall.clock.advance(days=90)
    keep(hall)
    with pytest.raises(NotFound):
        hall.write(lambda s: materials.put_back_material(s, one, gone[0].id))
    assert hall.read(lambda s: materials.load_file(s, other, stays.id, 1)).data == form.data
    assert count(hall, MaterialVersion) == count(hall, MaterialContent) == 1


@sqlite_only
def test_a_name_must_be_one_and_its_own(hall: Hall, form: LookedAt, list_of: LookedAt) -> None:
    manual = make_manual(hall, hall.cast.traveller).id
    add(hall, manual, form)
    with pytest.raises(Conflict):
        add(hall, manual, list_of)
    with pytest.raises(Invalid):
        add(hall, manual, list_of, "가" * 101)
    assert add(hall, manual, list_of, "").name == "점검표"


@sqlite_only
def test_watchers_are_told_of_a_new_version_once(hall: Hall, form: LookedAt) -> None:
    manual, watcher = make_manual(hall, hall.cast.traveller).id, hall.cast.colleague.staff_id
    hall.write(lambda s: tasks.set_mark(s, manual, watcher, is_watched=True))
    add(hall, manual, form)
    add(hall, manual, form)
    kinds = [n.kind for n in hall.read(lambda s: notifications.list_notices(s, watcher))]
    assert kinds == ["manual_material"]
