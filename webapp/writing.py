"""A button that does one thing: what was done, or why not, stands on the page that it leads to."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from werkzeug.wrappers import Response

from services.errors import BalgilError
from webapp.context import db
from webapp.errors import detail_of

Refusals = tuple[type[BalgilError], ...]


def write_and_tell(
    work: Callable[[Any], object], path: str, said: str | None, refusals: Refusals
) -> Response:
    """Writes by `work` and leads to `path`, with `said` once it is done; only `refusals` are told there."""
    try:
        db().write(work)
    except refusals as error:
        flash(detail_of(error), "warn")
    else:
        if said:
            flash(said, "ok")
    return redirect(path, 303)
