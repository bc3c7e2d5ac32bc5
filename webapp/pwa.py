"""What makes the product an app on the phone: the files that the service worker keeps, the manifest, and the
headers by which the worker knows whose page it holds.
"""

import json
from functools import cache
from typing import Any

from flask import Flask, Response
from flask.globals import request_ctx
from flask_babel import force_locale, gettext

from webapp.context import find_person, now
from webapp.language import LANGUAGES, choose_language
from webapp.static_files import FOLDER, build_id, list_files, static_url

# Kept from the first visit, so that home opens and captures without a network.
# What other pages need (the scanner's library among it) comes with those pages.
SHELL = (
    "css/*.css",
    "fonts/capture-*.woff2",
    "fonts/interface-*.woff2",
    "icons/sprite.svg",
    "js/app.js",
    "js/cafeteria/*.js",
    "js/capture/*.js",
    "js/lib/*.js",
    "js/manuals/*.js",
    "js/notifications/*.js",
    "js/remote_work/*.js",
    "js/shell/*.js",
    "vendor/hpke/core.js",
    "vendor/lean-qr/*.js",
)
# Kept besides by browsers that lack what these stand in for.
SUBSTITUTES = ("vendor/hpke/x25519.js",)
# Pages of which the phone keeps a copy for its person: these from the first visit on ...
FIRST_PAGES = ("/", "/outbox")
# ... and these with all below them (except below home) once they were looked at.
KEPT_PAGES = ("/", "/outbox", "/trips", "/cafeteria", "/remote-work", "/laws", "/manuals")
# Whoever passes one of these comes in or goes out: the kept pages go.
WAY_OUT = "/sign-out"
DOORS = ("/sign-in", WAY_OUT, "/api/v1/sign-in")
THEME_COLOUR = {"light": "#ffffff", "dark": "#1e2124"}


def init_pwa(app: Flask) -> None:
    app.after_request(_add_headers)
    app.jinja_env.globals.update(theme_colour=THEME_COLOUR, build_id=build_id, rendered_at=_rendered_at)


def worker_script() -> str:
    """The service worker of this build: its text changes with any static file."""
    facts: dict[str, Any] = {
        "build": build_id(),
        "shell": list_shell(),
        "substitutes": [*map(static_url, SUBSTITUTES)],
    }
    facts |= {"first": FIRST_PAGES, "kept": KEPT_PAGES, "doors": DOORS, "wayOut": WAY_OUT}
    facts["news"] = _say_news()
    texts = [(FOLDER / name).read_text() for name in ("sw.js", "sw-pack.js")]
    return "\n".join([f"const BALGIL = {json.dumps(facts)}", *texts])


@cache
def list_shell() -> list[str]:
    """The addresses that the worker keeps when it is installed."""
    names = [path.relative_to(FOLDER) for path in list_files()]
    return [static_url(name.as_posix()) for name in names if any(map(name.match, SHELL))]


def describe_app() -> dict[str, Any]:
    """The web app manifest, in the reader's language."""
    return {
        "id": "/",
        "name": gettext("발길"),
        "short_name": gettext("발길"),
        "description": gettext("출장지에서 한 번 누르면 증빙이 되는 공무원의 업무 도우미"),
        "lang": choose_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": THEME_COLOUR["light"],
        "theme_color": THEME_COLOUR["light"],
        "categories": ["business", "productivity"],
        "icons": [
            _icon("icon-192.png", 192),
            _icon("icon-512.png", 512),
            _icon("icon-maskable-512.png", 512) | {"purpose": "maskable"},
        ],
        "shortcuts": [
            _shortcut(gettext("지금 여기서 증빙"), "/?capture=1"),
            _shortcut(gettext("QR 확인"), "/audit/scan"),
        ],
    }


def _say_news() -> dict[str, Any]:
    """What the worker puts on the screen for a push, in each language: it has no page to ask."""
    words = {}
    for language in LANGUAGES:
        with force_locale(language):
            words[language] = {"title": gettext("발길"), "body": gettext("새 알림이 있어요.")}
    return {"icon": static_url("icons/icon-192.png"), "words": words}


def _rendered_at() -> str:
    """When this page was made: a kept copy says how old it is."""
    return now().isoformat(timespec="seconds")


def _icon(name: str, size: int) -> dict[str, str]:
    return {"src": static_url(f"icons/{name}"), "sizes": f"{size}x{size}", "type": "image/png"}


def _shortcut(name: str, url: str) -> dict[str, Any]:
    return {"name": name, "url": url, "icons": [_icon("icon-192.png", 192)]}


def _add_headers(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.headers["Balgil-Build"] = build_id()
        response.headers["Content-Language"] = choose_language()
        # A page that says something once is not kept: it would say it again without a network.
        if (person := find_person()) and not request_ctx.flashes:
            response.headers["Balgil-Owner"] = str(person.staff_id)
    return response
