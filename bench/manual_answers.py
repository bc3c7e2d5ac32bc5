"""Questions answered from the starter library.

A line of `manual_questions.jsonl` is a question and `answers`, the passages that answer it: each the slug
of a manual and words that stand in the passage; without any, nothing in the library answers it.
`manual_questions_held_out.jsonl`: others, written by somebody who knew the manuals and not the rules;
only their totals were ever looked at.

`first`: the part of answerable ones whose first sure quote is such a passage; baseline: the search's first
hit is its manual, whatever it says. `claimed_right`: of all that get a sure quote, the part whose first
one is right; baseline: of all for which the search finds something, the part whose first hit is the right
manual. `shown`: a right passage is among those shown, sure or near, six at most. `reached`: its manual is
quoted as sure, or among the three nearest where nothing is. `silent`: the part of the others of which
nothing is claimed; baseline: for which the search finds nothing. `time`: the median of an answer;
baseline: the search alone.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bench import Result, say
from services import migrate, people
from services.db import Database
from services.keys import open_web_keys
from services.ledger import Appender
from services.manuals import search, starter, tips
from services.manuals.search import Query
from services.people import NewPerson, UnitKind
from services.settings import Mode, Settings

SETS = {"tuned": "manual_questions.jsonl", "held_out": "manual_questions_held_out.jsonl"}
NOW, LONG_AGO = datetime(2026, 9, 29, 6, 20, tzinfo=UTC), date(2015, 1, 1)


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        database, ids = _load(Path(folder))
        sets = {name: _read(file, ids) for name, file in SETS.items()}
        with database.reading() as session:
            for name, questions in sets.items():
                yield from _measure(session, name, questions)
        database.dispose()


def _load(folder: Path) -> tuple[Database, Mapping[str, int]]:
    database = Database(f"sqlite:///{folder}/bench.db")
    migrate.upgrade(database.engine)
    ledger = Appender(open_web_keys(Settings(mode=Mode.DEMO, state_dir=folder), NOW).pending_key)
    with database.writing() as session:
        house = people.create_unit(session, UnitKind.INSTITUTION, "가람시", None, LONG_AGO)
        editor = people.create_person(session, NewPerson("1", "김가람", LONG_AGO, house), None, NOW)
        return database, starter.load_library(session, ledger, house, editor, NOW).ids


@dataclass(frozen=True)
class Question:
    """`answers` are pairs of a manual's id and words of the passage; empty where nothing answers it."""

    text: str
    answers: Sequence[tuple[int, str]]

    @property
    def manual_ids(self) -> set[int]:
        return {manual_id for manual_id, _ in self.answers}

    def is_answered_by(self, quote: tips.Quote) -> bool:
        return any(quote.manual.id == manual_id and words in quote.text for manual_id, words in self.answers)


@dataclass(frozen=True)
class Outcome:
    """What came of a question: `best` is the search's first hit, `first` and `shown` say what was right."""

    question: Question
    best: int | None
    is_sure: bool
    first: bool
    shown: bool
    reached: bool
    took_ms: float
    search_ms: float

    @property
    def is_best_right(self) -> bool:
        return self.best in self.question.manual_ids


def _read(file: str, ids: Mapping[str, int]) -> Sequence[Question]:
    """Raises: FileNotFoundError; KeyError for a manual that the library has not."""
    lines = (Path(__file__).parent / file).read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    return [
        Question(each["question"], [(ids[slug], words) for slug, words in each["answers"]]) for each in asked
    ]


def _ask(session: Session, question: Question) -> Outcome:
    begun = time.perf_counter()
    answer = tips.find_answer(session, question.text, None, NOW)
    answered = time.perf_counter()
    hits = search.search(session, Query(question.text, None)).hits
    searched = time.perf_counter()
    right = [question.is_answered_by(quote) for quote in (*answer.quotes, *answer.near)]
    led_to = [quote.manual.id for quote in answer.quotes] or [manual.id for manual in answer.nearest[:3]]
    return Outcome(
        question=question,
        best=hits[0].manual_id if hits else None,
        is_sure=answer.is_found,
        first=answer.is_found and right[0],
        shown=any(right),
        reached=not question.manual_ids.isdisjoint(led_to),
        took_ms=1000 * (answered - begun),
        search_ms=1000 * (searched - answered),
    )


def _measure(session: Session, name: str, questions: Sequence[Question]) -> Iterator[Result]:
    outcomes = [_ask(session, question) for question in questions]
    say(f"{name}: {len(outcomes)} questions")
    known = [outcome for outcome in outcomes if outcome.question.answers]
    others = [outcome for outcome in outcomes if not outcome.question.answers]
    sure = [outcome for outcome in outcomes if outcome.is_sure]
    found = [outcome for outcome in outcomes if outcome.best is not None]
    is_best = _share([outcome.is_best_right for outcome in known])
    shares = {
        "first": (_share([o.first for o in known]), is_best),
        "claimed_right": (_share([o.first for o in sure]), _share([o.is_best_right for o in found])),
        "shown": (_share([o.shown for o in known]), None),
        "reached": (_share([o.reached for o in known]), None),
        "silent": (_share([not o.is_sure for o in others]), _share([o.best is None for o in others])),
    }
    for case, (value, baseline) in shares.items():
        yield Result("manual_answers", f"{case}/{name}", value, "share", baseline)
    middle = statistics.median(outcome.took_ms for outcome in outcomes)
    alone = statistics.median(outcome.search_ms for outcome in outcomes)
    yield Result("manual_answers", f"time/{name}", round(middle, 1), "ms", round(alone, 1))


def _share(said: Sequence[bool]) -> float:
    return round(sum(said) / len(said), 3) if said else 0.0
