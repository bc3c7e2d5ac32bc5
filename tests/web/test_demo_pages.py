"""The demonstration, loaded whole: what it promises is there, and everybody has something true to see."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from services import absences, approvals, audit, cafeteria, demo, ledger, people, trips
from services.check_plan import make_plan
from services.clock import StoppedClock, local_day
from services.crypto.checkpoint import verifier_keys
from services.db import Database
from services.keys import open_log_keys, open_web_keys
from services.ledger import Guard
from services.people import Person, UnitKind
from services.remote_work import seats
from services.settings import Mode, Settings
from tests import factories
from tests.clocks import HandClock
from tests.web.conftest import Browser
from tests.web.page import Node, read_page
from webapp import create_app
from webapp.context import EXTENSION, Parts

NOW = HandClock().now()
TODAY = local_day(NOW)


@dataclass(frozen=True)
class Demo:
    app: Flask
    stage: demo.Stage
    summary: demo.DemoSummary

    @property
    def parts(self) -> Parts:
        return self.app.extensions[EXTENSION]

    def person(self, role: str) -> Person:
        number = next(account.number for account in self.summary.accounts if account.role == role)
        with self.parts.database.reading() as session:
            found = people.find_person_by_number(session, number, TODAY)
        assert found
        return found

    def browser(self, role: str) -> Browser:
        """A browser in which somebody has signed in with what `make run` prints."""
        client = self.app.test_client()
        page = read_page(client.get("/sign-in").text)
        token = page.all("input", name="csrf_token")[0].attrs["value"]
        sent = {"csrf_token": token, "number": self.person(role).number, "password": self.summary.password}
        answer = client.post("/sign-in", data=sent)
        assert (answer.status_code, answer.location) == (303, "/")
        return Browser(client)


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "balgil.db").write_bytes(sqlite_template.read_bytes())
    settings = Settings(mode=Mode.DEMO, state_dir=folder, demo_lunch=True)
    database = Database(settings.database)
    stage = demo.Stage(
        database=database,
        web_keys=open_web_keys(settings, NOW),
        log_keys=open_log_keys(settings, NOW),
        guard=Guard(settings.guard_path),
        origin=settings.origin,
    )
    with database.hurrying(), stage.guard.hurrying():
        summary = demo.load_demo(stage, NOW)
    audit.process_batches(database, StoppedClock(NOW))
    demo.DemoKitchen(database, cafeteria.LunchClock(StoppedClock(NOW))).play()
    app = create_app(settings, HandClock())
    app.testing = True
    yield Demo(app, stage, summary)
    app.extensions[EXTENSION].database.dispose()
    database.dispose()


def sections(page: Node) -> set[str]:
    return {node.text for node in page.all("h2")}


def test_it_has_the_departments_the_staff_and_the_season(loaded: Demo) -> None:
    with loaded.parts.database.reading() as session:
        kinds = Counter(unit.kind for unit in people.list_units(session, TODAY))
        assert kinds[UnitKind.DEPARTMENT] + kinds[UnitKind.NEIGHBOURHOOD_CENTRE] == 59
        assert people.count_staff(session, TODAY) == 1_300
        traveller = loaded.person("출장자")
        kept = trips.list_trips(session, traveller.id)
    assert loaded.summary.trips > 900
    assert loaded.summary.evidences > 1_400
    assert NOW - min(trip.created_at for trip in kept) > timedelta(days=14)


def test_its_ledger_holds_against_a_complete_check(loaded: Demo) -> None:
    stage = loaded.stage
    plan = make_plan(stage.web_keys.pending_key, verifier_keys(stage.origin, stage.log_keys.signer))
    report = ledger.check(stage.database, stage.guard, plan, "test", NOW)
    assert report.findings == ()


def test_every_account_signs_in_with_the_printed_password(loaded: Demo) -> None:
    for account in loaded.summary.accounts:
        assert account.role == account.role.strip()
        assert loaded.browser(account.role).get("/").all(data_testid="capture")


def test_the_traveller_is_on_the_way_with_taps_a_free_one_and_a_look(loaded: Demo) -> None:
    browser = loaded.browser("출장자")
    page = browser.get("/trips")
    states = [node.attrs["data-state"] for node in page.all(data_testid="trip")]
    assert {"running", "waiting", "over"} <= set(states)
    assert "출장에 붙이지 않은 증빙" in page.text
    running = page.all(data_testid="trip")[0]
    trip = browser.get(running.all("a")[0].attrs["href"] if running.tag != "a" else running.attrs["href"])
    assert len(trip.one("ol", class_="timeline").all("li")) == 2
    assert "동행 " in trip.text
    assert "정유진" not in trip.text
    assert "붙이지 않은 증빙" in trip.text
    assert "봄" in browser.get("/me/points").text
    assert "정산 서류의 목적지와 맞는지 확인" in browser.get("/me/notices").text


def test_nobody_is_at_two_places_at_once(loaded: Demo) -> None:
    with loaded.parts.database.reading() as session:
        found = absences.list_absences(session, NOW, NOW + timedelta(minutes=1))
    away = Counter(each.staff_id for each in found if each.is_approved)
    assert len(away) > 10
    assert away.most_common(1)[0][1] == 1


def test_the_lead_decides_as_lead_and_as_deputy(loaded: Demo) -> None:
    page = loaded.browser("팀장").get("/approvals")
    cards = page.all(data_testid="approval")
    assert [card for card in cards if "대결" in card.text]
    assert [card for card in cards if "대결" not in card.text]
    assert "내가 결재한 것" in page.text


def test_the_auditor_has_papers_with_every_kind_of_answer(loaded: Demo) -> None:
    auditor, stage = loaded.person("감사"), loaded.stage
    with stage.database.reading() as session:
        (batch,) = audit.list_batches(session, auditor.id)
        codes = audit.list_codes(session, auditor.id, batch.id)
        keys = audit.Keys(stage.opening_keys, stage.web_keys.pending_key)
        verdicts = audit.judge_texts(session, keys, [audit.Item(code.text) for code in codes], NOW)
    assert (batch.state, batch.pages, len(codes)) == ("done", 6, 6)
    answers = Counter(verdict.overall.value for verdict in verdicts)
    assert answers["genuine"] >= 3
    assert answers["genuine"] < 6
    assert "not_genuine" not in answers
    assert batch.files[0].name in loaded.browser("감사").get("/audit/batches").text


def test_the_administrator_has_a_file_that_was_brought_in(loaded: Demo) -> None:
    browser = loaded.browser("총괄 서무")
    assert "1,300명" in browser.get("/admin").text
    assert f"{TODAY.month}월_인사발령.csv" in browser.get("/admin/imports").text


def test_it_is_lunchtime_whenever_somebody_looks(loaded: Demo) -> None:
    home = loaded.browser("출장자").get("/")
    assert "지금 9. 29.(화) 12:10" in home.one(data_testid="lunch-time").text
    lunch = home.one(data_testid="lunch-card")
    assert lunch.attrs["data-shown"] == "live"
    assert "본관 구내식당" in lunch.text
    assert "우리 과" in lunch.text
    for path in ("/cafeteria", "/cafeteria/2"):
        page = loaded.browser("동료").get(path)
        assert "배추김치" in page.text or "깍두기" in page.text
        assert [node for node in page.walk() if node.attrs.get("data-shown") == "live"]


def test_a_swap_waits_for_the_lead(loaded: Demo) -> None:
    browser = loaded.browser("팀장")
    (swap,) = browser.get("/cafeteria/swaps").all(data_testid="swap")
    assert swap.attrs["data-state"] == "asked"
    assert "도로과" in swap.text
    assert "맞바꾸자고 했어요" in browser.get("/me/notices").text


def test_the_manager_finds_every_page_with_something_to_see(loaded: Demo) -> None:
    browser = loaded.browser("구내식당")
    links = browser.get("/cafeteria/manage").all(data_testid="manage-links")
    paths = [link.attrs["href"] for card in links for link in card.all("a")]
    ends = ["kitchen", "menu", "count", "slots", "history", "sensors", "manage", "poster"]
    assert paths == [f"/cafeteria/{number}/{end}" for number in (1, 2) for end in ends]
    pages = {path: browser.get(path) for path in paths}
    assert pages["/cafeteria/1/history"].all(data_testid="heat")
    assert "식" in pages["/cafeteria/1/count"].one(data_testid="head-count").text
    assert "보냄" in pages["/cafeteria/2/sensors"].one(data_testid="sensor").text
    assert pages["/cafeteria/1/menu"].all(data_testid="menu-day")


def test_the_smart_work_centres_have_sixty_seats_and_people_in_them(loaded: Demo) -> None:
    with loaded.parts.database.reading() as session:
        centres = seats.list_centres(session)
        use = seats.count_use(session, TODAY - timedelta(weeks=4), TODAY)
    assert (len(centres), sum(len(centre.seats) for centre in centres)) == (5, 60)
    assert all(use[centre.id].came and use[centre.id].no_shows for centre in centres)
    traveller, auditor = loaded.browser("출장자"), loaded.browser("감사")
    assert traveller.get("/remote-work/seats").all(data_testid="my-seats")
    assert auditor.get("/remote-work/seats").one(data_testid="seat-offer")
    manager = loaded.browser("총괄 서무")
    assert manager.get(f"/remote-work/seats/manage/centres/{centres[0].id}").one("h1")


def test_nothing_in_it_waits_for_nobody(loaded: Demo) -> None:
    """Whatever waits is in front of somebody who can be tried out, also in the place of one on leave."""
    lead = loaded.person("팀장")
    with loaded.parts.database.reading() as session:
        inbox = approvals.load_inbox(session, lead.id, NOW)
    assert inbox.counts["trip"] == 6
    assert sum(each.holder.as_deputy for each in inbox.waiting) == 3


def test_outside_a_demonstration_it_is_refused(loaded: Demo) -> None:
    stage = demo.Stage(**vars(loaded.stage) | {"origin": "localhost/ledger"})
    with pytest.raises(Exception, match="demo_only"):
        demo.load_demo(stage, factories.NOW)
