"""A handover from end to end on two phones: begun, written, offered, accepted, and on paper."""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from services import handovers
from services.manuals import tasks
from services.manuals.tasks import NewManual
from services.people import get_person
from tests.browser.chromium import PHONE, watch
from tests.browser.conftest import SignIn
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.server import Server
from tests.factories import TODAY

TITLE = "건축허가 접수와 처리"


def give_manual(server: Server, title: str = TITLE) -> int:
    parts, who = parts_of(server), staff_id_of(server, "traveller")
    with parts.database.writing() as session:
        unit_id = get_person(session, who, TODAY).unit_id or 0
        new = NewManual(hashlib.sha256(title.encode()).digest()[:16], unit_id, title, who)
        return tasks.create_manual(session, new, who, parts.clock.now()).id


def write_and_offer(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/me")
    page.get_by_role("link", name="인수인계").click()
    page.get_by_role("link", name="인수인계 시작하기").click()
    page.get_by_role("button", name="다음").click()
    expect(page.get_by_label(TITLE)).to_be_checked()
    page.get_by_label("인수할 사람").select_option(label="이나루 주무관 (건축과 건축허가팀, 001002)")
    page.get_by_text("인계서에 적을 것").click()
    page.get_by_label("현안과 문제점").fill("중앙로 12 옥상 증축 민원: 10월 15일까지 시정 명령")
    page.get_by_role("button", name="인계하기", exact=True).click()
    expect(page.get_by_test_id("state")).to_contain_text("인수 기다림")


def test_duties_go_from_one_phone_to_another(browser: Browser, server: Server, sign_in: SignIn) -> None:
    manual_id = give_manual(server)
    with browser.new_context(viewport=PHONE, locale="ko-KR") as leaver:
        page = leaver.new_page()
        sign_in(page, "traveller")
        faults = watch(page)
        write_and_offer(page, server)
        with browser.new_context(viewport=PHONE, locale="ko-KR") as successor:
            other = successor.new_page()
            sign_in(other, "colleague")
            other.goto(f"{server.url}/handovers")
            other.get_by_test_id("handover").first.click()
            expect(other.get_by_text("중앙로 12 옥상 증축 민원")).to_be_visible()
            other.get_by_role("button", name="인수하기").click()
            expect(other.get_by_test_id("state")).to_contain_text("인수함")
        page.reload()
        expect(page.get_by_test_id("state")).to_contain_text("인수함")
        with page.expect_download() as taken:
            page.get_by_role("link", name="별지 제12호서식").click()
        assert Path(taken.value.path()).read_bytes()[:5] == b"%PDF-"
        assert faults == []
    parts = parts_of(server)
    with parts.database.reading() as session:
        owner = tasks.load_manual(session, manual_id, parts.clock.now()).owner_id
        assert owner == staff_id_of(server, "colleague")
        assert handovers.count_offered(session, owner) == 0
