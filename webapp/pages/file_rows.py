"""The rows of a file that was looked at: those with the fate that one wants to see, a page at a time."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from webapp.forms import asked, asked_page

A_PAGE = 100


class Row(Protocol):
    @property
    def fate(self) -> StrEnum: ...


SomeRow = TypeVar("SomeRow", bound=Row)
SomeFate = TypeVar("SomeFate", bound=StrEnum)


def choose_rows(rows: Sequence[SomeRow], fates: type[SomeFate]) -> dict[str, Any]:
    """What the page of a file shows, by the fate and the page that its address asks for; raises Invalid."""
    fate, page = next((each for each in fates if each.value == asked("fate")), None), asked_page()
    wanted = [row for row in rows if fate in (None, row.fate)]
    return {
        "rows": wanted[(page - 1) * A_PAGE : page * A_PAGE],
        "page": page,
        "pages": max(-(-len(wanted) // A_PAGE), 1),
        "fate": fate,
    }
