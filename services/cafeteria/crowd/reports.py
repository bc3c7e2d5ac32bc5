"""Two taps of diners, in the queue and served: the pair is a true waiting time, and leads to nobody.

Invariants
- A report bears an id that the phone has made, and nothing of the person. Which of the day's budgets pays for
  it is known only while the request is answered.
- One person can open few reports a day, and fewer at a time: five hundred taps weigh no more than these.
"""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.cafeteria.cafeterias import get_cafeteria
from services.cafeteria.crowd.models import QueueReport, ReportBudget
from services.cafeteria.crowd.observations import LONGEST_WAIT
from services.cafeteria.crowd.snapshot import lock_crowd, refresh_snapshot
from services.clock import local_day, local_instant
from services.errors import Conflict, Invalid, NotFound, TooMany
from services.locks import insert_missing
from services.texts import N_

ID_BYTES, MARK_BYTES = 16, 32
MOST_A_DAY, MOST_OPEN = 4, 2


def join_queue(session: Session, cafeteria_id: int, report_id: bytes, mark: bytes, now: datetime) -> datetime:
    """Somebody stands in the queue since now; the instant of the first such tap.

    `mark` is a keyed hash of the person and the day. Raises: NotFound; Invalid `report_id`; Conflict
    `report_elsewhere`; TooMany `reports_open`, `reports_used_up`.
    """
    get_cafeteria(session, cafeteria_id)
    if len(report_id) != ID_BYTES or len(mark) != MARK_BYTES:
        raise Invalid("report_id", fields={"id": N_("번호는 16바이트여야 해요.")})
    lock_crowd(session, cafeteria_id)
    row = session.get(QueueReport, report_id)
    if row is not None:
        return _of(row, cafeteria_id).joined_at
    _pay(session, mark, now)
    session.add(QueueReport(id=report_id, cafeteria_id=cafeteria_id, joined_at=now, served_at=None))
    session.flush()
    refresh_snapshot(session, cafeteria_id, now)
    return now


def leave_queue(
    session: Session, cafeteria_id: int, report_id: bytes, now: datetime, mark: bytes | None = None
) -> timedelta:
    """Somebody was served now; how long she waited, as of the first such tap.

    Raises: NotFound `report_not_found`; Conflict `report_elsewhere`, `report_expired`.
    """
    lock_crowd(session, cafeteria_id)
    row = session.get(QueueReport, report_id)
    if row is None:
        raise NotFound("report_not_found", N_("줄을 선 때를 알 수 없어요."))
    if _of(row, cafeteria_id).served_at is None:
        served_at = max(now, row.joined_at)
        if served_at - row.joined_at > LONGEST_WAIT:
            sentence = N_("줄을 선 지 오래되어 기다린 시간으로 세지 않았어요.")
            raise Conflict("report_expired", sentence)
        row.served_at = served_at
        _close(session, mark)
        session.flush()
        refresh_snapshot(session, cafeteria_id, now)
    return (row.served_at or now) - row.joined_at


def withdraw_report(
    session: Session, cafeteria_id: int, report_id: bytes, now: datetime, mark: bytes | None = None
) -> None:
    """The first tap was a mistake: as if it had never been; again, or when there is none, it stays so.

    It still counts among the taps of the day. Raises: Conflict `report_elsewhere`, `report_closed`.
    """
    lock_crowd(session, cafeteria_id)
    row = session.get(QueueReport, report_id)
    if row is None:
        return
    if _of(row, cafeteria_id).served_at is not None:
        raise Conflict("report_closed", N_("이미 받았다고 알린 신고라 거둘 수 없어요."))
    session.delete(row)
    _close(session, mark)
    session.flush()
    refresh_snapshot(session, cafeteria_id, now)


def _of(row: QueueReport, cafeteria_id: int) -> QueueReport:
    if row.cafeteria_id != cafeteria_id:
        raise Conflict("report_elsewhere", N_("다른 구내식당에서 줄을 서고 있어요."))
    return row


def _pay(session: Session, mark: bytes, now: datetime) -> None:
    insert_missing(
        session, ReportBudget, [{"mark": mark, "told_on": local_day(now), "count": 0, "open_count": 0}]
    )
    budget = _lock_budget(session, mark)
    if budget is None or budget.count >= MOST_A_DAY:
        sentence = N_("오늘은 더 알려 주지 않으셔도 돼요. 내일 다시 부탁드려요.")
        raise TooMany("reports_used_up", sentence, retry_after_s=_until_tomorrow_s(now))
    if budget.open_count >= MOST_OPEN:
        sentence = N_("앞서 선 줄에서 받았는지 먼저 알려 주세요.")
        raise TooMany("reports_open", sentence, retry_after_s=_until_tomorrow_s(now))
    budget.count += 1
    budget.open_count += 1


def _close(session: Session, mark: bytes | None) -> None:
    budget = _lock_budget(session, mark) if mark else None
    if budget is not None and budget.open_count > 0:
        budget.open_count -= 1


def _lock_budget(session: Session, mark: bytes) -> ReportBudget | None:
    query = select(ReportBudget).where(ReportBudget.mark == mark).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def _until_tomorrow_s(now: datetime) -> int:
    tomorrow = local_instant(local_day(now) + timedelta(days=1), time(0))
    return int((tomorrow - now).total_seconds()) + 1
