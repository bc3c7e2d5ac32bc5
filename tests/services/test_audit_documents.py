"""Documents: decoded in a process of their own, whatever somebody hands in."""

import io
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from services import audit
from services.audit import BatchView, NewFile
from services.audit.documents import PageCodes, Unreadable, decode_file
from services.audit.models import AuditChunk, AuditFile
from services.errors import Conflict, Invalid, NotFound
from tests.audit_story import Story
from tests.papers import (
    as_image,
    as_pdf,
    bomb_png,
    draw_page,
    flate_bomb_pdf,
    giant_page_pdf,
    locked_pdf,
    many_pages_pdf,
    scan,
)

ONE = "BG1:" + "7" * 330
TWO = "BG1:" + "8" * 330
SHOP = "HTTPS://SHOP.EXAMPLE.COM/1182"
BATCH = b"\x05" * 16


def decode(folder: Path, data: bytes, **options: float) -> list[PageCodes]:
    path = folder / "document"
    path.write_bytes(data)
    return list(decode_file(path, **options))  # type: ignore[arg-type]


# ---- one file


def test_every_page_gives_its_codes(tmp_path: Path) -> None:
    pdf = as_pdf(draw_page(ONE, SHOP), draw_page(), draw_page(TWO))
    pages = decode(tmp_path, pdf)
    assert [(p.page, p.pages, set(p.texts)) for p in pages] == [
        (1, 3, {ONE, SHOP}),
        (2, 3, set()),
        (3, 3, {TWO}),
    ]


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF", "BMP"])
def test_a_bad_scan_as_a_picture_is_read(tmp_path: Path, form: str) -> None:
    pages = decode(tmp_path, as_image(scan(draw_page(ONE)), form))
    assert [p.texts for p in pages] == [[ONE]]


def test_a_scanners_picture_of_many_pages_is_read(tmp_path: Path) -> None:
    tiff = as_image(draw_page(ONE), "TIFF", [draw_page(), draw_page(TWO)])
    assert [p.texts for p in decode(tmp_path, tiff)] == [[ONE], [], [TWO]]


def test_decoding_goes_on_behind_a_page(tmp_path: Path) -> None:
    pdf = as_pdf(draw_page(ONE), draw_page(TWO))
    assert [p.page for p in decode(tmp_path, pdf, first_page=2)] == [2]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda: b"", "empty"),
        (lambda: b"MZ\x90\x00" + bytes(2_000), "not_a_document"),
        (lambda: b"PK\x03\x04" + bytes(2_000), "not_a_document"),
        (lambda: b"<html>hello</html>", "not_a_document"),
        (lambda: b"%PDF-1.7\n" + os.urandom(4_000), "damaged"),
        (lambda: as_pdf(draw_page(ONE))[:900], "damaged"),
        (lambda: b"\x89PNG\r\n\x1a\n" + os.urandom(200), "not_a_document"),
        (locked_pdf, "locked"),
        (bomb_png, "too_large"),
        (lambda: many_pages_pdf(2_001), "too_many_pages"),
    ],
)
def test_what_cannot_be_read_has_a_name(tmp_path: Path, make: Callable[[], bytes], problem: str) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(tmp_path, make())
    assert refused.value.args == (problem,)


def test_a_page_of_a_hundred_metres_is_only_a_page(tmp_path: Path) -> None:
    assert [(p.page, p.texts) for p in decode(tmp_path, giant_page_pdf())] == [(1, [])]


def test_a_page_that_stalls_the_process_is_unreadable_and_the_others_are_read(tmp_path: Path) -> None:
    pages = decode(tmp_path, flate_bomb_pdf(), page_seconds=2.0)
    assert [(p.page, p.is_readable) for p in pages] == [(1, False)]


def test_a_picture_that_ends_too_early_is_an_unreadable_page(tmp_path: Path) -> None:
    data = as_image(draw_page(ONE), "PNG")
    assert [(p.page, p.is_readable) for p in decode(tmp_path, data[: len(data) // 2])] == [(1, False)]


# ---- batches


def hand_in(story: Story, *files: bytes, batch_id: bytes = BATCH, auditor_id: int | None = None) -> BatchView:
    new = [NewFile(f"정산 {n}.pdf", io.BytesIO(data)) for n, data in enumerate(files, 1)]
    who = auditor_id or story.cast.auditor.staff_id
    kept_for = timedelta(days=30)
    return story.write(lambda s: audit.create_batch(s, who, batch_id, new, story.now, kept_for=kept_for))


def work(story: Story) -> int:
    return audit.process_batches(story.database, story.clock)


def batch_of(story: Story, batch_id: bytes = BATCH) -> BatchView:
    return story.read(lambda s: audit.get_batch(s, story.cast.auditor.staff_id, batch_id))


def codes_of(story: Story) -> list[audit.FoundCode]:
    return story.read(lambda s: audit.list_codes(s, story.cast.auditor.staff_id, BATCH))


def count_chunks(story: Story) -> int:
    return story.read(lambda s: s.scalar(select(func.count()).select_from(AuditChunk))) or 0


def test_a_batch_is_decoded_and_its_files_are_destroyed(story: Story) -> None:
    before = hand_in(story, as_pdf(draw_page(ONE), draw_page(SHOP, TWO)), as_image(draw_page(ONE)))
    assert (before.state, [file.state for file in before.files]) == ("queued", ["queued", "queued"])
    assert count_chunks(story) == 2
    assert work(story) == 2
    after = batch_of(story)
    assert (after.state, after.pages, after.pages_done, after.codes) == ("done", 3, 3, 3)
    assert [file.other_codes for file in after.files] == [1, 0]
    assert [(code.file_position, code.page, code.text) for code in codes_of(story)] == [
        (0, 1, ONE),
        (0, 2, TWO),
        (1, 1, ONE),
    ]
    assert count_chunks(story) == 0
    assert work(story) == 0


def test_a_file_larger_than_a_piece_comes_together_again(story: Story) -> None:
    page = draw_page(ONE)
    page.paste(Image.effect_noise((1500, 1500), 90), (100, 800))
    hand_in(story, as_pdf(page, page, page, page))
    assert count_chunks(story) > 2
    work(story)
    assert batch_of(story).codes == 4


def test_the_same_batch_sent_again_is_the_same_batch(story: Story) -> None:
    first = hand_in(story, as_pdf(draw_page(ONE)))
    work(story)
    assert hand_in(story, as_pdf(draw_page(TWO))).created_at == first.created_at
    assert batch_of(story).codes == 1


def test_a_batch_is_its_auditors_alone(story: Story) -> None:
    hand_in(story, as_pdf(draw_page(ONE)))
    other = story.cast.administrator.staff_id
    with pytest.raises(Conflict):
        hand_in(story, as_pdf(draw_page(ONE)), auditor_id=other)
    for look in (audit.get_batch, audit.list_codes, audit.destroy_batch):
        with pytest.raises(NotFound):
            story.write(lambda s, look=look: look(s, other, BATCH))
    assert story.read(lambda s: audit.list_batches(s, other)) == []


def test_one_bad_file_does_not_stop_the_others(story: Story) -> None:
    hand_in(story, b"MZ\x90" + bytes(100), as_pdf(draw_page(ONE)), locked_pdf())
    work(story)
    batch = batch_of(story)
    assert batch.state == "done"
    assert [(file.state, file.problem) for file in batch.files] == [
        ("failed", "not_a_document"),
        ("done", ""),
        ("failed", "locked"),
    ]
    assert all(file.sentence for file in batch.files if file.problem)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([], "no_files"),
        ([b""], "not_a_document"),
        ([b"MZ"], "not_a_document"),
        ([b"x"] * 41, "too_many_files"),
    ],
)
def test_nothing_but_rubbish_is_refused_at_once(sqlite_story: Story, files: list[bytes], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        hand_in(sqlite_story, *files)
    assert refused.value.code == code
    assert sqlite_story.read(lambda s: audit.list_batches(s, sqlite_story.cast.auditor.staff_id)) == []


def test_a_batch_goes_when_its_time_is_over(story: Story) -> None:
    hand_in(story, as_pdf(draw_page(ONE)))
    work(story)
    story.clock.advance(days=29, hours=23)
    work(story)
    assert batch_of(story).codes == 1
    story.clock.advance(hours=2)
    work(story)
    with pytest.raises(NotFound):
        batch_of(story)
    assert story.read(lambda s: s.scalar(select(func.count()).select_from(AuditFile))) == 0


def test_an_auditor_may_destroy_it_before(story: Story) -> None:
    hand_in(story, as_pdf(draw_page(ONE)))
    story.write(lambda s: audit.destroy_batch(s, story.cast.auditor.staff_id, BATCH))
    assert count_chunks(story) == 0
    assert work(story) == 0


def take(story: Story, **values: object) -> None:
    """A worker that died: it had taken the file and got so far."""
    row = {"state": "running", "attempts": 1, "lease_until": story.now + timedelta(minutes=1)} | values
    story.write(lambda s: [setattr(s.get_one(AuditFile, (BATCH, 0)), k, v) for k, v in row.items()])


def test_what_another_worker_holds_is_left_to_it_until_its_lease_is_over(story: Story) -> None:
    hand_in(story, as_pdf(draw_page(ONE), draw_page(TWO)))
    take(story, pages=2, pages_done=1)
    assert work(story) == 0
    story.clock.advance(minutes=2)
    assert work(story) == 1
    assert [code.page for code in codes_of(story)] == [2]
    assert batch_of(story).pages_done == 2


def test_a_file_that_no_worker_survives_is_given_up(sqlite_story: Story) -> None:
    story = sqlite_story
    hand_in(story, as_pdf(draw_page(ONE)))
    take(story, attempts=3, lease_until=story.now - timedelta(minutes=1))
    work(story)
    assert (batch_of(story).state, batch_of(story).files[0].problem) == ("failed", "gave_up")
    assert count_chunks(story) == 0


def test_codes_go_on_behind_a_place(sqlite_story: Story) -> None:
    story = sqlite_story
    hand_in(story, as_pdf(draw_page(ONE), draw_page(TWO)))
    work(story)
    first = codes_of(story)[0]
    who = story.cast.auditor.staff_id
    rest = story.read(lambda s: audit.list_codes(s, who, BATCH, after=first.place))
    assert [code.page for code in rest] == [2]


def test_a_place_behind_all_codes_may_be_asked_for(story: Story) -> None:
    """How far a batch is, is asked without its codes; PostgreSQL's small integers are small."""
    hand_in(story, as_pdf(draw_page(ONE)))
    work(story)
    who, behind = story.cast.auditor.staff_id, (999_999_999, 999_999_999)
    assert story.read(lambda s: audit.list_codes(s, who, BATCH, after=behind)) == []


def test_a_code_that_holds_nul_does_not_stop_the_others(story: Story) -> None:
    """PostgreSQL takes no NUL in a text."""
    hand_in(story, as_pdf(draw_page("BG1:\x00\x01broken", TWO)))
    work(story)
    assert batch_of(story).state == "done"
    assert {code.text for code in codes_of(story)} == {"BG1:\x01broken", TWO}


def test_a_code_is_shown_for_the_first_time_once(sqlite_story: Story) -> None:
    story = sqlite_story
    hand_in(story, as_pdf(draw_page(ONE)))
    work(story)
    assert len(story.write(lambda s: audit.note_shown(s, BATCH, codes_of(story), story.now))) == 1
    assert story.write(lambda s: audit.note_shown(s, BATCH, codes_of(story), story.now)) == []
