"""How far a search reaches: institutions, units and sections; all pages; what was read otherwise before."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.manuals.search import (
    Entry,
    Passage,
    Query,
    make_anew,
    put_manuals,
    search,
    suggest_as_typed,
)
from services.manuals.search.models import SearchBits, SearchWord
from tests.search_entries import UPDATED_ON, find_ids, make_entry, sizes_of


def test_an_institution_a_unit_and_a_section_narrow_it_down(session: Session) -> None:
    put_manuals(
        session,
        [
            make_entry(1, "두루미 관찰", "갯벌", institution_id=1, unit_id=11),
            make_entry(2, "두루미 보호", "갯벌", institution_id=1, unit_id=12),
            make_entry(9_000, "두루미 통계", "두루미를 센다", institution_id=2, unit_id=21),
        ],
    )
    assert find_ids(session, Query("두루미", None)) == {1, 2, 9_000}
    assert find_ids(session, Query("두루미", institution_id=1)) == {1, 2}
    assert find_ids(session, Query("두루미", institution_id=1, unit_id=12)) == {2}
    assert find_ids(session, Query("두루미", None, section="process")) == {9_000}
    assert find_ids(session, Query("두루미", institution_id=3)) == set()


def test_pages_do_not_overlap(session: Session) -> None:
    put_manuals(session, [make_entry(n, f"두루미 관찰 {n}", "갯벌") for n in range(1, 26)])
    pages = [search(session, Query("두루미", None, page=page)) for page in (1, 2, 3)]
    ids = [hit.manual_id for page in pages for hit in page.hits]
    assert sorted(ids) == list(range(1, 26))
    assert [(page.total, page.pages) for page in pages] == [(25, 3)] * 3
    assert search(session, Query("두루미", None, page=99)).page == 3
    assert search(session, Query("두루미", None, page=-1)).page == 1


def test_all_that_was_found_can_be_paged_through(session: Session) -> None:
    put_manuals(session, [make_entry(n, f"두루미 관찰 {n}", "갯벌") for n in range(1, 151)])
    pages = [search(session, Query("두루미 관찰", None, page=page)) for page in range(1, 16)]
    assert {hit.manual_id for page in pages for hit in page.hits} == set(range(1, 151))
    assert {(page.total, page.pages) for page in pages} == {(150, 15)}


def test_of_a_section_everything_is_found(session: Session) -> None:
    """However many manuals say it better elsewhere."""
    others = [make_entry(n, f"두루미 관찰 {n}", "두루미를 센다") for n in range(1, 101)]
    tips = [Passage("overview", "갯벌"), Passage("tips", "두루미는 겨울에 온다")]
    put_manuals(session, [*others, *(Entry(n, 1, 1, "철새", [], tips, UPDATED_ON) for n in (101, 102, 103))])
    results = search(session, Query("두루미", None, section="tips"))
    assert ({hit.manual_id for hit in results.hits}, results.total) == ({101, 102, 103}, 3)


def test_what_another_institution_writes_is_neither_found_nor_guessed(session: Session) -> None:
    """Not as a result, not while one types, and not as what a slip, initials or keys were taken for."""
    put_manuals(
        session,
        [
            make_entry(1, "두루미 관찰", "두루미를 센다", institution_id=1),
            make_entry(2, "고라니 보호", "숲", institution_id=2),
        ],
    )
    for typed in ("두루미", "두루", "두루미를", "두루마", "ㄷㄹㅁ", "enfnal", "두룸"):
        assert search(session, Query(typed, institution_id=1)).total == 1, typed
        results = search(session, Query(typed, institution_id=2))
        assert (results.total, results.corrected) == (0, None), typed
        assert suggest_as_typed(session, typed, 2) == [], typed
    assert "두루미" in suggest_as_typed(session, "두루", 1)


def test_a_slip_is_taken_for_a_word_of_the_own_institution(session: Session) -> None:
    put_manuals(session, [make_entry(n, "여비 정산", "출장", institution_id=1) for n in range(1, 9)])
    put_manuals(session, [make_entry(n, "유비 무환", "대비", institution_id=2) for n in range(11, 13)])
    assert search(session, Query("dbql", institution_id=1)).corrected == "여비"
    assert search(session, Query("dbql", institution_id=2)).corrected == "유비"


def test_an_index_that_was_read_otherwise_is_made_anew(session: Session) -> None:
    put_manuals(session, [make_entry(n, f"두루미 관찰 {n}", "갯벌") for n in (1, 2, 9_000)])
    before, sizes = search(session, Query("두루미", None)), sizes_of(session)
    session.execute(delete(SearchBits).where(SearchBits.token.like("%두%")))
    session.add(SearchWord(word="옛말", keys=b"1", backwards=b"1", initials=b"1", uses=1))
    session.flush()
    assert search(session, Query("두루미", None)).total == 0
    assert make_anew(session) == 3
    assert (search(session, Query("두루미", None)).hits, sizes_of(session)) == (before.hits, sizes)
