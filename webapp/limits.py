"""How often one address may call a view that costs something: counted only where it is asked for.

The counters are this process's own, or shared by all of them in the storage that a setting names.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from services.errors import Refused, TooMany
from services.texts import N_

EXTENSION = "balgil_limits"
RETRY_AFTER_S = 60


def init_limits(app: Flask, storage: str) -> None:
    """Raises: Refused `limiter_storage` for one that is unknown, or whose client is not installed."""
    try:
        app.extensions[EXTENSION] = FixedWindowRateLimiter(storage_from_string(storage))
    except ConfigurationError:
        raise Refused(
            "limiter_storage",
            N_("BALGIL_LIMITER_STORAGE의 저장소를 쓸 수 없어요: %(storage)s"),
            storage=storage,
        ) from None


def limited(rate: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Lets an address through so often, such as "600 per minute"; then raises TooMany `too_often`."""
    item = parse(rate)

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def call(**path: Any) -> Any:
            _count(item, view.__name__, request.remote_addr or "")
            return view(**path)

        return call

    return decorate


def hold_back(rate: str, name: str, who: str) -> None:
    """Lets somebody through so often who is known otherwise than by an address; then as `limited`."""
    _count(parse(rate), name, who)


def _count(item: RateLimitItem, name: str, who: str) -> None:
    limiter = cast(FixedWindowRateLimiter, current_app.extensions[EXTENSION])
    if not limiter.hit(item, name, who):
        raise TooMany("too_often", N_("잠시 뒤에 다시 해 주세요."), retry_after_s=RETRY_AFTER_S)
