"""Finds manuals: reads the query, chooses from the bits, ranks from the texts, shows the passage."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.manuals.search.bits import EVERYTHING, Sets, load_scope, mark_of_institution, mark_of_unit
from services.manuals.search.choosing import Choice, Weighed, choose, tokens_of, weigh
from services.manuals.search.excerpts import cut, mark, words_of
from services.manuals.search.hangul import to_keys
from services.manuals.search.models import LONGEST_QUERY, SearchEntry
from services.manuals.search.ranking import Ranked, Text, rank, to_small
from services.manuals.search.reading import Reading, read_query
from services.manuals.search.results import PAGE_LINES, Hit, Query, Results
from services.manuals.search.vocabulary import complete
from services.manuals.search.words import tidy_query, typed_words

MOST_SUGGESTED = 6
# How many texts are read at once for each thing that is asked for, at most, and on all pages together.
READ_FOR_EACH, MOST_AT_ONCE, MOST_READ = 15, 60, 600
# Of the manuals read, those that say far less than the best one are not worth a line.
LEAST_SHARE = 0.12
_TEXTS = select(
    SearchEntry.manual_id,
    SearchEntry.unit_id,
    SearchEntry.updated_on,
    SearchEntry.title,
    SearchEntry.names,
    SearchEntry.body,
).where(SearchEntry.manual_id.in_(bindparam("manual_ids", expanding=True)))


def search(session: Session, query: Query) -> Results:
    """The manuals that fit, the best first, those of equal scores by id.

    At most `MOST_READ` can be paged through; `total` counts all that fit, but for those that were read and
    say far less than the best one. Raises nothing: any text is a query, and one without words finds nothing.
    """
    begun = time.perf_counter()
    asked = _ask(session, query)
    found = _read(asked, max(query.page, 1))
    pages = max(1, -(-(len(found.kept) + found.unread) // PAGE_LINES))
    page = min(max(query.page, 1), pages)
    words = words_of(each.idea for each in asked.ideas)
    hits = tuple(_show(line, words) for line in found.kept[(page - 1) * PAGE_LINES : page * PAGE_LINES])
    total = asked.choice.fitting.bit_count() - found.dropped
    corrected = asked.reading.corrected if hits else None
    took = 1000 * (time.perf_counter() - begun)
    return Results(hits, total, page, pages, corrected, took, _find_missing(asked.ideas))


def suggest_as_typed(session: Session, text: str, institution_id: int | None) -> list[str]:
    """Words that manuals are known by and that what is typed may become; for the last word of it."""
    typed = tidy_query(text, LONGEST_QUERY)
    words = typed_words(typed)
    if not words:
        return []
    before = typed[: typed.rindex(words[-1])].strip()
    found = complete(_open(session, institution_id), to_keys(words[-1]))
    return [" ".join(filter(None, (before, known.word))) for known in found][:MOST_SUGGESTED]


@dataclass(frozen=True)
class _Asked:
    """What is asked for, and what fits by the bits alone."""

    sets: Sets
    reading: Reading
    ideas: Sequence[Weighed]
    choice: Choice
    section: str | None

    @property
    def readable(self) -> int:
        return min(self.choice.fitting.bit_count(), MOST_READ)

    @property
    def portion(self) -> int:
        """How many texts are read at once."""
        things = len(self.ideas) + bool(self.reading.law)
        return MOST_READ if self.section else min(MOST_AT_ONCE, READ_FOR_EACH * things)

    def rank(self, text: Text) -> Ranked | None:
        return rank(text, self.ideas, self.reading.law, self.reading.phrase, self.section)


@dataclass(frozen=True)
class _Found:
    """The lines that are kept, how many fit and are not worth one, and how many may yet be read."""

    kept: Sequence[Ranked]
    dropped: int
    unread: int


def _ask(session: Session, query: Query) -> _Asked:
    sets = _open(session, query.institution_id)
    reading = read_query(sets, tidy_query(query.text, LONGEST_QUERY), query.institution_id)
    sets.load(tokens_of(words_of(reading.ideas)) | ({reading.law.token} if reading.law else set()))
    ideas = weigh(sets, reading.ideas, sets.scope.within.bit_count())
    choice = choose(sets, ideas, reading.law, _within(sets, query))
    return _Asked(sets, reading, ideas, choice, query.section)


def _open(session: Session, institution_id: int | None) -> Sets:
    """Nobody finds words or texts of an institution that is not asked for."""
    mark = EVERYTHING if institution_id is None else mark_of_institution(institution_id)
    return Sets(session, load_scope(session, mark))


def _within(sets: Sets, query: Query) -> int:
    if query.unit_id is None:
        return sets.scope.within
    mark = mark_of_unit(query.unit_id)
    sets.load([mark])
    return sets[mark]


def _find_missing(ideas: Sequence[Weighed]) -> tuple[str, ...]:
    return tuple(
        "".join(each.idea.wordings[0].words) for each in ideas if each.idea.weight == 1 and not each.said_in
    )


def _read(asked: _Asked, page: int) -> _Found:
    """Reads on by portions until the page is full; of a section all that there is.

    What the bits put behind a portion that does not fill a page is not worth reading.
    """
    kept: list[Ranked] = []
    read, least, readable = 0, 0.0, asked.readable
    while read < readable and len(kept) < page * PAGE_LINES:
        ids = asked.sets.scope.ids_of(asked.choice.best(read, min(asked.portion, readable - read)))
        read += len(ids)
        ranked = [line for text in _load_texts(asked, ids) if (line := asked.rank(text))]
        ranked.sort(key=lambda line: (-round(line.score, 6), line.text.manual_id))
        least = max(least, LEAST_SHARE * ranked[0].score) if ranked else least
        worth = [line for line in ranked if line.score >= least]
        kept += worth
        if len(worth) < PAGE_LINES:
            return _Found(kept, dropped=asked.choice.fitting.bit_count() - len(kept), unread=0)
    return _Found(kept, dropped=read - len(kept), unread=readable - read)


def _load_texts(asked: _Asked, manual_ids: Sequence[int]) -> Iterator[Text]:
    rows = asked.sets.session.execute(_TEXTS, {"manual_ids": manual_ids})
    for manual_id, unit_id, updated_on, title, names, body in rows:
        yield Text(manual_id, unit_id, updated_on, title, names, body, to_small(body, asked.ideas))


def _show(line: Ranked, words: Sequence[str]) -> Hit:
    return Hit(
        manual_id=line.text.manual_id,
        title=mark(line.text.title, words),
        unit_id=line.text.unit_id,
        section=line.section,
        excerpt=mark(cut(line.passage, words), words),
        score=round(line.score, 6),
        why=line.why,
        updated_on=line.text.updated_on,
    )
