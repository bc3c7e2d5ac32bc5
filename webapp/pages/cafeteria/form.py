"""The form of a cafeteria: what was typed is kept as it was, and read as a plan.

What is no number becomes one that no cafeteria has, so that the service names that field with the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.cafeteria import Bounds, CafeteriaPlan, CafeteriaView
from webapp.forms import NOTHING, is_ticked, text, to_count, to_minute

FIELDS = (
    "name",
    "place",
    "opens",
    "closes",
    "counters",
    "served_per_minute",
    "normal_min",
    "busy_min",
    "packed_min",
)
# What most have: lunch at the hours of the rule, two counters, and waits that people call so.
USUAL = {
    "opens": "11:30",
    "closes": "13:00",
    "counters": "2",
    "served_per_minute": "12",
    "normal_min": "3",
    "busy_min": "8",
    "packed_min": "15",
}


@dataclass(frozen=True)
class CafeteriaForm:
    """`typed` by the fields' names; `wrong` are sentences by the names of fields."""

    typed: Mapping[str, str]
    has_lobby: bool = True
    wrong: Mapping[str, str] = field(default_factory=dict)

    def to_plan(self) -> CafeteriaPlan:
        said = self.typed
        bounds = Bounds(*(to_count(said[name]) for name in ("normal_min", "busy_min", "packed_min")))
        return CafeteriaPlan(
            name=said["name"],
            place=said["place"],
            opens_minute=to_minute(said["opens"]),
            closes_minute=to_minute(said["closes"]),
            counters=to_count(said["counters"]),
            served_per_minute=_to_rate(said["served_per_minute"]),
            bounds=bounds,
            has_lobby=self.has_lobby,
        )


def empty_form() -> CafeteriaForm:
    return CafeteriaForm(dict.fromkeys(FIELDS, "") | USUAL)


def read_form() -> CafeteriaForm:
    """What this request sent; raises Invalid for what no database takes."""
    return CafeteriaForm({name: text(name) for name in FIELDS}, is_ticked("has_lobby"))


def form_of(view: CafeteriaView) -> CafeteriaForm:
    bounds = view.bounds
    typed = {
        "name": view.name,
        "place": view.place,
        "opens": format_minute(view.opens_minute),
        "closes": format_minute(view.closes_minute),
        "counters": str(view.counters),
        "served_per_minute": f"{view.served_per_minute:g}",
        "normal_min": str(bounds.normal_min),
        "busy_min": str(bounds.busy_min),
        "packed_min": str(bounds.packed_min),
    }
    return CafeteriaForm(typed, view.has_lobby)


def format_minute(minute: int) -> str:
    """A minute after midnight as clocks show it: `11:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _to_rate(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        return NOTHING
