"""How well search finds: nDCG@10 of graded judgments, ours and three bare engines on the same texts.

Texts: the library (44 manuals that people wrote), and the same among made ones, 582 in all. Judgments:
`search_queries.jsonl`, written by somebody else before there was an engine. Cases `ours`, `fts5_unicode61`,
`fts5_trigram`, `like` over the library; `_582` beside them over all; `ours_without_synonyms` without the
pairs that an editor enters; `ours_even` the lines that nothing was tuned on, `ours_odd` the others;
`ours_recall` the share of manuals of grade 2 and 3 among the first ten; then each kind of query.
`fts5_our_tokens` is FTS5 with our tokens and our reading of the query, but its own ranking.

Value: nDCG@10, gain 2^grade - 1. Baseline: the best of the three bare engines. Queries without an answer are
not in it: `nothing` is the share of them that find nothing.
"""

import json
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import text

from bench import Result, say
from bench._bare_quality import BARE, BareEngine
from bench._bare_search import MAKE, ask_bare, find_bare, found_by, put_bare
from bench._manual_corpus import fill_up, library_entries
from services import migrate, people
from services.db import Database
from services.manuals.search import Entry, Query, add_synonym, put_manuals, search
from services.manuals.search.bits import EVERYTHING, Sets, load_scope
from services.manuals.search.reading import read_query

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
ALL, DEPTH = 582, 10
QUERIES = Path(__file__).with_name("search_queries.jsonl")
Engine = Callable[[str], Sequence[int]]


@dataclass(frozen=True)
class Judged:
    """A line of the judgments; `line` counts from 1."""

    line: int
    query: str
    kind: str
    grades: Mapping[int, int]
    synonyms: Sequence[tuple[str, str]]


def run() -> Iterator[Result]:
    library = library_entries()
    judged = read_judgments({slug: entry.manual_id for slug, entry in library.items()})
    answered = [query for query in judged if query.grades]
    for suffix, entries in (("", list(library.values())), (f"_{ALL}", fill_up(library, ALL))):
        say(f"{len(entries)} manuals, {len(judged)} queries")
        bare = {name: mean_ndcg(BareEngine(name, entries).find, answered) for name in BARE}
        best = max(bare.values())
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/quality.db")
            yield from _measure(database, entries, judged, suffix, best)
            database.dispose()
        for name, value in bare.items():
            yield Result("search_quality", name + suffix, value, "nDCG@10", best)


def _measure(
    database: Database, entries: Sequence[Entry], judged: Sequence[Judged], suffix: str, best: float
) -> Iterator[Result]:
    migrate.upgrade(database.engine)
    with database.hurrying(), database.writing() as session:
        town = people.create_unit(session, people.UnitKind.INSTITUTION, "시", None, date(2020, 1, 1))
        put_manuals(session, entries)

    def find(query: str) -> Sequence[int]:
        with database.reading() as session:
            return [hit.manual_id for hit in search(session, Query(query, None)).hits]

    answered = [query for query in judged if query.grades]
    without = mean_ndcg(find, answered)
    bare = mean_ndcg(_bare_over_our_tokens(database, entries), answered)
    with database.writing() as session:
        for word, meaning in sorted({pair for query in judged for pair in query.synonyms}):
            add_synonym(session, town, word, meaning, None, NOW)
    cases = {
        "ours": answered,
        "ours_odd": [query for query in answered if query.line % 2],
        "ours_even": [query for query in answered if not query.line % 2],
        **{f"ours_{kind}": [q for q in answered if q.kind == kind] for kind in _kinds(answered)},
    }
    for case, some in cases.items():
        yield Result("search_quality", case + suffix, mean_ndcg(find, some), "nDCG@10", best)
    yield Result("search_quality", f"ours_without_synonyms{suffix}", without, "nDCG@10", best)
    yield Result("search_quality", f"ours_recall{suffix}", _recall(find, answered), "share")
    yield Result("search_quality", f"fts5_our_tokens{suffix}", bare, "nDCG@10", best)
    lost = [query for query in judged if not query.grades]
    yield Result("search_quality", f"nothing{suffix}", _share([not find(q.query) for q in lost]), "share")


def _bare_over_our_tokens(database: Database, entries: Sequence[Entry]) -> Engine:
    """FTS5 with bm25, given our tokens and our reading of the query: what ranking by texts adds to it."""
    with database.writing() as session:
        for statement in MAKE["sqlite"]:
            session.execute(text(statement))
        put_bare(session, "sqlite", [found_by(entry) for entry in entries])

    def find(query: str) -> Sequence[int]:
        with database.reading() as session:
            sets = Sets(session, load_scope(session, EVERYTHING))
            ideas = read_query(sets, query, None).ideas
            question = ask_bare("sqlite", ideas, None)
            return find_bare(session, "sqlite", question) if question else []

    return find


def read_judgments(ids: Mapping[str, int]) -> list[Judged]:
    lines = [json.loads(line) for line in QUERIES.read_text("utf-8").splitlines()]
    return [
        Judged(
            number,
            line["query"],
            line["kind"],
            {ids[slug]: grade for slug, grade in line["grades"].items()},
            [(word, meaning) for word, meaning in line.get("synonyms") or ()],
        )
        for number, line in enumerate(lines, 1)
    ]


def mean_ndcg(find: Engine, judged: Sequence[Judged]) -> float:
    return _share([ndcg(find(query.query), query.grades) for query in judged])


def ndcg(found: Sequence[int], grades: Mapping[int, int]) -> float:
    """1 where the best order was given; `grades` has at least one grade above 0."""
    return _gain([grades.get(one, 0) for one in found]) / _gain(sorted(grades.values(), reverse=True))


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def _recall(find: Engine, judged: Sequence[Judged]) -> float:
    shares = []
    for query in judged:
        wanted = {one for one, grade in query.grades.items() if grade > 1}
        shares.append(len(wanted & set(find(query.query)[:DEPTH])) / len(wanted))
    return _share(shares)


def _kinds(judged: Sequence[Judged]) -> list[str]:
    return list(dict.fromkeys(query.kind for query in judged))


def _share(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)
