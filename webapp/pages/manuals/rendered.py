"""Sections as pages show them: safe HTML, amounts as of the day, citations as links to the law in force.

What a process has rendered it keeps, as long as text, amounts and laws stay what they were.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from threading import Lock

from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from services import rates
from services.manuals import citing, rendering
from services.rates import Certainty, RateView
from webapp.language import choose_language
from webapp.templating import format_full_day

MOST_KEPT = 600
LONGEST_KEPT = 20_000
_Key = tuple[object, ...]


class Renderer:
    """Renders sections of a page; all that they refer to is asked for once, in few statements."""

    def __init__(self, session: Session, texts: Collection[str], on: date) -> None:
        names = {name for text in texts for name in rendering.find_amount_names(text)}
        self._linker = citing.Linker(session, texts, on)
        found = rates.find_rates(session, names, on) if names else {}
        self._amounts: Mapping[str, rendering.Amount] = {
            name: _say_rate(found[key]) for name in sorted(names) if (key := rates.rate_key(name)) in found
        }
        self._resolvers = rendering.Resolvers(
            find_links=self._find_links,
            find_amount=self._amounts.get,
            missing=gettext("금액 확인 필요"),
            task_words=(gettext("완료"), gettext("아직")),
        )
        laws = tuple((law.id, tuple(law.upcoming(on))) for law in self._linker.list_laws())
        self._known: _Key = (on, laws, tuple(self._amounts.items()), choose_language())

    @property
    def unknown_laws(self) -> Sequence[str]:
        """Laws that the texts name and that nobody has taken in."""
        return self._linker.unknown

    def __call__(self, text: str) -> Markup:
        if len(text) > LONGEST_KEPT:
            return Markup(rendering.to_html(text, self._resolvers))  # noqa: S704 - made safe there
        return _KEPT.find((text, *self._known), lambda: rendering.to_html(text, self._resolvers))

    def _find_links(self, text: str) -> list[rendering.Link]:
        return [
            rendering.Link(link.start, link.end, link.path, _say_title(link))
            for link in self._linker(text)
            if link.path
        ]


def _say_title(link: citing.Link) -> str:
    if link.later_on is None:
        return ""
    return gettext("%(day)s부터 달라질 수 있어요", day=format_full_day(link.later_on))


def _say_rate(rate: RateView) -> rendering.Amount:
    """Its amount, and on what it rests: who reads it can see how sure it is."""
    basis = gettext("%(basis)s, %(day)s부터", basis=rate.basis, day=format_full_day(rate.from_on))
    if rate.certainty is Certainty.LOW:
        basis = gettext("%(basis)s (기관이 정하거나 해석이 갈려요)", basis=basis)
    return rendering.Amount(rate.says, basis)


class _Kept:
    """What was rendered last, up to so many; several threads ask."""

    def __init__(self) -> None:
        self._found: OrderedDict[_Key, Markup] = OrderedDict()
        self._lock = Lock()

    def find(self, key: _Key, make: Callable[[], str]) -> Markup:
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = Markup(make())  # noqa: S704 - made safe there
        with self._lock:
            self._found[key] = made
            while len(self._found) > MOST_KEPT:
                self._found.popitem(last=False)
        return made

    def clear(self) -> None:
        with self._lock:
            self._found.clear()


_KEPT = _Kept()


def forget_rendered() -> None:
    """As a process that has just begun."""
    _KEPT.clear()
