"""Manuals beside a running server: one with everything in it, others around it, and what happened to them."""

from datetime import timedelta

from services import rates
from services.clock import SystemClock, local_day
from services.manuals import tasks
from services.manuals.sections import Section
from services.manuals.tasks import NewManual
from services.rates import Certainty, RateView, Unit
from tests.browser.conftest import app_beside
from tests.browser.server import Server
from tests.cast import make_cast
from tests.manual_readers import shelve
from tests.web.manuals_world import NEW_STEPS, Shelf
from webapp.context import EXTENSION, Parts

OTHERS = (
    "도로점용 허가",
    "불법 현수막 정비",
    "건축허가 접수와 검토",
    "재택근무 신청과 관리",
    "주민등록 전입신고",
)


def stock(server: Server) -> Shelf:
    """Rates, a manual of the colleague and five others; the traveller keeps one and watches another."""
    parts: Parts = app_beside(server.settings).extensions[EXTENSION]
    clock = SystemClock()
    now = clock.now()
    with parts.database.writing() as session:
        cast = make_cast(session, now)
        daily = RateView(
            "일비",
            local_day(now) - timedelta(days=30),
            25_000,
            Unit.WON,
            "공무원 여비 규정 별표 2",
            Certainty.MIDDLE,
        )
        rates.add_missing_rates(session, [daily], now)
    shelf = Shelf.of(parts, cast, clock)  # type: ignore[arg-type] - a clock that nobody moves
    ids = [shelve(shelf, title, months=(local_day(now).month,)) for title in OTHERS]
    with parts.database.writing() as session:
        tasks.set_mark(session, ids[0], cast.traveller.staff_id, is_favourite=True)
        tasks.confirm_manual(session, ids[1], 1, cast.colleague.staff_id, now)
        unit_id = tasks.load_manual(session, ids[0], now).unit_id
        tasks.create_manual(session, NewManual(b"without-an-owner", unit_id, "임자 없는 업무"), None, now)
    shelf.watch(cast.traveller)
    return shelf


def change(shelf: Shelf) -> int:
    """The next number: the term of a step is another one."""
    return shelf.publish({Section.PROCESS: NEW_STEPS})
