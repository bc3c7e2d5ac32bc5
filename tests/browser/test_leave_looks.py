"""Leave, its file and the muster in every look: whole, readable, in reach, as axe likes it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services import absences, leave, workdays
from services.absences import AbsenceKind, Source, Span
from services.clock import local_day
from services.db import Database
from services.leave import LeaveAsk, Part, Period
from tests.browser.chromium import PHONE
from tests.browser.conftest import Looker, empty_server, look_around, open_session
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server
from tests.cast import Cast, Member, make_cast

Pages = dict[str, tuple[str, str]]
NAMES = ("leave", "leave-new", "leave-plan", "team")
FILE = """직원번호,성명,휴가종류,시작일,종료일
1001,김가람,연가,{on},{on}
001002,이나루,반차(오전),{on},{on}
001003,박다온,안식년,{on},{on}
009999,없음,연가,{on},{on}
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("leave-looks")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    database, now = Database(server.database_url), datetime.now(UTC)
    with database.writing() as session:
        cast = make_cast(session, now)
        plan_id = _fill(session, cast, now)
    database.dispose()
    return {
        "leave": ("traveller", "/leave"),
        "leave-new": ("lead", "/leave/new"),
        "leave-plan": ("administrator", f"/admin/leave/{plan_id}"),
        "team": ("mayor", "/team"),
    }


def _fill(session: Session, cast: Cast, now: datetime) -> str:
    """A week with everything in it; the address of a file that was looked at."""
    today = local_day(now)
    for number, on in enumerate(workdays.list_workdays(session, today, today + timedelta(days=14))[:4]):
        period = Period(on, on, Part.PM if number % 2 else Part.DAY)
        ask = LeaveAsk(b"looks%03d" % number, "half" if number % 2 else "annual", period)
        leave.ask_leave(session, cast.traveller.staff_id, ask, now)
    kinds = (AbsenceKind.REMOTE, AbsenceKind.TRIP, AbsenceKind.LEAVE, AbsenceKind.CENTRE)
    away = zip((cast.colleague, cast.lead, cast.stranger, cast.auditor), kinds, strict=True)
    for member, kind in away:
        _send_away(session, member, kind, now)
    data = FILE.format(on=today + timedelta(days=60)).encode()
    plan = leave.plan_leave_import(session, data, "11월_근무상황_전체직원_최종.csv", today)
    return leave.store_leave_plan(session, plan, now)


def _send_away(session: Session, member: Member, kind: AbsenceKind, now: datetime) -> None:
    span = Span(member.staff_id, kind, now - timedelta(hours=1), now + timedelta(days=2))
    absences.set_absences(session, Source("looks", member.number.encode()), [span], is_approved=True)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_in_order_in_every_look(
    looker: Looker, server: Server, pages: Pages, name: str, language: str
) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}


def test_no_name_of_a_place_is_torn_on_a_small_phone(looker: Looker, server: Server, pages: Pages) -> None:
    page = looker(server.url, "ko")
    page.set_viewport_size(PHONE)
    who, path = pages["team"]
    open_session(page, server, who)
    page.goto(server.url + path)
    words = page.locator(".muster span")
    # The longest place is told within office hours alone.
    words.first.evaluate("(word) => { word.textContent = '스마트워크센터' }")
    heights = words.evaluate_all("(words) => words.map((word) => word.offsetHeight)")
    assert len(set(heights)) == 1
