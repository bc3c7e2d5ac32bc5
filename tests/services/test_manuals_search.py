"""Search finds what officials type, the same over both databases, and survives whatever is typed."""

import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench._manual_corpus import library_entries
from services.db import Database
from services.manuals.search import (
    Query,
    Results,
    put_manual,
    put_manuals,
    remove_manual,
    search,
    suggest_as_typed,
)
from services.manuals.search.models import SearchWord
from tests.conftest import MakeDatabase
from tests.library import copy_database
from tests.search_entries import UPDATED_ON, find_ids, make_entry, sizes_of

HOSTILE = (
    "",
    "   ",
    "'",
    '"여비" OR 1=1 --',
    "'; DROP TABLE manual_search_bits; --",
    "여비\x00정산",
    "%_%",
    "🚗🧾",
    "ㅇ",
    "ㅏㅏㅏ",
    "여ㅂ",
    "⠓⠕",
    "\u202e여비",
    "여비\ud800",
    "ㅇ여ㅂ",
    "AND OR NOT NEAR(",
    "<script>",
    "여" * 10_000,
    "여비 " * 3_000,
    "ㅇㅂㅈㅅ" * 2_500,
    "dbql" * 2_500,
    "제" + "9" * 9_990 + "조",
    "()" * 5_000,
)
TYPED = (
    "여비",
    "출장 여비를 정산할 때",
    "여비정산",
    "ㅇㅂㅈㅅ",
    "duql",
    "dbql",
    "DUQL",
    "여빙",
    "여비정신",
    "여빚",
    "초과근ㅁ",
    "ㅔㅇㄹ",
    "민원처리법 19조",
    "등본을 가족이 대신 뗄 때",
)


@cache
def slugs() -> dict[int, str]:
    return {entry.manual_id: slug for slug, entry in library_entries().items()}


@pytest.fixture(scope="module")
def library_session(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The library, which these tests only read."""
    database = copy_database(sqlite_template, tmp_path_factory.mktemp("library"))
    with database.writing() as session:
        put_manuals(session, list(library_entries().values()))
    with database.reading() as session:
        yield session
    database.dispose()


def found(results: Results) -> list[str]:
    return [slugs()[hit.manual_id] for hit in results.hits]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("여비", "trip-settlement"),
        ("당직", "disaster-duty"),
        ("인감도장을 바꾸러 왔을 때", "seal-certificate"),
        ("불법현수막과태료", "illegal-banner"),
        ("불법 현수막 과태료", "illegal-banner"),
        ("ㅇㅂㅈㅅ", "trip-settlement"),
        ("ㅊㄱㄱㅁ", "overtime"),
        ("dbql", "trip-settlement"),
        ("duql", "trip-settlement"),
        ("woxorrms", "remote-work"),
        ("ㅔㅇㄹ", "information-disclosure"),
        ("여비정신", "trip-settlement"),
        ("구내식댱", "cafeteria"),
        ("초과근ㅁ", "overtime"),
        ("여빚", "trip-settlement"),
        ("복무규정 7조의7", "leave"),
        ("건축법 제80조", "illegal-building"),
    ],
)
def test_the_right_manual_comes_first(library_session: Session, query: str, slug: str) -> None:
    results = search(library_session, Query(query, None))
    assert slug in found(results)[:2]
    assert results.total >= len(results.hits) > 0


def test_both_databases_answer_alike(make_sqlite_url: MakeDatabase, make_postgres_url: MakeDatabase) -> None:
    answers = []
    for url in (make_sqlite_url(), make_postgres_url()):
        database = Database(url)
        with database.writing() as session:
            put_manuals(session, list(library_entries().values()))
        with database.reading() as session:
            answers.append([_essence(session, query) for query in (*TYPED, *HOSTILE)])
        database.dispose()
    assert answers[0] == answers[1]


def _essence(session: Session, text: str) -> Sequence[object]:
    results = search(session, Query(text, institution_id=1))
    return [results.total, results.corrected, suggest_as_typed(session, text, None), *results.hits]


def test_the_passage_is_shown_with_its_section_and_marks(library_session: Session) -> None:
    first = search(library_session, Query("보존식", None)).hits[0]
    assert slugs()[first.manual_id] == "cafeteria"
    assert first.section == "process"
    assert next(piece.text for piece in first.excerpt if piece.is_marked) == "보존식"
    assert "".join(piece.text for piece in first.excerpt).count("\t") == 0
    assert first.updated_on == UPDATED_ON


def test_what_was_taken_for_another_word_is_said(library_session: Session) -> None:
    assert search(library_session, Query("duql", None)).corrected == "여비"
    assert search(library_session, Query("dbql", None)).corrected == "여비"
    assert search(library_session, Query("ㅇㅂㅈㅅ", None)).corrected == "여비정산"
    assert search(library_session, Query("여비", None)).corrected is None


def test_words_that_no_manual_says_are_named(library_session: Session) -> None:
    assert search(library_session, Query("두루미 여비", None)).missing == ("두루미",)
    assert search(library_session, Query("여비 정산", None)).missing == ()


def test_what_is_put_again_replaces_what_was_there(session: Session) -> None:
    old, new = (
        make_entry(1_000, "두루미 관찰", "갯벌에서 두루미를 센다"),
        make_entry(1_000, "고라니 관찰", "숲"),
    )
    put_manuals(session, [make_entry(1, "갯벌 관찰", "숲")])
    before = sizes_of(session)
    put_manual(session, old)
    assert find_ids(session, Query("두루미", None)) == {1_000}
    put_manual(session, new)
    put_manual(session, new)
    assert find_ids(session, Query("두루미", None)) == set()
    assert find_ids(session, Query("고라니", None)) == {1_000}
    remove_manual(session, 1_000)
    remove_manual(session, 1_000)
    assert find_ids(session, Query("고라니", None)) == set()
    assert sizes_of(session) == before


def test_words_that_begin_so_are_suggested(library_session: Session) -> None:
    assert "여비정산" in suggest_as_typed(library_session, "여빚", None)
    assert suggest_as_typed(library_session, "출장 여", None) != []
    assert suggest_as_typed(library_session, " ", None) == []


def test_what_is_suggested_goes_on_from_what_was_understood(library_session: Session) -> None:
    """Letters taken apart (macOS), more than a query can have, marks that nobody sees."""
    apart = unicodedata.normalize("NFD", "출장 여비")
    assert "출장 여비정산" in suggest_as_typed(library_session, apart, None)
    long = suggest_as_typed(library_session, "가" * 500 + " 여비", None)
    assert all(len(words) <= 120 for words in long)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:12]))
def test_any_text_is_a_query(library_session: Session, text: str) -> None:
    results = search(library_session, Query(text, institution_id=1, section="process"))
    assert results.took_ms < 2_000
    suggest_as_typed(library_session, text, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=40))
def test_any_letters_at_all_are_a_query(library_session: Session, text: str) -> None:
    results = search(library_session, Query(text, None))
    assert len(results.hits) <= 10


def test_publications_at_the_same_moment_are_all_found(database: Database) -> None:
    """They share the rows of their words and of their block."""
    barrier = Barrier(4)

    def publish(first: int) -> None:
        barrier.wait(30)
        for number in range(first, first + 5):
            with database.writing() as session:
                put_manual(session, make_entry(number, f"두루미 관찰 {number}", "갯벌에서 두루미를 센다"))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, (1, 6, 11, 16)))
    with database.reading() as session:
        assert search(session, Query("두루미 관찰", None)).total == 20
        assert session.scalar(select(SearchWord.uses).where(SearchWord.word == "두루미")) == 20


def test_nothing_was_put_yet(session: Session) -> None:
    results = search(session, Query("여비 정산", None))
    assert (results.hits, results.total, results.pages) == ((), 0, 1)
