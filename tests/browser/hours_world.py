"""A person's hours in every state, a meeting that people answer, and minutes that are closed."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from services import approvals, meetings, workdays
from services.clock import local_day
from services.db import Database
from services.effects import make_desk
from services.ledger import Appender
from services.meetings import Call, Choice
from services.remote_work import hours
from services.remote_work.hours import DutyPlan, HoursWish, WeekdayHours
from tests.factories import KEYS, Cast, make_cast

Pages = dict[str, tuple[str, str]]
ONE_DAY = timedelta(days=1)
RUNNING, CLOSED = b"meeting-running-", b"meeting-closed--"
MINUTES = """1. 논의
  가. 하천 둑 세 곳을 살폈고, 새벽동 둑이 가장 낮음.
  나. 밤 사이 비가 더 옴.
2. 결정
  가. 도로과 두 명이 22:00까지 새벽동에 머무름.
  나. 안전총괄과가 모래주머니를 옮김."""


def build(database_url: str) -> Pages:
    """The pages by their names: who looks at each, and its address."""
    database, now = Database(database_url), datetime.now(UTC)
    with database.writing() as session:
        cast = make_cast(session)
        _ask(session, cast, now)
        _compress(session, cast, now)
        _duty(session, cast, now)
        _meet(session, cast, now)
    database.dispose()
    return {
        "hours-mine": ("traveller", "/hours"),
        "hours-new": ("traveller", "/hours/new"),
        "hours-compressed": ("traveller", f"/hours/new?type={hours.COMPRESSED}"),
        "hours-duty-days": ("administrator", "/admin/duty-days"),
        "hours-rules": ("administrator", "/admin/hours-rules"),
        "hours-team": ("lead", "/hours/team"),
        "meeting-new": ("lead", "/meetings/new"),
        "meeting-running": ("lead", f"/meetings/{RUNNING.hex()}"),
        "meeting-minutes": ("traveller", f"/meetings/{CLOSED.hex()}/minutes"),
    }


def _ask(session: Session, cast: Cast, now: datetime) -> None:
    """One that holds, one that is refused, one that waits."""
    monday = workdays.monday_of(local_day(now)) + 7 * ONE_DAY
    desk = make_desk(Appender(KEYS.pending_key))
    asked = (
        (b"hours-that-holds", (480, 1020), (0, 1, 2, 3, 4), monday, "아이 등원", True),
        (b"hours-refused---", (600, 1140), (4,), monday + 7 * ONE_DAY, "", False),
        (b"hours-waiting---", (450, 990), (2,), monday + 2 * ONE_DAY, "병원 검진", None),
    )
    for number, (wish_id, span, weekdays, from_on, reason, approve) in enumerate(asked):
        days = [WeekdayHours(weekday, *span) for weekday in weekdays]
        wish = HoursWish(wish_id, hours.STAGGERED, from_on, from_on + 30 * ONE_DAY, days, reason)
        at = now - timedelta(days=2, minutes=-number)
        view = hours.ask_hours(session, cast.traveller, wish, at)
        if approve is not None and view.approval:
            words = "" if approve else "금요일 오전 창구에 사람이 모자라요."
            decision = approvals.Decision(approve, words)
            approvals.decide_request(session, desk, view.approval.id, cast.lead, decision, at)


def _compress(session: Session, cast: Cast, now: datetime) -> None:
    """A colleague's compressed week, this one too, so that the team's hours differ."""
    days = [WeekdayHours(weekday, 480, 1140) for weekday in (0, 1, 2, 3)]
    from_on = local_day(now) - ONE_DAY
    wish = HoursWish(b"hours-compressed", hours.COMPRESSED, from_on, from_on + 30 * ONE_DAY, days)
    at = now - 2 * ONE_DAY
    view = hours.ask_hours(session, cast.colleague, wish, at)
    assert view.approval
    desk = make_desk(Appender(KEYS.pending_key))
    approvals.decide_request(session, desk, view.approval.id, cast.lead, approvals.Decision(True, ""), at)


def _duty(session: Session, cast: Cast, now: datetime) -> None:
    on: date = workdays.monday_of(local_day(now)) + 9 * ONE_DAY
    for kind, name, days in (("training", "을지연습", 0), ("emergency", "호우 비상 2단계", 5)):
        plan = DutyPlan(on + days * ONE_DAY, on + days * ONE_DAY, None, kind, name)
        hours.add_duty_days(session, plan, cast.administrator, now)


def _meet(session: Session, cast: Cast, now: datetime) -> None:
    ledger, choice = Appender(KEYS.pending_key), Choice(unit_ids=[cast.department, cast.institution])
    call = Call(RUNNING, "호우 경보 대응, 새벽동 둑 점검", 10, "3층 재난안전상황실")
    meetings.call_meeting(session, cast.lead, call, choice, "balgil-look-1", now)
    for staff_id, answer in (
        (cast.traveller, "coming"),
        (cast.colleague, "ten_minutes"),
        (cast.auditor, "cannot"),
    ):
        meetings.answer_call(session, RUNNING, staff_id, answer, now)
    before = now - timedelta(days=1)
    call = Call(CLOSED, "호우 경보 대응", 0, "3층 재난안전상황실")
    meetings.call_meeting(session, cast.lead, call, choice, "balgil-look-2", before)
    for staff_id in (cast.traveller, cast.director):
        meetings.answer_call(session, CLOSED, staff_id, "coming", before)
    meetings.save_minutes(session, CLOSED, cast.traveller, MINUTES, 0, before)
    meetings.close_minutes(session, ledger, CLOSED, cast.lead, 1, before)
