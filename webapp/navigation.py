"""The places of the product, and which of them a person sees.

A place is shown when its page exists and the person may go there; nothing leads to a page that is not built.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from services.people import SignedIn
from services.texts import N_
from webapp.context import find_person

BAR_PLACES = 5


@dataclass(frozen=True)
class Place:
    """A page with a name of its own; `roles` are those that see it, none means everybody."""

    path: str
    label: str
    icon: str
    note: str = ""
    roles: frozenset[str] = frozenset()
    is_current: bool = False


LEADS = frozenset({"team_lead", "administrator"})
AUDITORS = frozenset({"auditor"})
ADMINISTRATORS = frozenset({"administrator"})
ME = "/me"

PLACES = (
    Place("/", N_("홈"), "house"),
    Place("/trips", N_("출장"), "map-pin"),
    Place("/cafeteria", N_("식당"), "utensils"),
    Place("/remote-work", N_("재택"), "laptop"),
    Place("/manuals", N_("매뉴얼"), "book-open"),
    Place("/approvals", N_("결재"), "stamp", roles=LEADS),
    Place("/audit/scan", N_("QR 확인"), "scan-qr-code", roles=AUDITORS),
    Place("/admin", N_("관리"), "settings", roles=ADMINISTRATORS),
    Place(ME, N_("나"), "user"),
)


def init_navigation(app: Flask) -> None:
    app.context_processor(lambda: {"list_bar": list_bar, "list_rail": list_rail, "list_places": list_places})


def list_bar() -> list[Place]:
    """At most five for the thumb: the first ones. All others are found on home, `나` in its top bar."""
    return list_rail()[:BAR_PLACES]


def list_rail() -> list[Place]:
    return list_places(PLACES)


def list_places(places: Sequence[Place]) -> list[Place]:
    """Those that exist and that the person of this request may see, the current one marked."""
    person = find_person()
    current = max((p.path for p in places if _is_below(request.path, p.path)), key=len, default=None)
    return [
        Place(p.path, p.label, p.icon, p.note, p.roles, p.path == current)
        for p in places
        if _may_see(person, p) and _exists(p.path)
    ]


def _is_below(path: str, root: str) -> bool:
    return path == root or (root != "/" and path.startswith(f"{root}/"))


def _may_see(person: SignedIn | None, place: Place) -> bool:
    return not place.roles or bool(person and place.roles & person.roles)


def _exists(path: str) -> bool:
    match: Callable[[str], object] = current_app.url_map.bind("").match
    try:
        match(path)
    except HTTPException:
        return False
    return True
