"""A new version of a law flags the manuals that cite what it changes, until somebody has looked."""

import secrets
from datetime import UTC, date, datetime

import pytest

from services import laws, people
from services.errors import Forbidden, NotFound
from services.laws import SourceFile
from services.manuals import citing, tasks
from services.manuals.citing import Flagged, FlagView
from services.manuals.tasks import NewManual
from services.notifications import list_notices
from tests.cast import Member
from tests.factories import TODAY
from tests.hall import Hall
from tests.law_files import ARTICLES, REAL_LAWS, TRAVEL, law_file, with_term

OLD = law_file("2024-07-02", "2024-07-02")
NEW = law_file("2026-09-01", "2026-09-01", with_term("3주일"))
LATER = law_file("2026-09-02", "2026-12-03", with_term("4주일"))
CITES = f"- 「{TRAVEL}」 제8조의2제2항: 2주일 이내에 신청한다."


def make_manual(hall: Hall, text: str) -> int:
    owner_id = hall.cast.traveller.staff_id
    unit_id = hall.read(lambda s: people.get_person(s, owner_id, TODAY)).unit_id or 0
    new = NewManual(secrets.token_bytes(16), unit_id, "여비 정산", owner_id=owner_id)
    manual_id = hall.write(lambda s: tasks.create_manual(s, new, owner_id, hall.now)).id
    hall.write(lambda s: citing.note_citations(s, manual_id, {"laws": text}, hall.now))
    return manual_id


def take(hall: Hall, *files: SourceFile) -> Flagged:
    return hall.write(lambda s: citing.take_laws(s, files, None, hall.clock.advance(seconds=1)))[1]


def flags_of(hall: Hall, manual_id: int) -> list[FlagView]:
    return hall.read(lambda s: citing.list_flags(s, manual_id))


def told(hall: Hall, who: Member) -> list[tuple[str, str]]:
    notices = hall.read(lambda s: list_notices(s, who.staff_id, only_unread=True))
    return [(notice.kind, notice.facts["count"]) for notice in notices if notice.kind.startswith("law_")]


def clear(hall: Hall, flag: FlagView, who: Member) -> None:
    hall.write(lambda s: citing.clear_flag(s, flag.id, who.staff_id, hall.now))


def test_a_changed_paragraph_flags_those_that_cite_it(hall: Hall) -> None:
    take(hall, OLD)
    cites = make_manual(hall, CITES)
    others = [
        make_manual(hall, f"「{TRAVEL}」 {place}") for place in ("제8조의2제1항", "제9조", "제11조", "")
    ]
    broader = [
        make_manual(hall, f"「공무원여비규정」 {place}")
        for place in ("제8조의2", "제8조부터 제10조까지", "제8조의2제1항부터 제3항까지", "제8조의2제2항제1호")
    ]
    watcher = hall.cast.colleague
    hall.write(lambda s: tasks.set_mark(s, cites, watcher.staff_id, is_watched=True))
    assert take(hall, NEW) == Flagged(flags=5, told=2)
    (flag,) = flags_of(hall, cites)
    assert (flag.place, flag.in_force_on.isoformat()) == ("제8조의2제2항", "2026-09-01")
    changed = [words.text for pair in flag.pairs for words in pair.new if words.is_changed]
    assert changed == ["3주일"]
    assert [len(flags_of(hall, each)) for each in others] == [0, 0, 0, 0]
    assert [len(flags_of(hall, each)) for each in broader] == [1, 1, 1, 1]
    assert told(hall, hall.cast.traveller) == [("law_changed", "5")]
    assert told(hall, watcher) == [("law_changed_watched", "1")]


def test_a_flag_falls_when_the_owner_confirms(hall: Hall) -> None:
    take(hall, OLD)
    manual_id = make_manual(hall, CITES)
    take(hall, NEW)
    (flag,) = flags_of(hall, manual_id)
    for stranger in (hall.cast.stranger, hall.cast.colleague):
        with pytest.raises(Forbidden):
            clear(hall, flag, stranger)
    clear(hall, flag, hall.cast.traveller)
    clear(hall, flag, hall.cast.traveller)
    assert flags_of(hall, manual_id) == []
    assert told(hall, hall.cast.traveller) == []
    assert take(hall, NEW) == Flagged(0, 0)
    with pytest.raises(NotFound):
        hall.write(lambda s: citing.clear_flag(s, 10**6, hall.cast.traveller.staff_id, hall.now))
    # What she has confirmed is what the next version is compared with.
    take(hall, LATER)
    (flag,) = flags_of(hall, manual_id)
    assert [each.in_force_on.isoformat() for each in (flag.old, flag.new)] == ["2026-09-01", "2026-12-03"]


def test_what_comes_later_is_announced_with_its_day(hall: Hall) -> None:
    take(hall, OLD)
    manual_id = make_manual(hall, CITES)
    take(hall, LATER, NEW)
    first, second = flags_of(hall, manual_id)
    assert [flag.in_force_on.isoformat() for flag in (first, second)] == ["2026-09-01", "2026-12-03"]
    assert [flag.old.in_force_on.isoformat() for flag in (first, second)] == ["2024-07-02", "2026-09-01"]
    cleared = hall.write(
        lambda s: citing.clear_flags(s, manual_id, hall.cast.lead.staff_id, second.id, hall.now)
    )
    assert (cleared, flags_of(hall, manual_id)) == (2, [])
    assert hall.write(lambda s: citing.flag_changes(s, [first.law_id], hall.now)) == Flagged(0, 0)
    # On its day there is no new flag; its owner hears of it once more, because her text may have waited.
    assert hall.read(lambda s: citing.find_come_into_force(s, hall.now)) == []
    hall.clock.at = datetime(2026, 12, 4, tzinfo=UTC)
    assert hall.write(lambda s: citing.flag_changes(s, [first.law_id], hall.now)) == Flagged(0, 0)
    come = hall.read(lambda s: citing.find_come_into_force(s, hall.now))
    for expected in (1, 0):
        assert hall.write(lambda s: citing.tell_come_into_force(s, come, hall.now)) == expected
    assert ("law_in_force", "1") in told(hall, hall.cast.traveller)


def test_a_newer_version_answers_the_flag_of_the_older(hall: Hall) -> None:
    take(hall, OLD)
    manual_id = make_manual(hall, CITES)
    take(hall, NEW)
    take(hall, law_file("2026-09-10", "2026-09-10", with_term("5주일")))
    (flag,) = flags_of(hall, manual_id)
    assert [each.in_force_on.isoformat() for each in (flag.old, flag.new)] == ["2024-07-02", "2026-09-10"]
    take(hall, law_file("2026-09-20", "2026-09-20"))
    assert flags_of(hall, manual_id) == [], "it says again what its owner knows"


def test_the_past_of_a_law_flags_nothing(hall: Hall) -> None:
    manual_id = make_manual(hall, CITES)
    assert take(hall, OLD, NEW) == Flagged(0, 0), "the text in force when it was published is what she knows"
    assert flags_of(hall, manual_id) == []
    take(hall, LATER)
    assert [flag.new.in_force_on.isoformat() for flag in flags_of(hall, manual_id)] == ["2026-12-03"]


def test_a_version_that_was_not_known_here_when_she_wrote_is_new_to_her(hall: Hall) -> None:
    take(hall, OLD)
    manual_id = make_manual(hall, CITES)
    hall.clock.advance(days=30)
    take(hall, NEW)
    assert len(flags_of(hall, manual_id)) == 1


def test_a_new_text_keeps_open_flags_and_drops_those_it_does_not_cite(hall: Hall) -> None:
    take(hall, OLD)
    manual_id = make_manual(hall, f"{CITES}\n「{TRAVEL}」 제8조의2")
    take(hall, NEW)
    assert len(flags_of(hall, manual_id)) == 2
    hall.write(lambda s: citing.note_many(s, [(manual_id, [CITES])], hall.now))
    assert [flag.place for flag in flags_of(hall, manual_id)] == ["제8조의2제2항"]
    hall.write(lambda s: citing.note_citations(s, manual_id, ["아무것도 인용하지 않는다."], hall.now))
    assert flags_of(hall, manual_id) == []
    hall.write(lambda s: citing.note_citations(s, manual_id, [CITES], hall.now))
    assert flags_of(hall, manual_id) == [], "whoever publishes anew has today's law before her"


def test_a_publication_is_told_at_once_what_will_change(hall: Hall) -> None:
    take(hall, NEW, LATER)
    one = make_manual(hall, CITES)
    two = make_manual(hall, "")
    hall.write(lambda s: citing.note_many(s, [(two, [CITES])], hall.now))
    assert [len(flags_of(hall, each)) for each in (one, two)] == [1, 1]
    page = hall.read(lambda s: citing.list_flagged(s, hall.cast.traveller.staff_id))
    assert (page.total, {manual.manual_id for manual in page.manuals}) == (2, {one, two})
    assert hall.read(lambda s: citing.list_flagged(s, hall.cast.stranger.staff_id)).total == 0
    assert hall.read(lambda s: citing.count_flags(s, [one, two])) == {one: 1, two: 1}


def test_what_is_cited_anew_before_its_day_is_announced_anew(hall: Hall) -> None:
    take(hall, NEW, LATER, law_file("2020-01-01", "2020-01-01", title="주민등록법", number="1"))
    manual_id = make_manual(hall, CITES)
    hall.write(lambda s: citing.note_citations(s, manual_id, ["「주민등록법」 제8조의2제2항"], hall.now))
    assert flags_of(hall, manual_id) == [], "another law's article of the same number"
    hall.write(lambda s: citing.note_citations(s, manual_id, [CITES], hall.now))
    assert [flag.in_force_on.isoformat() for flag in flags_of(hall, manual_id)] == ["2026-12-03"]


def test_who_has_confirmed_ahead_still_learns_of_what_comes_before(hall: Hall) -> None:
    take(hall, OLD, LATER)
    manual_id = make_manual(hall, CITES)
    (flag,) = flags_of(hall, manual_id)
    clear(hall, flag, hall.cast.traveller)
    assert take(hall, law_file("2026-08-20", "2026-08-20")) == Flagged(0, 0), "it says what holds"
    between = law_file("2026-08-25", "2026-10-15", with_term("10일"))
    assert take(hall, between) == Flagged(flags=1, told=1)
    (flag,) = flags_of(hall, manual_id)
    assert [each.in_force_on.isoformat() for each in (flag.old, flag.new)] == ["2026-08-20", "2026-10-15"]
    clear(hall, flag, hall.cast.traveller)
    assert take(hall, law_file("2025-01-01", "2025-01-01", with_term("7일"))) == Flagged(0, 0)
    after = law_file("2026-09-20", "2027-01-01", with_term("9주일"))
    assert take(hall, after) == Flagged(flags=1, told=1), "once, for the new one alone"


def test_a_lead_who_confirms_answers_the_owners_notice(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, OLD)
    manual_id = make_manual(hall, CITES)
    take(hall, NEW)
    (flag,) = flags_of(hall, manual_id)
    assert told(hall, hall.cast.traveller) == [("law_changed", "1")]
    clear(hall, flag, hall.cast.lead)
    assert told(hall, hall.cast.traveller) == []


def test_marks_of_the_text_hide_no_citation(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, OLD)
    cites = [
        make_manual(hall, text)
        for text in (
            f"「**{TRAVEL}**」 **제8조의2**제2항",
            f"[「{TRAVEL}」](https://www.law.go.kr/제3조) *제8조의2제2항*",
            f"| 법령 | 조문 |\n|---|---|\n| 「{TRAVEL}」 | 제8조의2제2항 |",
            f"```흐름\n신청 -> 정산(「{TRAVEL}」 제8조의2제2항)\n```",
            "공무원여비규정 제8조의2제2항에 따라 신청한다.",
        )
    ]
    take(hall, NEW)
    assert [[flag.place for flag in flags_of(hall, each)] for each in cites] == [["제8조의2제2항"]] * 5


def test_an_article_that_is_gone_or_new_flags_too(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, OLD)
    gone = make_manual(hall, f"「{TRAVEL}」 제9조제1항")
    coming = make_manual(hall, f"「{TRAVEL}」 제12조")
    articles = {head: text for head, text in ARTICLES.items() if not head.startswith("제9조")}
    take(hall, law_file("2026-09-01", "2026-09-01", articles | {"제12조": "새로 생긴다."}))
    (flag,) = flags_of(hall, gone)
    assert all(not pair.new for pair in flag.pairs)
    (flag,) = flags_of(hall, coming)
    assert all(not pair.old for pair in flag.pairs)


def test_of_two_items_the_changed_one_flags(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, OLD)
    cites = [make_manual(hall, f"「{TRAVEL}」 제8조의2제2항제{item}호") for item in (1, 2)]
    items = {head: text.replace("영수증", "영수증과 사진") for head, text in ARTICLES.items()}
    take(hall, law_file("2026-09-01", "2026-09-01", items))
    assert [len(flags_of(hall, each)) for each in cites] == [1, 0]
    (flag,) = flags_of(hall, cites[0])
    lead, item = flag.pairs
    assert (lead.is_changed, "2주일 이내" in lead.new[0].text) == (False, True)
    assert [words.text for words in item.new if words.is_changed] == ["영수증과 사진"]


def test_links_lead_to_what_is_known_and_leave_the_rest(sqlite_hall: Hall) -> None:
    text = f"{CITES}\n「행정절차법」 제21조"
    take(sqlite_hall, NEW, LATER)
    linker = sqlite_hall.read(lambda s: citing.Linker(s, [text], TODAY))
    (law,) = sqlite_hall.read(laws.list_laws)
    known, unknown = linker(text)
    assert known.path == f"/laws/{law.id}/articles/8-2#p2"
    assert (known.later_on, unknown.path) == (date(2026, 12, 3), None)
    assert [found.id for found in linker.list_laws()] == [law.id]


def test_the_real_laws_flag_what_they_changed(sqlite_hall: Hall) -> None:
    """행정업무규정 제5조제2항 changed on 2026-05-19, 지방공무원법 제63조제2항제4호 will on 2026-12-03."""
    hall = sqlite_hall
    if not REAL_LAWS.exists():
        return test_a_changed_paragraph_flags_those_that_cite_it(hall)
    files = laws.read_folder(REAL_LAWS)
    take(hall, *(file for file in files if "2026" not in file.name))
    rule = "「행정업무의 운영 및 혁신에 관한 규정」"
    manual_id = make_manual(hall, f"{rule} 제5조제2항, 제5조제1항, 제62조\n「지방공무원법」 제63조제2항제4호")
    take(hall, *files)
    assert [
        (flag.law_title, flag.place, flag.in_force_on.isoformat()) for flag in flags_of(hall, manual_id)
    ] == [
        ("행정업무의 운영 및 혁신에 관한 규정", "제5조제2항", "2026-05-19"),
        ("지방공무원법", "제63조제2항제4호", "2026-12-03"),
    ]
    return None
