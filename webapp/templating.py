"""What every template may use."""

from datetime import date, datetime
from typing import Any

from flask import Flask

from services.clock import SEOUL
from services.crypto import base64url
from webapp.context import find_person, parts, settings
from webapp.language import choose_language

WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def init_templating(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=format_day, full_day=format_full_day, clock=format_clock, base64url=base64url.encode
    )
    app.context_processor(_common)


def format_day(value: date | datetime) -> str:
    """A day as lists show it: `11. 24.(화)`."""
    on = _local(value)
    return f"{on.month}. {on.day}.({WEEKDAYS[choose_language()][on.weekday()]})"


def format_full_day(value: date | datetime) -> str:
    """A day as official documents write it: `2026. 11. 24.`."""
    on = _local(value)
    return f"{on.year}. {on.month}. {on.day}."


def format_clock(value: datetime) -> str:
    """A time as official documents write it: `15:20`."""
    return f"{value.astimezone(SEOUL):%H:%M}"


def _local(value: date | datetime) -> date:
    return value.astimezone(SEOUL).date() if isinstance(value, datetime) else value


def _common() -> dict[str, Any]:
    return {
        "person": find_person(),
        "settings": settings(),
        "recovery": parts().recovery,
        "language": choose_language(),
    }
