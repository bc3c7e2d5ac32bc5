"""Amounts in quotes: a manual names them, the rate tables say how much they are today."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from sqlalchemy.orm import Session

from services import rates
from services.manuals import rendering, texts
from services.manuals.rendering import Amount, Resolvers
from services.manuals.search.words import clean_lines
from services.manuals.sections import Section
from services.manuals.tips.quotes import LONGEST_QUOTE, Quote, cut, mark

# More than a line has ahead that says an amount of its own, such as a half.
NAMED = 5.0


# The published sections of manuals, as they were written.
Sources: TypeAlias = Mapping[int, Mapping[Section, str]]


def load_sources(session: Session, manual_ids: Collection[int]) -> Sources:
    published = texts.list_published(session, manual_ids) if manual_ids else {}
    return {manual_id: one.texts for manual_id, one in published.items()}


def prefer_amounts(sources: Sources, quotes: Sequence[Quote], words: Collection[str]) -> list[Quote]:
    """Of somebody who asks how much of a thing: where the rate of that very name stands, its amount will."""

    def is_asked(quote: Quote) -> bool:
        names = rendering.find_amount_names(_source_of(sources, quote))
        said = [rates.rate_key(name) for name in names if name in quote.text]
        return any(word in name for name in said for word in words)

    return [replace(quote, score=quote.score + NAMED * is_asked(quote)) for quote in quotes]


def with_amounts(session: Session, sources: Sources, quotes: Sequence[Quote], on: date) -> list[Quote]:
    """The quotes as their manuals read on the day: how much it is where a rate is named."""
    named = {name for quote in quotes for name in rendering.find_amount_names(_source_of(sources, quote))}
    known = rates.find_rates(session, named, on) if named else {}

    def find_amount(name: str) -> Amount | None:
        rate = known.get(rates.rate_key(name))
        return Amount(rate.says) if rate else None

    return [_put_in(quote, _source_of(sources, quote), find_amount) for quote in quotes]


def _source_of(sources: Sources, quote: Quote) -> str:
    """What the quote was taken from, as it was written; nothing of a tip."""
    if quote.manual.id not in sources or quote.section not in set(Section):
        return ""
    return sources[quote.manual.id][Section(quote.section)]


def _put_in(quote: Quote, source: str, find_amount: Callable[[str], Amount | None]) -> Quote:
    text = quote.text
    for named, filled in _list_filled(source, find_amount):
        # Only a line that is too long alone was cut.
        if len(named) > LONGEST_QUOTE and cut(named) == text:
            text = cut(filled)
        text = text.replace(named, filled)
    if text == quote.text:
        return quote
    marked = {piece.text.lower() for piece in quote.pieces if piece.is_marked}
    return replace(quote, text=text, pieces=mark(text, sorted(marked)))


def _list_filled(source: str, find_amount: Callable[[str], Amount | None]) -> Iterator[tuple[str, str]]:
    """The lines that name a rate, as search keeps them and as they read."""
    if not rendering.find_amount_names(source):
        return
    named = clean_lines(rendering.to_plain(source))
    filled = clean_lines(rendering.to_plain(source, Resolvers(find_amount=find_amount)))
    yield from (pair for pair in zip(named, filled, strict=True) if pair[0] != pair[1])
