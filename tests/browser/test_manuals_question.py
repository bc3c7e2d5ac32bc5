"""On a phone: a question that no manual answers goes to the owner, and her answer is the next one's tip; a
model's words stand above the quotes, where one is set up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import app_beside, empty_server, open_session
from tests.browser.readers_world import ASKED, Readers
from tests.browser.server import Server
from tests.language_model import Model, running_model

ANSWERED = "출장 여비는 며칠 안에 정산하나요"
SAID = "여행을 마친 다음 날부터 2주일 이내에 정산을 신청하면 돼요 [1]."


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with running_model(SAID) as model:
        yield model


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, model: Model) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("question")
    extra = {"BALGIL_ANSWER_URL": model.endpoint.url, "BALGIL_ANSWER_MODEL": model.endpoint.model}
    with empty_server(folder, sqlite_template, has_worker=False, extra=extra) as server:
        Readers(app_beside(server.settings))
        yield server


def ask(page: Page, server: Server, who: str) -> None:
    open_session(page, server, who)
    page.goto(f"{server.url}/manuals/questions")
    page.get_by_role("link", name="매뉴얼에 물어보기").click()
    page.get_by_label("무엇이 궁금한가요").fill(ASKED)
    page.get_by_role("button", name="찾기").click()


def test_from_a_question_to_a_tip(page: Page, server: Server) -> None:
    ask(page, server, "stranger")
    expect(page.get_by_role("heading", name="꼭 맞는 답은 찾지 못했어요")).to_be_visible()
    expect(page.get_by_label("국내 출장 여비 정산 · 건축허가팀 · 이나루")).to_be_checked()
    page.get_by_role("button", name="담당에게 묻기").click()
    expect(page.get_by_text("담당에게 물었어요")).to_be_visible()

    open_session(page, server, "colleague")
    page.goto(f"{server.url}/me/notices")
    page.get_by_role("link", name="업무를 물었어요").click()
    page.get_by_label("답", exact=True).fill("업무로 쓴 통화료는 영수증을 붙이면 실비로 정산돼요.")
    page.get_by_label("Tip 제목").fill("해외 통신비")
    page.get_by_role("button", name="답 보내기").click()
    expect(page.get_by_text("Tip으로도 남겼어요")).to_be_visible()

    ask(page, server, "traveller")
    quote = page.get_by_test_id("quotes").get_by_role("listitem").first
    expect(quote).to_contain_text("영수증을 붙이면 실비로 정산돼요")
    quote.get_by_role("link").click()
    tip = page.get_by_test_id("tip")
    expect(tip).to_contain_text("해외 통신비")
    expect(page.get_by_label("어떻게 해결했나요")).to_be_hidden()
    page.get_by_label("민원 사례").check()
    expect(page.get_by_label("어떻게 해결했나요")).to_be_visible()
    tip.get_by_role("button", name="맞아요 0").click()
    expect(page.get_by_test_id("tip").get_by_role("button", name="맞아요 1")).to_be_visible()


def test_a_models_words_stand_above_the_quotes_and_go_when_they_do_not_hold(
    page: Page, server: Server, model: Model
) -> None:
    open_session(page, server, "stranger")
    asked = f"{server.url}/manuals/questions/new?q={ANSWERED}"
    page.goto(asked)
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("기계가")).to_be_visible()
    expect(page.get_by_test_id("quotes").get_by_role("listitem").first).to_contain_text("2주일 이내에")
    model.body = model.saying("30일 안에 <b>아무</b> 때나 내면 돼요 [1].")
    with page.expect_response("**/api/v1/manuals/answers"):
        page.goto(asked)
    expect(page.get_by_test_id("quotes")).to_be_visible()
    expect(page.get_by_text("기계가")).to_be_hidden()
