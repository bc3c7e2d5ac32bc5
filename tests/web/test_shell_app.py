"""What makes an app of the product: manifest, worker, offline page, and the headers that keep pages apart."""

import json

import pytest

from tests.cast import Cast
from tests.web.conftest import ClientAs
from webapp.static_files import FOLDER


@pytest.fixture
def worker_facts(client_as: ClientAs) -> dict[str, list[str]]:
    script = client_as(None).client.get("/sw.js").text
    return json.loads(script.splitlines()[0].removeprefix("const BALGIL = "))


def test_the_manifest_names_pictures_that_are_there(client_as: ClientAs) -> None:
    client = client_as(None).client
    manifest = client.get("/manifest.webmanifest").get_json(force=True)
    assert (manifest["name"], manifest["display"], manifest["lang"]) == ("발길", "standalone", "ko")
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == ["/?capture=1", "/audit/scan"]
    assert {client.head(icon["src"]).status_code for icon in manifest["icons"]} == {200}


def test_the_manifest_speaks_the_readers_language(client_as: ClientAs) -> None:
    browser = client_as(None)
    browser.client.set_cookie("language", "en")
    assert browser.client.get("/manifest.webmanifest").get_json(force=True)["name"] == "Balgil"


def test_the_worker_keeps_files_that_are_there(
    client_as: ClientAs, worker_facts: dict[str, list[str]]
) -> None:
    client = client_as(None).client
    assert [path for path in worker_facts["shell"] if client.head(path).status_code != 200] == []


def test_the_worker_keeps_all_that_home_needs_and_no_scanner(worker_facts: dict[str, list[str]]) -> None:
    kept = {path.split("/", 3)[3] for path in worker_facts["shell"]}
    shell = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "js" / "shell").glob("*.js")}
    assert shell | {"js/app.js", "css/base.css", "icons/sprite.svg", "fonts/interface-400.woff2"} <= kept
    assert not [path for path in kept if "zxing" in path or "/audit/" in path or "rare" in path]


def test_the_worker_is_looked_at_anew_each_time_and_may_only_reach_us(client_as: ClientAs) -> None:
    headers = client_as(None).client.get("/sw.js").headers
    assert headers["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in headers["Content-Security-Policy"]


def test_a_page_says_whose_it_is_and_a_strangers_page_says_nothing(client_as: ClientAs, cast: Cast) -> None:
    own = client_as(cast.traveller).client.get("/")
    assert own.headers["Balgil-Owner"] == str(cast.traveller.staff_id)
    assert "Balgil-Owner" not in client_as(None).client.get("/offline").headers


def test_the_offline_page_is_the_same_for_everybody(client_as: ClientAs, cast: Cast) -> None:
    page = client_as(cast.lead).get("/offline")
    assert page.all("nav") == []
    assert cast.lead.name not in page.text
    assert page.one("a", class_="button first").attrs["href"] == "/"


def test_a_page_that_says_something_once_is_not_kept(client_as: ClientAs, cast: Cast) -> None:
    client = client_as(cast.traveller).client
    with client.session_transaction() as cookie:
        cookie["_flashes"] = [("ok", "한 번만 보여요.")]
    first, second = client.get("/me"), client.get("/me")
    assert "한 번만 보여요." in first.text
    assert "Balgil-Owner" not in first.headers
    assert "Balgil-Owner" in second.headers
