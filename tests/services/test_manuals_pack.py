"""What belongs to a person's pack: hers and her favourites, as far as they open to her and fit."""

from datetime import timedelta

from services import people
from services.clock import local_day
from services.manuals import Section, materials, pack, tasks, texts
from services.manuals.materials import LookedAt
from services.manuals.tasks import NewManual
from services.manuals.texts import FirstText
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_hall import make_manual, unit_of


def pack_of(hall: Hall) -> pack.Pack:
    return hall.read(lambda s: pack.pack_for(s, hall.cast.traveller.staff_id, hall.now))


def file_of(size_bytes: int) -> LookedAt:
    data = bytes([size_bytes % 251]) * size_bytes
    return LookedAt("서식.pdf", "pdf", data, size_bytes.to_bytes(32), [], "")


def test_hers_come_first_and_files_as_far_as_they_fit(hall: Hall) -> None:
    who, colleague = hall.cast.traveller.staff_id, hall.cast.colleague
    own, kept = (
        make_manual(hall, hall.cast.traveller, "착공신고").id,
        make_manual(hall, colleague, "가설건축물").id,
    )
    hall.write(lambda s: tasks.set_mark(s, kept, who, is_favourite=True))
    for manual_id, name, megabytes in (
        (own, "큰 도면", 9),
        (own, "도면", 8),
        (kept, "사진", 7),
        (kept, "서식", 2),
    ):
        file = file_of(megabytes * 1_000_000)
        hall.write(lambda s, m=manual_id, n=name, f=file: materials.add_material(s, m, n, f, who, hall.now))  # type: ignore[misc]
    found = pack_of(hall)
    assert [(m.manual_id, m.is_mine) for m in found.manuals] == [(own, True), (kept, False)]
    assert [file.name for file in found.files] == ["큰 도면", "도면", "서식"]
    assert (found.file_bytes, found.left_out, found.is_cut) == (19_000_000, 1, False)


@sqlite_only
def test_more_than_it_takes_is_said(hall: Hall) -> None:
    for number in range(pack.MOST_MANUALS + 1):
        make_manual(hall, hall.cast.traveller, f"업무 {number}")
    found = pack_of(hall)
    assert (len(found.manuals), found.is_cut) == (pack.MOST_MANUALS, True)


@sqlite_only
def test_what_opens_to_her_no_more_is_not_asked_for_again_and_again(hall: Hall) -> None:
    """A manual is of one institution; she works in another one now."""
    today = local_day(hall.now)
    make_manual(hall, hall.cast.traveller)
    kind, long_ago = people.UnitKind.INSTITUTION, today - timedelta(days=30)
    other = hall.write(lambda s: people.create_unit(s, kind, "옆 군", None, long_ago))
    who = hall.cast.traveller.staff_id
    hall.write(lambda s: people.assign_person(s, who, other, today, title="주무관"))
    assert pack_of(hall).manuals == []


@sqlite_only
def test_a_stamp_of_the_small_hours_is_of_that_day(hall: Hall) -> None:
    hall.clock.advance(hours=-(hall.now.hour - 16) % 24)
    who = hall.cast.traveller
    first = FirstText(
        NewManual(b"manual-000000001", unit_of(hall, who), "착공신고", who.staff_id),
        {Section.OVERVIEW: "신고"},
    )
    hall.write(
        lambda s: texts.publish_new(s, hall.ledger, [first], who.staff_id, hall.now, is_confirmed=True)
    )
    (packed,) = pack_of(hall).manuals
    assert hall.now.date() != local_day(hall.now) == packed.verified_on
