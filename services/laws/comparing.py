"""Two texts side by side: lines that belong together, and the words in them that are not the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy.orm import Session

from services.errors import NotFound
from services.laws.articles import ArticleView, load_articles
from services.laws.places import Place
from services.laws.structure import bare, strip_history
from services.laws.versions import LawView, VersionView
from services.texts import N_

_WORDS = re.compile(r"\s+|[^\s\w]|\w+")
_MARK = re.compile(r"^(?:[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]|\d{1,3}(?:의\d{1,2})?[.)]|[가-힣]\.)")
# Longer lines are shown as wholly other: comparing them word by word would take seconds.
MOST_WORDS = 1_000


@dataclass(frozen=True)
class Words:
    """Some words of one side; `is_changed` when the other side has not got them."""

    text: str
    is_changed: bool


@dataclass(frozen=True)
class Pair:
    """One line on both sides; empty on the side that has not got it."""

    old: tuple[Words, ...]
    new: tuple[Words, ...]
    is_changed: bool


@dataclass(frozen=True)
class ArticleChange:
    """An article that says something else, is new, or is gone."""

    place: Place
    old: ArticleView | None
    new: ArticleView | None

    @property
    def heading(self) -> str:
        return (self.new or self.old).heading  # type: ignore[union-attr]

    @property
    def pairs(self) -> list[Pair]:
        return compare_texts(say_article(self.old), say_article(self.new))


def say_article(view: ArticleView | None) -> str:
    """An article with its number and heading as its first line."""
    if view is None:
        return ""
    heading = f"{view.place}({view.heading})" if view.heading else str(view.place)
    return f"{heading}\n{view.text}"


def compare_versions(session: Session, law: LawView, old_id: int, new_id: int) -> list[ArticleChange]:
    """The articles that two versions of a law do not have alike, in the order of the newer one.

    Raises: NotFound `law_version_not_found`.
    """
    old, new = (get_version(law, version_id) for version_id in (old_id, new_id))
    before = {view.place: view for view in load_articles(session, law, old)}
    after = {view.place: view for view in load_articles(session, law, new)}
    return list(_list_changes(before, after))


def get_version(law: LawView, version_id: int) -> VersionView:
    """Raises: NotFound `law_version_not_found`."""
    for version in law.versions:
        if version.id == version_id:
            return version
    raise NotFound("law_version_not_found", N_("그런 판본이 없어요."))


def _list_changes(
    before: Mapping[Place, ArticleView], after: Mapping[Place, ArticleView]
) -> Iterator[ArticleChange]:
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place), after.get(place)
        if old is None or new is None or old.sha256 != new.sha256:
            yield ArticleChange(place, old, new)


def compare_texts(old: str, new: str) -> list[Pair]:
    """Line by line. Notes of when something was changed are no difference, nor are spaces."""
    left, right = ([line for line in text.split("\n") if line] for text in (old, new))
    matcher = SequenceMatcher(None, [bare(line) for line in left], [bare(line) for line in right], False)
    pairs: list[Pair] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            pairs += [_same(one, other) for one, other in zip(left[i:j], right[k:m], strict=True)]
        else:
            pairs += _pair_lines(left[i:j], right[k:m])
    return pairs


def _same(old: str, new: str) -> Pair:
    return Pair((Words(old, False),), (Words(new, False),), False)


def _pair_lines(left: Sequence[str], right: Sequence[str]) -> list[Pair]:
    """Lines with the same mark (①, 1., 가.) stand side by side, the others one after the other."""
    marks = SequenceMatcher(
        None, [_mark_of(line) for line in left], [_mark_of(line) for line in right], False
    )
    pairs = []
    for tag, i, j, k, m in marks.get_opcodes():
        if tag == "equal":
            pairs += [compare_lines(one, other) for one, other in zip(left[i:j], right[k:m], strict=True)]
            continue
        pairs += [compare_lines(line, "") for line in left[i:j]]
        pairs += [compare_lines("", line) for line in right[k:m]]
    return pairs


def _mark_of(line: str) -> str:
    found = _MARK.match(line)
    return found[0] if found else ""


def compare_lines(old: str, new: str) -> Pair:
    """Word by word."""
    if not old or not new:
        return Pair(_whole(old), _whole(new), True)
    left, right = _WORDS.findall(strip_history(old).rstrip()), _WORDS.findall(strip_history(new).rstrip())
    if max(len(left), len(right)) > MOST_WORDS:
        return Pair(_whole(old), _whole(new), True)
    sides: tuple[list[Words], list[Words]] = ([], [])
    for tag, i, j, k, m in SequenceMatcher(None, left, right, False).get_opcodes():
        for side, words in zip(sides, ("".join(left[i:j]), "".join(right[k:m])), strict=True):
            if words:
                side.append(Words(words, tag != "equal"))
    return Pair(tuple(sides[0]), tuple(sides[1]), True)


def _whole(line: str) -> tuple[Words, ...]:
    return (Words(line, True),) if line else ()
