"""What every template may use."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from flask import Flask

from services.clock import SEOUL
from services.crypto import base64url
from services.translations import DAY, FULL_DAY
from webapp.context import find_person, parts, settings
from webapp.language import choose_language
from webapp.pages.cafeteria.demo_lunch import find_lunch_time


def init_templating(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=format_day, full_day=format_full_day, clock=format_clock, base64url=base64url.encode
    )
    app.context_processor(_common)


def format_day(value: date | datetime) -> str:
    """A day as lists show it: `11. 24.(화)`, `Tue 24 Nov`."""
    return _format(value, DAY)


def format_full_day(value: date | datetime) -> str:
    """A day with its year: `2026. 11. 24.`, `24 Nov 2026`."""
    return _format(value, FULL_DAY)


def format_days(from_on: date, until_on: date) -> str:
    """One day, or from one to another."""
    return format_day(from_on) if from_on == until_on else f"{format_day(from_on)} – {format_day(until_on)}"


def format_clock(value: datetime) -> str:
    """A time as official documents write it: `15:20`."""
    return f"{value.astimezone(SEOUL):%H:%M}"


def _format(value: date | datetime, patterns: dict[str, str]) -> str:
    on = value.astimezone(SEOUL).date() if isinstance(value, datetime) else value
    language = choose_language()
    return _write_day(on, patterns[language], language)


@lru_cache(maxsize=1_000)
def _write_day(on: date, pattern: str, language: str) -> str:
    """A list says the same few days many times."""
    return format_date(on, pattern, locale=language)


def _common() -> dict[str, Any]:
    return {
        "person": find_person(),
        "settings": settings(),
        "recovery": parts().recovery,
        "language": choose_language(),
        "lunch_time": find_lunch_time(),
    }
