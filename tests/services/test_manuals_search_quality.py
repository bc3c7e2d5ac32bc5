"""What the judgments ask for: nDCG@10 of at least 0.90, and far ahead of what the databases bring along."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bench._bare_quality import BARE, BareEngine
from bench._manual_corpus import library_entries
from bench.search_quality import Judged, mean_ndcg, ndcg, read_judgments
from services.db import Database
from services.manuals.search import Query, put_manuals, search
from tests.library import copy_database

TARGET, AHEAD = 0.90, 0.15


@pytest.fixture(scope="module")
def library(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = copy_database(sqlite_template, tmp_path_factory.mktemp("quality"))
    with database.writing() as session:
        put_manuals(session, list(library_entries().values()))
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def judged() -> Sequence[Judged]:
    ids = {slug: entry.manual_id for slug, entry in library_entries().items()}
    return [query for query in read_judgments(ids) if query.grades]


def test_search_finds_what_was_judged_even_without_an_editors_synonyms(
    library: Database, judged: Sequence[Judged]
) -> None:
    def find(query: str) -> list[int]:
        with library.reading() as session:
            return [hit.manual_id for hit in search(session, Query(query, institution_id=1)).hits]

    ours = mean_ndcg(find, judged)
    assert ours >= TARGET
    entries = list(library_entries().values())
    bare = {name: mean_ndcg(BareEngine(name, entries).find, judged) for name in BARE}
    assert {name for name, value in bare.items() if value > ours - AHEAD} == set()


def test_the_measure_is_one_for_the_best_order_and_less_for_others() -> None:
    grades = {1: 3, 2: 2, 3: 1}
    assert ndcg([1, 2, 3], grades) == pytest.approx(1)
    assert ndcg([3, 2, 1], grades) < ndcg([1, 3, 2], grades) < 1
    assert ndcg([], grades) == 0


def test_there_are_enough_judgments_of_every_kind(judged: Sequence[Judged]) -> None:
    assert len(judged) >= 150
    assert len({query.query for query in judged}) == len(judged)
