"""Citations in a text as links to the article in force, for pages and for what is kept on phones."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from services import laws
from services.laws import Citation, LawView, Place, Span

# For learning which laws a text cites it does not matter in which article it stands.
_ANYWHERE = Place(1)
# Marks of Markdown that may stand within a citation, and where links lead.
_MARKS = re.compile(r"\]\([^)\n]*\)|~~|[*_`\[\]\\]")


@dataclass(frozen=True)
class Link:
    """`text[start:end]` cites a law; `path` leads to it, None where the law is not known here.

    `later_on` is the day from which an upcoming version may say something else, None where there is none.
    """

    start: int
    end: int
    law_title: str
    path: str | None
    later_on: date | None


class Linker:
    """Knows the laws that some texts cite, so that a page of six sections asks the database once.

    `own_law` is the law whose own text they are. `unknown` are the titles in brackets that are not known.
    """

    def __init__(self, session: Session, texts: Iterable[str], on: date, own_law: str | None = None) -> None:
        titles, named = {own_law} if own_law else set(), set()
        for text in (text if own_law else unmark(text) for text in texts):
            for citation in laws.find_citations(text, own_law, _ANYWHERE):
                titles.add(citation.law_title)
                if text[citation.start] in laws.OPENING:
                    named.add(citation.law_title)
        ids = laws.find_law_ids(session, titles)
        views = laws.load_laws(session, set(ids.values())) if ids else {}
        self._known: Mapping[str, LawView] = {key: views[law_id] for key, law_id in ids.items()}
        self.unknown = sorted(title for title in named if laws.law_key(title) not in self._known)
        self._on, self._own_law = on, own_law

    def __call__(self, text: str) -> Sequence[Link]:
        """The citations of a text, or of a part of it."""
        return [self._to_link(citation) for citation in laws.find_citations(text)]

    def in_article(self, line: str, place: Place) -> Sequence[Link]:
        """The citations of a line of the law's own text, where 제2항 is one of the same article."""
        return [self._to_link(each) for each in laws.find_citations(line, self._own_law, place)]

    def list_laws(self) -> list[LawView]:
        """Every law that is known here and cited."""
        return list({law.id: law for law in self._known.values()}.values())

    def _to_link(self, citation: Citation) -> Link:
        law = self._known.get(laws.law_key(citation.law_title))
        upcoming = law.upcoming(self._on) if law else []
        return Link(
            start=citation.start,
            end=citation.end,
            law_title=citation.law_title,
            path=path_of(law.id, citation.span) if law else None,
            later_on=upcoming[0].in_force_on if upcoming else None,
        )


def unmark(text: str) -> str:
    """A text in Markdown as its citations are read: 「**지방회계법**」 제3조 without the marks."""
    return _MARKS.sub("", text)


def path_of(law_id: int, span: Span | None) -> str:
    """Where the app shows a place of a law: `/laws/3/articles/8-2#p2-i3`."""
    if span is None:
        return f"/laws/{law_id}"
    place = span.place
    return f"/laws/{law_id}/articles/{slug_of(place)}{anchor_of(place)}"


def slug_of(place: Place) -> str:
    return f"{place.article}-{place.branch}" if place.branch else str(place.article)


def anchor_of(place: Place) -> str:
    """The mark of a paragraph or item on the page of its article, with `#`; empty for the article itself."""
    name = name_of(place)
    return f"#{name}" if name else ""


def name_of(place: Place) -> str:
    paragraph = [f"p{place.paragraph}"] if place.paragraph else []
    item = [f"i{place.item}" + (f"-{place.item_branch}" if place.item_branch else "")] if place.item else []
    return "-".join([*paragraph, *item])
