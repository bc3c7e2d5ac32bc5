"""What of the laws goes with a manual: pages that are there without a network, and what is not here."""

import threading
from datetime import UTC, datetime

import pytest

from services import laws
from services.clock import local_day
from services.manuals import citing, tasks
from tests.factories import TODAY
from tests.hall import Hall
from tests.law_files import ARTICLES, TRAVEL, law_file, with_term
from tests.services.test_laws_flags import make_manual, take

HELD = law_file("2024-07-02", "2024-07-02")
LATER = law_file("2026-09-02", "2026-12-03", {**ARTICLES, "제12조 (새것)": "새로 생긴다."})


def paths_of(hall: Hall, manual_id: int) -> dict[str, str]:
    pages = hall.read(lambda s: citing.list_cited_pages(s, [manual_id], local_day(hall.now)))
    return {page.path: page.tag for page in pages.get(manual_id, ())}


def test_each_page_that_a_manual_leads_to_is_taken_along(hall: Hall) -> None:
    take(hall, HELD, LATER)
    (law,) = hall.read(laws.list_laws)
    root = f"/laws/{law.id}"
    whole = make_manual(hall, f"「{TRAVEL}」을 본다.")
    many = make_manual(hall, f"「{TRAVEL}」 제8조의2제2항, 제9조부터 제11조까지, 제12조, 제99조")
    none = make_manual(hall, "「행정절차법」 제21조")
    assert list(paths_of(hall, whole)) == [root]
    assert list(paths_of(hall, many)) == [root, *(f"{root}/articles/{n}" for n in (12, "8-2", 9, 10, 11))]
    assert paths_of(hall, none) == {}
    before = paths_of(hall, many)
    hall.clock.at = datetime(2026, 12, 4, tzinfo=UTC)
    after = paths_of(hall, many)
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values()), "its pages say something else from that day on"


def test_a_law_that_comes_in_during_a_publication_is_seen_by_one_of_the_two(hall: Hall) -> None:
    take(hall, HELD)
    manual_id = make_manual(hall, "")
    newest = law_file("2026-09-01", "2026-09-01", with_term("3주일"))
    taken = threading.Event()

    def import_newest() -> None:
        take(hall, newest)
        taken.set()

    thread = threading.Thread(target=import_newest)
    with hall.database.writing() as session:
        tasks.lock_manual(session, manual_id, hall.now)
        citing.note_citations(session, manual_id, [f"「{TRAVEL}」 제8조의2"], hall.now)
        thread.start()
        taken.wait(timeout=1)
    thread.join()
    assert [flag.place for flag in hall.read(lambda s: citing.list_flags(s, manual_id))] == ["제8조의2"]


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_an_import_does_not_wait_for_who_has_a_manual_in_hand(hall: Hall) -> None:
    """Else the two could wait for each other: a publication waits for the import with its manual in hand."""
    take(hall, HELD)
    manual_id = make_manual(hall, f"「{TRAVEL}」 제8조의2")
    newest = law_file("2026-09-01", "2026-09-01", with_term("3주일"))
    taken = threading.Event()
    thread = threading.Thread(target=lambda: (take(hall, newest), taken.set()))
    with hall.database.writing() as session:
        tasks.lock_manual(session, manual_id, hall.now)
        thread.start()
        assert taken.wait(timeout=5)
    thread.join()


def test_what_is_not_here_is_said(hall: Hall) -> None:
    take(hall, HELD)
    text = f"「{TRAVEL}」 제9조, 「**행정절차법**」 제21조, 노동법 제3조\n- 『인감증명법』을 본다."
    make_manual(hall, text)
    make_manual(hall, "｢행정 절차법｣ 제22조와 제23조")
    linker = hall.read(lambda s: citing.Linker(s, [text], TODAY))
    assert linker.unknown == ["인감증명법", "행정절차법"]
    unknown = hall.read(citing.list_unknown_laws)
    assert [(title.replace(" ", ""), manuals) for title, manuals in unknown] == [
        ("행정절차법", 2),
        ("노동법", 1),
        ("인감증명법", 1),
    ]
