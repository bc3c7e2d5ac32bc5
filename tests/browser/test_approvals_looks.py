"""The pages of approvals in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import approvals
from services.approvals import Draft
from tests.browser.approvals_world import Approvals
from tests.browser.conftest import Looker, app_beside, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server

PAGES = {
    "approvals-inbox": ("lead", "/approvals"),
    "approvals-request": ("traveller", "/approvals/1"),
    "approvals-mine": ("traveller", "/approvals/mine"),
    "approvals-rules": ("administrator", "/admin/approval-rules"),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("approvals-looks")
    with empty_server(folder, sqlite_template) as server:
        fill(Approvals(app_beside(server.settings)))
        yield server


def fill(world: Approvals) -> None:
    """A line with a review done, a refusal, what waits, a draft."""
    world.add_rule()
    first = world.ask(1, "타 시군 견학", days=4)
    assert first == 1
    world.decide(first, world.cast.lead)
    refused = world.ask(12, "주민 설명회")
    world.decide(refused, world.cast.lead, approve=False, reason="다음 달 예산으로 다시 올려 주세요")
    for number, purpose in ((13, "급경사지 점검"), (14, "가로등 점검")):
        world.ask(number, purpose, world.cast.colleague)
    world.ask(15, "낙석 제거 지원", green=False)
    world.ask(17, "선진지 견학", days=3)
    draft = Draft("trip", b"draft001", "반쯤 쓴 출장", {"purpose": ["반쯤 쓴 출장"]}, world.now)
    with world.parts.database.writing() as session:
        approvals.save_draft(session, world.cast.traveller.staff_id, draft)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_in_order_in_every_look(looker: Looker, server: Server, name: str, language: str) -> None:
    assert look_around(looker, server, PAGES[name], name, language) == {}
