"""How a person wants pages to look: kept in cookies, so that the first byte of a page already has it."""

from dataclasses import dataclass

from flask import Flask, request
from werkzeug.wrappers import Response

THEMES = ("system", "light", "dark")
TEXT_SIZES = ("normal", "large", "larger", "largest")
YEAR_S = 31_536_000


@dataclass(frozen=True)
class Display:
    theme: str
    text_size: str


def init_display(app: Flask) -> None:
    app.context_processor(lambda: {"display": read_display()})


def read_display() -> Display:
    """This browser's choice; what is not one of ours counts as none."""
    return Display(
        _one_of(THEMES, request.cookies.get("theme")),
        _one_of(TEXT_SIZES, request.cookies.get("text_size")),
    )


def keep_choice(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Not HttpOnly: the page's own script changes theme and text size without a reload."""
    response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=secure)


def _one_of(values: tuple[str, ...], value: str | None) -> str:
    return value if value in values else values[0]
