"""Questions answered from the manuals: with the passage, quoted as it stands there, or not at all.

Nothing is made up and nothing is joined together: a quote is a passage of a published manual or of a reader's
tip, with the manual it stands in. Where one says enough of the question, and rather than those of other
manuals, it is an answer; else what comes nearest is quoted as no more than that, and whose task it might be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.manuals import search, tasks
from services.manuals.search import Query
from services.manuals.search.models import SearchEntry
from services.manuals.tasks import ManualView
from services.manuals.tips.amounts import load_sources, prefer_amounts, with_amounts
from services.manuals.tips.coverage import Asked, to_small
from services.manuals.tips.models import LONGEST_QUESTION
from services.manuals.tips.passages import Meanings, list_passages, weigh
from services.manuals.tips.quotes import Quote, cut, mark
from services.texts import tidy_line

MOST_QUOTES, MOST_NEAREST, LOOKED_AT = 3, 5, 6
MOST_OF_MANUAL, NEAR_MANUALS = 2, 3
MUCH_WEAKER, LEAST_NEAR = 4.0, 0.2
# How sure it is: the share of the question that is said, a little for each of its words (all of two words are
# sooner said by chance than most of six), and for what it is ahead of the other manuals.
SURE, A_WORD, MOST_COUNTED, AHEAD, FURTHEST_AHEAD = 1.35, 0.09, 7, 0.05, 6.0


@dataclass(frozen=True)
class Answer:
    """`quotes` say it, best first; `near` come nearest where none does, by manual. `nearest` are the manuals
    whose keeper might know."""

    question: str
    quotes: tuple[Quote, ...]
    near: tuple[Quote, ...]
    nearest: tuple[ManualView, ...]

    @property
    def is_found(self) -> bool:
        return bool(self.quotes)


def find_answer(session: Session, question: str, institution_id: int | None, now: datetime) -> Answer:
    """What the manuals of an institution say to a question: three quotes at most, or six that are near."""
    question = tidy_line(question)[:LONGEST_QUESTION]
    hits = search.search(session, Query(question, institution_id)).hits[:LOOKED_AT]
    closeness = {hit.manual_id: hit.score / hits[0].score if hits[0].score else 1.0 for hit in hits}
    manuals = {
        manual.id: manual for manual in tasks.list_by_id(session, list(closeness), now) if manual.is_open
    }
    nearest = [manuals[manual_id] for manual_id in closeness if manual_id in manuals]
    entries = select(SearchEntry).where(SearchEntry.manual_id.in_(manuals))
    rows = {row.manual_id: row for row in session.scalars(entries)}
    known = to_small(" ".join(f"{row.title} {row.keywords} {row.body}" for row in rows.values()))
    asked = Asked(question, known)
    if not asked.words:
        return Answer(question, (), (), ())
    words = [word.text for word in asked.words]
    meanings = search.find_meanings(session, institution_id, words)
    found = [
        quote
        for row in rows.values()
        for quote in _weigh_quotes(asked, meanings, row, manuals[row.manual_id], closeness[row.manual_id])
    ]
    sources = load_sources(session, set(rows))
    if asked.asks_how_much:
        found = prefer_amounts(sources, found, words)
    found.sort(key=lambda quote: (-quote.score, quote.manual.id, quote.section))
    quotes = list(_mixed(_list_sure(asked, found)))
    near = [] if quotes else _list_near(found, nearest)
    marked = [_mark_said(quote, asked, meanings) for quote in (*quotes, *near)]
    shown = tuple(with_amounts(session, sources, marked, local_day(now)))
    return Answer(question, shown[: len(quotes)], shown[len(quotes) :], tuple(nearest[:MOST_NEAREST]))


def _weigh_quotes(
    asked: Asked, meanings: Meanings, row: SearchEntry, manual: ManualView, closeness: float
) -> Iterator[Quote]:
    passages = list_passages(row.body)
    for each in weigh(asked, meanings, f"{row.title} {row.keywords}", passages, closeness):
        text = cut(each.passage.text)
        yield Quote(manual, each.passage.section, text, (), each.score, each.share)


def _list_sure(asked: Asked, found: Sequence[Quote]) -> list[Quote]:
    """Of quotes by their scores those that answer the question; one of single letters nothing does."""
    if all(len(word.text) == 1 for word in asked.words):
        return []
    best: dict[int, float] = {}
    for quote in found:
        best.setdefault(quote.manual.id, quote.score)
    words = A_WORD * min(len(asked.words), MOST_COUNTED)

    def is_sure(quote: Quote) -> bool:
        others = max((score for id_, score in best.items() if id_ != quote.manual.id), default=0.0)
        ahead = min(quote.score - others, FURTHEST_AHEAD)
        return quote.share + words + AHEAD * ahead >= SURE

    return [quote for quote in found if is_sure(quote)]


def _list_near(found: Sequence[Quote], nearest: Sequence[ManualView]) -> list[Quote]:
    """The best of each of the nearest manuals, that say something of the question."""
    near = []
    for manual in nearest[:NEAR_MANUALS]:
        own = [quote for quote in found if quote.manual.id == manual.id and quote.share >= LEAST_NEAR]
        near += own[:MOST_OF_MANUAL]
    return near


def _mark_said(quote: Quote, asked: Asked, meanings: Meanings) -> Quote:
    words = [said for word in asked.words for said in (word.text, *meanings.get(word.text, ()))]
    return replace(quote, pieces=mark(quote.text, words))


def _mixed(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Two of a manual at most, and nothing that is much weaker than the best."""
    taken: list[Quote] = []
    for quote in quotes:
        if quote.score < quotes[0].score - MUCH_WEAKER or len(taken) == MOST_QUOTES:
            break
        if sum(other.manual.id == quote.manual.id for other in taken) < MOST_OF_MANUAL:
            taken.append(quote)
    return iter(taken)
