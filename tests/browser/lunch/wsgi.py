"""The product at lunch time, whenever it really is: at night and on Sundays there is none."""

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from services.clock import ShiftedClock
from webapp import create_app

SHIFT = "LUNCH_SHIFT_S"

clock = ShiftedClock(timedelta(seconds=float(os.environ[SHIFT])))
app = create_app(clock=clock)
inner = app.wsgi_app


def dated(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """The answers' own clock is the moved one too: phones learn the time from it."""

    def start(status: str, headers: list[tuple[str, str]], *rest: object) -> object:
        return start_response(status, [*headers, ("Date", format_datetime(clock.now(), usegmt=True))], *rest)

    return inner(environ, start)


app.wsgi_app = dated  # type: ignore[method-assign]
