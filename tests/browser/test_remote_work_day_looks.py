"""The card of a remote day in every look: planned, running, to be reported, and what stands around it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.remote_work import days
from tests.browser.chromium import watch
from tests.browser.conftest import Looker, cast_server, open_session
from tests.browser.looks import LANGUAGES, look_at, unfold
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.remote_days import open_remote_day
from tests.browser.server import Server

PLAN = ("도로점용 허가 검토", "예산 변경 초안", "민원 회신")
CONTACT = {"desk_phone": "055-211-2114", "own_phone": "010-1234-5678"}
EMERGENCY = {"emergency_who": "배우자", "emergency_phone": "010-8765-4321"}
# Who looks at which page, by the page's name.
PAGES = {
    "plan": ("colleague", "/remote-work"),
    "running": ("traveller", "/remote-work"),
    "result": ("stranger", "/remote-work"),
    "none": ("auditor", "/remote-work"),
    "rules": ("administrator", "/admin/remote-rules"),
}


class World:
    def __init__(self, server: Server) -> None:
        self.server, self.parts = server, parts_of(server)
        self.on = open_remote_day(server)
        self.now = self.parts.clock.now()

    def build(self) -> None:
        for who in ("colleague", "stranger"):
            open_remote_day(self.server, who)
        for ahead in (2, 5, 7):
            open_remote_day(self.server, ahead=ahead)
        self.plan("colleague", self.yesterday("colleague"))
        self.run("traveller")
        self.forward("traveller")
        self.run("stranger")
        with self.parts.database.writing() as session:
            staff_id = staff_id_of(self.server, "stranger")
            days.end_day(session, self.parts.ledger, staff_id, self.on, b"e" * 16, self.now)

    def yesterday(self, who: str) -> timedelta:
        """A day that has been: its plan is what the next one may begin with."""
        back = timedelta(days=1)
        origin = days.Origin("ask", b"looks-test")
        with self.parts.database.writing() as session:
            staff_id, on = staff_id_of(self.server, who), self.on - back
            days.open_day(session, staff_id, on, place=days.Place.HOME, origin=origin, now=self.now - back)
        return back

    def plan(self, who: str, back: timedelta = timedelta(0)) -> None:
        staff_id = staff_id_of(self.server, who)
        draft = days.PlanDraft(staff_id.to_bytes(16, "big"), 0, PLAN)
        with self.parts.database.writing() as session:
            days.submit_plan(session, self.parts.ledger, staff_id, self.on - back, draft, self.now - back)

    def run(self, who: str) -> None:
        self.plan(who)
        staff_id = staff_id_of(self.server, who)
        with self.parts.database.writing() as session:
            days.start_day(
                session, self.parts.ledger, staff_id, self.on, staff_id.to_bytes(16, "little"), self.now
            )

    def forward(self, who: str) -> None:
        me, colleague = staff_id_of(self.server, who), staff_id_of(self.server, "colleague")
        with self.parts.database.writing() as session:
            days.save_contact(session, self.parts.keys.field_key, me, **CONTACT, **EMERGENCY, now=self.now)
            days.note_dialled(session, me, self.on, self.now)
            days.ask_test_call(session, me, self.on, colleague, self.now)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    with cast_server(tmp_path_factory.mktemp("looks"), sqlite_template, has_worker=False) as server:
        World(server).build()
        yield server


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, server: Server, name: str, language: str) -> None:
    page = looker(server.url, language)
    faults = watch(page)
    who, path = PAGES[name]
    open_session(page, server, who)
    page.goto(f"{server.url}{path}", wait_until="networkidle")
    unfold(page)
    assert look_at(page, f"remote-day-{name}", language) == {}
    assert faults == []
