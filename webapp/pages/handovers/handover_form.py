"""The form of a handover: read as it was typed, shown again where something is wrong."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date

from flask import request

from services.errors import Invalid
from services.handovers import LONGEST_PART, HandoverView, Parts, Writing
from webapp.forms import find_day, find_number, is_ticked, long_text, text

MOST_MANUALS = 2_000


@dataclass(frozen=True)
class HandoverForm:
    """What was typed. `wanted` is whom the writer looks for; `is_changed` that somebody wrote meanwhile."""

    parts: Parts
    version: int
    manual_ids: Collection[int]
    to_id: int | None
    as_deputy: bool
    why: str
    last_on: date | None
    wanted: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    is_changed: bool = False

    @property
    def has_words(self) -> bool:
        return any(vars(self.parts).values())

    @property
    def writing(self) -> Writing:
        """Raises: Invalid without a day."""
        if self.last_on is None:
            raise Invalid("last_on", fields={"last_on": Invalid.sentence})
        return Writing(
            self.parts, self.version, self.manual_ids, self.to_id, self.as_deputy, self.why, self.last_on
        )

    def again(self, wrong: Mapping[str, str], *, is_changed: bool) -> "HandoverForm":
        return replace(self, wrong=wrong, is_changed=is_changed)


def form_of(view: HandoverView, wanted: str = "") -> HandoverForm:
    """As it is kept."""
    return HandoverForm(
        parts=view.parts,
        version=view.version,
        manual_ids={manual.manual_id for manual in view.manuals},
        to_id=view.receiver.staff_id if view.receiver else None,
        as_deputy=view.as_deputy,
        why=view.why,
        last_on=view.last_on,
        wanted=wanted,
    )


def read_form() -> HandoverForm:
    """Raises: Invalid for what no browser sends from this form."""
    return HandoverForm(
        # Twice as long as fits: a part that is too long comes back with a sentence of its own.
        parts=Parts(**{part.name: long_text(part.name, 2 * LONGEST_PART) for part in fields(Parts)}),
        version=find_number("version") or 0,
        manual_ids=set(_read_manuals()),
        to_id=find_number("to_id"),
        as_deputy=request.form.get("as") == "deputy",
        why=text("why"),
        last_on=find_day("last_on"),
        wanted=text("wanted")[:60],
    )


def takes_watches() -> bool:
    return is_ticked("watches")


def _read_manuals() -> list[int]:
    typed = request.form.getlist("manuals")[:MOST_MANUALS]
    return [int(value) for value in typed if value.isascii() and value.isdigit() and len(value) < 19]
