"""Files of manuals that come in, books that go out, and paper, in every look: whole, readable, in reach."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services.db import Database
from services.manuals import exchange, tasks
from tests.browser.conftest import Looker, app_beside, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server
from tests.cast import Cast, make_cast
from tests.manual_files import MARKDOWN, make_xlsx, make_zip
from webapp.context import EXTENSION

Pages = dict[str, tuple[str, str]]
NAMES = ("manual-imports", "manual-import-plan", "manual-exports", "manual-paper")
FILES = {
    "업무/건축과/국내 출장 여비 정산.md": MARKDOWN.replace("department: 건축과\n", "").replace(
        "2주일", "3주일"
    ),
    "업무/건축과/아주 긴 이름을 가진 건축물 해체 허가와 해체 신고 접수 처리 절차.md": (
        "## Tip\n홍길순 과장에게 010-2345-6789로 묻는다."
    ),
    "업무/보고서.docx": b"%PDF-1.7",
    "목록.xlsx": make_xlsx([["업무명", "부서"], ["당직 근무", "없는과"], ["문서 접수", "총무과"]]),
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("exchange-looks")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    database, now = Database(server.database_url), datetime.now(UTC)
    ledger = app_beside(server.settings).extensions[EXTENSION].ledger
    with database.writing() as session:
        cast = make_cast(session, now)
        first = _plan(session, cast, {"정산.md": MARKDOWN}, now)
        exchange.apply_import(session, ledger, first, cast.administrator.staff_id, now)
        plan_id = _plan(session, cast, FILES, now)
        (made,) = tasks.list_ids(session, tasks.Filter(), now)
    database.dispose()
    return {
        "manual-imports": ("administrator", "/manuals/imports"),
        "manual-import-plan": ("administrator", f"/manuals/imports/{plan_id}"),
        "manual-exports": ("traveller", "/manuals/exports"),
        "manual-paper": ("traveller", f"/m/{made}?r=1"),
    }


def _plan(session: Session, cast: Cast, files: dict[str, str | bytes], now: datetime) -> str:
    who = cast.administrator.staff_id
    plan = exchange.plan_import(session, "우리 시 업무 매뉴얼 전체_최종.zip", make_zip(files), who, now)
    return exchange.store_plan(session, plan, who, now)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
