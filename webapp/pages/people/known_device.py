"""Which device this browser was enrolled as: a cookie that outlives the browser's clearing of its key store.

Phones empty the store of a page that was not opened for weeks, but keep cookies of the server longer. So a
lost key is told from a new phone, and its re-enrolment retires the right device. It proves nothing and opens
nothing.
"""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from webapp.context import settings

COOKIE = "device"
KEPT_FOR = timedelta(days=400)


def remember_device(response: Response, device_id: bytes) -> Response:
    response.set_cookie(
        COOKIE,
        device_id.hex(),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings().is_https,
    )
    return response


def find_known_device() -> str:
    """The hexadecimal id that the cookie names, empty without one; it may be anybody's, or nobody's."""
    return request.cookies.get(COOKIE, "")
