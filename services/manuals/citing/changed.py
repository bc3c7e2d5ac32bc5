"""Which cited places say something else in a newer version of their law."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import laws
from services.laws import ArticleView, LawView, Place, Saying, Span, VersionView

Articles = Mapping[Place, ArticleView]


@dataclass(frozen=True)
class Step:
    """From one version to the next that an owner has to look at, with the articles of both."""

    old: Articles
    new: Articles

    def is_changed(self, span: Span) -> bool:
        """Whether a cited place, or any of a cited range, is not the same on both sides.

        An item is compared with what leads to it: it says nothing by itself. A place that neither version has
        is compared as the narrowest part around it that one of them has.
        """
        last = span.until or span.place
        if span.place.whole_article != last.whole_article:
            inside = [place for place in {*self.old, *self.new} if laws.is_within(span, place)]
            return any(self._is_article_changed(place) for place in inside)
        article = span.place.whole_article
        if not self._is_article_changed(article):
            return False
        sayings = self._read(article)
        if len(sayings) < 2:
            return True
        old, new = (_say(saying, span, sayings) for saying in sayings)
        return old != new

    def say(self, span: Span) -> tuple[str, str]:
        """What a cited place says on both sides; of a range the articles in it that differ."""
        if span.until and span.until.whole_article != span.place.whole_article:
            places = sorted(place for place in {*self.old, *self.new} if laws.is_within(span, place))
            changed = [place for place in places if self._is_article_changed(place)]
            sides = (self.old, self.new)
            old, new = ("\n".join(laws.say_article(side.get(at)) for at in changed) for side in sides)
            return old, new
        article = span.place.whole_article
        sayings = self._read(article)
        if span.until or span.place == article or len(sayings) < 2:
            return laws.say_article(self.old.get(article)), laws.say_article(self.new.get(article))
        at = laws.place_in(sayings, span.place)
        old_saying, new_saying = sayings
        return old_saying.find_with_lead(at) or "", new_saying.find_with_lead(at) or ""

    def _is_article_changed(self, place: Place) -> bool:
        old, new = self.old.get(place), self.new.get(place)
        return (old.sha256 if old else None) != (new.sha256 if new else None)

    def _read(self, article: Place) -> list[Saying]:
        views = [side[article] for side in (self.old, self.new) if article in side]
        return [laws.read_saying(view.place, view.heading, view.text) for view in views]


def load_step(
    session: Session,
    law: LawView,
    old: VersionView,
    new: VersionView,
    places: Collection[Place] | None = None,
) -> Step:
    """Two versions of a law, or some of their articles alone."""
    sides = [
        {view.place: view for view in laws.load_articles(session, law, version, places)}
        for version in (old, new)
    ]
    return Step(*sides)


def _say(saying: Saying, span: Span, sayings: list[Saying]) -> list[tuple[Place, str]]:
    """The parts of one article that a citation is about, as they are compared."""
    if span.until is None:
        at = laws.place_in(sayings, span.place)
        return [(at, laws.bare(saying.find_with_lead(at) or ""))]
    first, last = span.place, span.until
    return [(first.whole_article, laws.bare(saying.lead_to(first)))] + [
        (place, laws.bare(text))
        for place, text in sorted(saying.parts.items())
        if first <= place and (place <= last or _is_inside(place, last))
    ]


def _is_inside(place: Place, outer: Place) -> bool:
    while place != place.whole_article:
        if place == outer:
            return True
        place = place.widen()
    return False
