"""Where a sign-in comes from: the address, the browser's name, and the cookie by which it is known again."""

from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from services.people import NewSession, Visit
from webapp.context import find_person, settings
from webapp.sessions import open_cookie

BROWSER_DAYS = 400

# The first that is found is the one: others name themselves too.
_BROWSERS = (
    ("KAKAOTALK", "KakaoTalk"),
    ("NAVER(", "NAVER"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Whale", "Whale"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def current_visit() -> Visit:
    """This request, as the sign-in wants to know it."""
    person = find_person()
    return Visit(
        address=request.remote_addr or "",
        label=browser_label(request.user_agent.string),
        browser_token=request.cookies.get(browser_cookie()),
        session_id=person.session_id if person else None,
    )


def session_lifetime() -> timedelta:
    return timedelta(days=settings().session_days)


def let_in(opened: NewSession, response: Response) -> Response:
    """Signs this browser in, and leaves the cookie by which it is known at the next time."""
    open_cookie(opened.token, opened.person)
    response.set_cookie(
        browser_cookie(),
        opened.browser_token,
        max_age=timedelta(days=BROWSER_DAYS),
        httponly=True,
        samesite="Lax",
        secure=settings().is_https,
    )
    return response


def browser_cookie() -> str:
    return "__Host-browser" if settings().is_https else "browser"


def browser_label(user_agent: str) -> str:
    """What a person would call this browser: "Chrome · Android"."""
    names = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " · ".join(name for name in names if name) or "?"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for sign, name in names if sign in user_agent), "")
