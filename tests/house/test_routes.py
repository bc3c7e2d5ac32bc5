"""Every route carries an access rule and an address in kebab-case with typed parts."""

import re

from flask import Flask

from services.notice_kinds import KINDS
from services.notifications import find_path
from webapp.access import find_rule

PART = re.compile(r"^([a-z0-9.-]+|[a-z0-9-]*<[a-z]+(\([^)]*\))?:[a-z_]+>[a-z.-]*|)$")
KEPT_NAMES = {"sw.js", "openapi.json", "manifest.webmanifest"}


def test_every_route_has_an_access_rule(app: Flask) -> None:
    without = [r.rule for r in app.url_map.iter_rules() if find_rule(app.view_functions[r.endpoint]) is None]
    assert without == []


def test_every_address_is_kebab_case_with_typed_parts(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for part in rule.rule.strip("/").split("/"):
            assert part in KEPT_NAMES or PART.match(part), rule.rule


def test_a_tap_on_any_notice_leads_to_a_page(app: Flask) -> None:
    facts = {"request": "1", "plan": "1", "meeting": "00" * 16, "held_on": "2026-09-29"}
    pages = app.url_map.bind("balgil.example")
    wrong = [kind.code for kind in KINDS.values() if not pages.test(find_path(kind, facts), "GET")]
    assert wrong == []


def test_the_document_of_the_interface_names_every_json_route(app: Flask) -> None:
    with app.test_client() as client:
        paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    routes = {re.sub(r"<(?:[^:>]+:)?([a-z_]+)>", r"{\1}", r.rule) for r in app.url_map.iter_rules()}
    json_routes = {r for r in routes if r.startswith("/api/v1/") and not r.endswith("openapi.json")}
    assert json_routes == set(paths)
