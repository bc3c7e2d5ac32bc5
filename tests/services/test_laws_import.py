"""Laws come in as a whole or not at all; of each day it is known what is in force."""

import io
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from services import keeping, laws
from services.errors import Conflict, Invalid, Malformed, NotFound
from services.laws import Fate, Place, SourceFile
from services.laws.models import LawUpload
from services.manuals import citing
from services.settings import Mode, Settings
from tests.factories import TODAY
from tests.hall import Hall
from tests.law_files import ARTICLES, REAL_LAWS, TRAVEL, law_file, law_text, with_term

OLD, HELD = law_file("2024-07-02", "2024-07-02"), law_file("2025-10-01", "2025-10-01", with_term("3주일"))
NEXT = law_file("2026-06-02", "2026-12-03", with_term("4주일"))


def take(hall: Hall, *files: SourceFile) -> laws.Taken:
    return hall.write(lambda s: citing.take_laws(s, files, None, hall.now))[0]


def term_on(hall: Hall, on: date) -> str:
    found = hall.read(lambda s: laws.find_article(s, TRAVEL, 8, 2, on))
    assert found is not None
    return found.text.split("날부터 ")[1].split(" 이내")[0]


def test_the_text_in_force_is_that_of_its_day(hall: Hall) -> None:
    taken = take(hall, NEXT, OLD, HELD)
    assert [row.fate for row in taken.plan.rows] == [Fate.NEW] * 3
    assert term_on(hall, date(2025, 9, 30)) == "2주일"
    assert term_on(hall, date(2025, 10, 1)) == "3주일"
    assert term_on(hall, TODAY) == "3주일"
    assert term_on(hall, date(2026, 12, 3)) == "4주일"
    (law,) = hall.read(laws.list_laws)
    assert [version.in_force_on for version in law.upcoming(TODAY)] == [date(2026, 12, 3)]


def test_a_law_is_found_by_title_number_and_short_name(sqlite_hall: Hall) -> None:
    take(sqlite_hall, HELD)
    (law,) = sqlite_hall.read(laws.list_laws)
    sqlite_hall.write(lambda s: laws.add_short_name(s, law.id, "여비규정"))
    for name in (law.id, "공무원여비규정", "009402", "여비 규정"):
        assert sqlite_hall.read(lambda s, name=name: laws.find_article(s, name, 9, 0, TODAY)) is not None
    sqlite_hall.write(lambda s: laws.remove_short_name(s, law.id, "여비규정"))
    sqlite_hall.write(lambda s: laws.remove_short_name(s, law.id, TRAVEL))
    assert sqlite_hall.read(lambda s: laws.find_article(s, "여비 규정", 9, 0, TODAY)) is None
    assert sqlite_hall.read(lambda s: laws.find_article(s, TRAVEL, 9, 0, TODAY)) is not None


def test_a_short_name_belongs_to_one_law(sqlite_hall: Hall) -> None:
    take(sqlite_hall, HELD, law_file("2025-01-01", "2025-01-01", title="건축법", number="1"))
    building, travel = sqlite_hall.read(laws.list_laws)
    with pytest.raises(Conflict):
        sqlite_hall.write(lambda s: laws.add_short_name(s, travel.id, "건축법"))
    for name in ("", "법", "「여비」", "가" * 61):
        with pytest.raises(Invalid):
            sqlite_hall.write(lambda s, name=name: laws.add_short_name(s, building.id, name))


def test_an_article_that_comes_later_is_known(sqlite_hall: Hall) -> None:
    take(
        sqlite_hall, HELD, law_file("2026-06-02", "2026-12-03", {**ARTICLES, "제12조 (새것)": "새로 생긴다."})
    )
    found = sqlite_hall.read(lambda s: laws.find_article(s, TRAVEL, 12, 0, TODAY))
    assert found is not None
    assert (found.in_force, found.version.in_force_on) == (False, date(2026, 12, 3))
    assert sqlite_hall.read(lambda s: laws.find_article(s, TRAVEL, 13, 0, TODAY)) is None


def test_a_later_promulgation_has_the_earlier_one_in_it(sqlite_hall: Hall) -> None:
    """As 건축법: of 2025-08-26, in force from 2026-02-27, and of 2025-10-01, in force at once."""
    early = law_file("2025-08-26", "2026-02-27", with_term("5주일"))
    take(sqlite_hall, early, law_file("2025-10-01", "2025-10-01", with_term("6주일")))
    assert term_on(sqlite_hall, date(2026, 2, 27)) == "6주일"
    (law,) = sqlite_hall.read(laws.list_laws)
    assert law.upcoming(date(2025, 10, 2)) == []


def test_of_two_on_one_day_the_later_promulgated_holds(sqlite_hall: Hall) -> None:
    take(sqlite_hall, law_file("2026-01-02", "2026-01-02", with_term("7주일")))
    take(sqlite_hall, law_file("2025-12-30", "2026-01-02"))
    assert term_on(sqlite_hall, date(2026, 1, 2)) == "7주일"


def test_what_is_there_is_left_alone(sqlite_hall: Hall) -> None:
    take(sqlite_hall, HELD)
    changed = law_file("2025-10-01", "2025-10-01", with_term("9주일"))
    again = take(sqlite_hall, HELD, changed, SourceFile("same.md", HELD.data))
    assert [row.fate for row in again.plan.rows] == [Fate.KNOWN, Fate.REFUSED, Fate.KNOWN]
    assert again.law_ids == ()
    assert term_on(sqlite_hall, TODAY) == "3주일"


def test_a_wrong_text_is_replaced_only_when_that_is_asked_for(hall: Hall) -> None:
    take(hall, OLD, law_file("2025-10-01", "2025-10-01", {"제9조 (운임)": "파일이 끊겼다."}))
    whole = [HELD, SourceFile("other.md", HELD.data.replace("3주일".encode(), "4주일".encode()))]
    taken = hall.write(lambda s: citing.take_laws(s, whole, None, hall.now, replaces=True))[0]
    assert [row.fate for row in taken.plan.rows] == [Fate.REPLACED, Fate.REFUSED]
    fare = hall.read(lambda s: laws.find_article(s, TRAVEL, 9, 0, TODAY))
    assert fare is not None
    assert fare.text == "운임은 실비로 지급한다."
    assert term_on(hall, TODAY) == "3주일"
    (law,) = hall.read(laws.list_laws)
    assert [version.in_force_on for version in law.versions] == [date(2024, 7, 2), date(2025, 10, 1)]
    assert take(hall, HELD).plan.count(Fate.KNOWN) == 1


def test_bad_files_stop_no_good_one(hall: Hall) -> None:
    bad = [
        SourceFile("no front.md", b"# text"),
        SourceFile("half.md", law_text("2026-01-01", "2026-01-01").replace("제목:", "제:").encode()),
        law_file("2026-01-01", "2026-01-01", number="other"),
    ]
    planned = hall.read(lambda s: laws.plan_laws(s, [*bad, HELD]))
    assert hall.read(laws.list_laws) == []
    taken = take(hall, *bad, HELD)
    assert planned == taken.plan
    assert [row.fate for row in taken.plan.rows] == [Fate.NEW, *[Fate.REFUSED] * 3]
    assert all(row.sentence for row in taken.plan.rows if row.fate is Fate.REFUSED)
    assert [law.number for law in hall.read(laws.list_laws)] == ["009402"]


def pack(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_an_archive_is_read_and_taken_once(sqlite_hall: Hall) -> None:
    staff_id = sqlite_hall.cast.administrator.staff_id
    data = pack(("여비/1.md", HELD.data), ("README.txt", b"x"), ("나쁨.md", b"x"))
    upload_id = sqlite_hall.write(lambda s: laws.keep_upload(s, "laws.zip", data, staff_id, sqlite_hall.now))
    files = sqlite_hall.read(lambda s: laws.open_upload(s, upload_id, sqlite_hall.now))
    assert [file.name for file in files] == ["여비/1.md", "나쁨.md"]
    with pytest.raises(NotFound):
        sqlite_hall.read(lambda s: laws.open_upload(s, upload_id, sqlite_hall.now + timedelta(days=2)))
    sqlite_hall.write(lambda s: laws.close_upload(s, upload_id, 1, 0, sqlite_hall.now))
    for repeat in (
        lambda s: laws.close_upload(s, upload_id, 1, 0, sqlite_hall.now),
        lambda s: laws.open_upload(s, upload_id, sqlite_hall.now),
    ):
        with pytest.raises(Conflict):
            sqlite_hall.write(repeat)


def test_what_nobody_takes_in_goes_after_a_day(hall: Hall) -> None:
    staff_id, settings = (
        hall.cast.administrator.staff_id,
        Settings(mode=Mode.DEMO, state_dir=Path("/nowhere")),
    )
    taken, waiting = (
        hall.write(lambda s: laws.keep_upload(s, "laws.md", HELD.data, staff_id, hall.now)) for _ in range(2)
    )
    hall.write(lambda s: laws.close_upload(s, taken, 1, 0, hall.now))
    for hours, left in ((23, True), (2, False)):
        hall.clock.advance(hours=hours)
        keeping.destroy_what_is_over(hall.database, hall.ledger, settings, hall.now)
        ids = hall.read(lambda s: set(s.scalars(select(LawUpload.id))))
        assert ids == ({taken, waiting} if left else {taken})


def test_archives_that_are_bombs_or_none_are_refused() -> None:
    whole = pack(("1.md", HELD.data))
    bombs = [
        pack(*((f"{n}.md", b"0" * 4_000_000) for n in range(20))),
        pack(*((f"{n}.md", b"") for n in range(1_001))),
        b"PK\x03\x04 no archive",
        whole[:-30],
        whole[:40] + b"\xff" * 40 + whole[80:],
        pack(("text.txt", b"x")),
    ]
    for data in bombs:
        with pytest.raises(Malformed):
            laws.read_upload("laws.zip", data)
    (large,) = laws.read_upload("laws.zip", pack(("1.md", b"0" * 5_000_000)))
    assert len(large.data) == 4_000_001


def test_versions_are_compared_word_by_word(sqlite_hall: Hall) -> None:
    new = {**with_term("3주일"), "제9조 (운임)": "운임은  실비로 지급한다. <개정 2025.1.1>"}
    del new["제11조 (일비)"]
    take(sqlite_hall, OLD, law_file("2025-10-01", "2025-10-01", new))
    (law,) = sqlite_hall.read(laws.list_laws)
    old_id, new_id = (version.id for version in law.versions)
    changes = sqlite_hall.read(lambda s: laws.compare_versions(s, law, old_id, new_id))
    assert [change.place for change in changes] == [Place(8, 2), Place(11)]
    assert changes[1].new is None
    (pair,) = [pair for pair in changes[0].pairs if pair.is_changed]
    assert [words.text for words in pair.old if words.is_changed] == ["2주일"]
    assert [words.text for words in pair.new if words.is_changed] == ["3주일"]


def test_all_the_real_laws_come_in(hall: Hall) -> None:
    """Without them, the made ones do."""
    files = laws.read_folder(REAL_LAWS) if REAL_LAWS.exists() else [OLD, HELD, NEXT]
    taken = take(hall, *files)
    assert taken.plan.count(Fate.NEW) == len(files)
    found = hall.read(laws.list_laws)
    assert sum(len(law.versions) for law in found) == len(files)
    assert all(law.in_force(TODAY) for law in found)
    if REAL_LAWS.exists():
        later = {law.title: [each.in_force_on for each in law.upcoming(TODAY)] for law in found}
        assert {title: days for title, days in later.items() if days} == {
            "식품위생법": [date(2026, 12, 31)],
            "지방공무원법": [date(2026, 12, 3)],
        }
