"""Plans and results: put in under an id that the phone made, before the lead, and never changed.

Invariants
- A text never changes. What is written anew is another text with a higher revision; what was approved stays
  in force until the new one is.
- The first text with an id is the one that counts: a repeat gets the same answer.
- Each text has a leaf of its own when it comes in: nobody moves it to another time afterwards.
"""

from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from services import approvals
from services.clock import local_day, to_millis
from services.crypto import canonical
from services.errors import Conflict
from services.ledger import Appender, Subject
from services.remote_work.days.closing import withdraw_text
from services.remote_work.days.day_types import Came, Part, PhoneTimes, Place, ResultLine, TextView
from services.remote_work.days.deadlines import find_deadlines
from services.remote_work.days.drafts import PlanDraft, ResultDraft
from services.remote_work.days.marks import load_marks
from services.remote_work.days.models import RemoteDay, RemoteText
from services.remote_work.days.phone_times import came_of, judge
from services.remote_work.days.readiness import find_readiness
from services.remote_work.days.rules import get_remote_rules
from services.remote_work.days.settling import settle_text
from services.remote_work.days.stored import day_key, lock_day
from services.remote_work.days.stored_texts import (
    count_revisions,
    find_text_row,
    lines_of,
    plan_sha256_of,
    to_text,
    to_values,
)
from services.remote_work.days.submissions import Matter, content_of, make_submission
from services.remote_work.days.text_rules import tidy_plan, tidy_result
from services.remote_work.days.windows import check_delivery, check_plan_time, day_closed, id_taken
from services.texts import N_

RECORD_KINDS = {Part.PLAN: "remote_planned", Part.RESULT: "remote_reported"}


def submit_plan(
    session: Session, ledger: Appender, staff_id: int, on: date, draft: PlanDraft, now: datetime
) -> TextView:
    """Keeps the plan and puts it before the lead; the same draft again gives the first answer.

    A plan that was written on the day and comes later (no network) is taken for as many days as the rule says
    (`deliver_days`), with both times told. What waited is withdrawn; what was approved stays in force.

    Raises: NotFound `not_remote`; Invalid with each wrong field; Conflict `day_closed`, `day_over` (a plan
    for yesterday), `changed_elsewhere` (another device has put a plan in since `version`), `plan_closed` (the
    result is in, or the day has ended with a plan), `id_taken` (this id is another text's).
    """
    day = lock_day(session, staff_id, on)
    lines, note = tidy_plan(draft)
    if known := _find_known(session, day, Part.PLAN, draft.id, lines, note):
        return known
    came = _come(day, draft.times, now)
    check_plan_time(on, came, get_remote_rules(session, on))
    if day.result_id is not None or (day.plan_id is not None and day.ended_at is not None):
        raise Conflict(
            "plan_closed", N_("끝난 날의 계획서는 바꿀 수 없어요. 달라진 것은 결과보고에 적어 주세요.")
        )
    _check_version(session, day, Part.PLAN, draft.version)
    return _put(session, ledger, day, _new_row(day, Part.PLAN, draft, lines, note), came)


def submit_result(
    session: Session, ledger: Appender, staff_id: int, on: date, draft: ResultDraft, now: datetime
) -> TextView:
    """Keeps the result and puts it before the lead; the same draft again gives the first answer.

    Raises: NotFound `not_remote`; Invalid with each wrong field; Conflict `day_closed`, `day_over`,
    `plan_missing` (a result without a plan), `not_ended`, `changed_elsewhere` (another device has put a
    result in since `version`), `plan_changed` (the lines are those of another plan), `id_taken`.
    """
    day = lock_day(session, staff_id, on)
    earlier = find_text_row(session, draft.id)
    # A repeat was written for the plan of its time; the day's may have gone on since.
    plan = find_text_row(session, earlier.plan_id if earlier else day.plan_id)
    if plan is None:
        raise Conflict("plan_missing", N_("계획서가 없는 날이에요. 계획서를 먼저 내 주세요."))
    if earlier is None and draft.plan_id != plan.id:
        raise Conflict("plan_changed", N_("그 사이 계획서가 바뀌었어요. 새 계획서를 보고 다시 적어 주세요."))
    lines, note = tidy_result(draft, lines_of(plan))
    if known := _find_known(session, day, Part.RESULT, draft.id, lines, note):
        return known
    came = _come(day, draft.times, now)
    # Who forgot the taps reports all the same, once the day is over.
    if day.ended_at is None and local_day(came.stated_at) <= on:
        raise Conflict("not_ended", N_("업무 종료를 누른 뒤에 결과보고를 낼 수 있어요."))
    check_delivery(on, came.received_at, get_remote_rules(session, on))
    _check_version(session, day, Part.RESULT, draft.version)
    return _put(session, ledger, day, _new_row(day, Part.RESULT, draft, lines, note, plan.id), came)


def _find_known(
    session: Session, day: RemoteDay, part: Part, text_id: bytes, lines: Sequence[ResultLine], note: str
) -> TextView | None:
    """The answer to a repeat. Raises: Conflict `id_taken` where the id is another text's."""
    row = session.get(RemoteText, text_id, populate_existing=True)
    if row is None:
        return None
    is_same_day = (row.staff_id, row.held_on, row.part) == (day.staff_id, day.held_on, part.value)
    if not is_same_day or (list(lines_of(row)), row.note) != (list(lines), note):
        raise id_taken()
    return to_text(session, row)


def _come(day: RemoteDay, times: PhoneTimes, now: datetime) -> Came:
    if not day.is_open:
        raise day_closed(day.closed_why)
    return came_of(times, now)


def _check_version(session: Session, day: RemoteDay, part: Part, version: int) -> None:
    if count_revisions(session, day.staff_id, day.held_on, part) != version:
        raise Conflict(
            "changed_elsewhere", N_("다른 기기에서 먼저 낸 내용이 있어요. 둘 다 보고 골라 주세요.")
        )


def _new_row(
    day: RemoteDay,
    part: Part,
    draft: PlanDraft | ResultDraft,
    lines: Sequence[ResultLine],
    note: str,
    plan_id: bytes | None = None,
) -> RemoteText:
    return RemoteText(
        id=draft.id,
        staff_id=day.staff_id,
        held_on=day.held_on,
        part=part.value,
        revision=draft.version + 1,
        lines=to_values(lines),
        note=note,
        plan_id=plan_id,
        state=approvals.WAITING,
    )


def _put(session: Session, ledger: Appender, day: RemoteDay, row: RemoteText, came: Came) -> TextView:
    """Judges, keeps, seals and submits; the reminders stop here."""
    part, now = Part(row.part), came.received_at
    deadlines = find_deadlines(session, day.staff_id, day.held_on)
    late_at = deadlines.plan_late_at if part is Part.PLAN else deadlines.result_late_at
    row.received_at, row.stated_at, row.clock_off_s = came.received_at, came.stated_at, came.clock_off_s
    row.timing = judge(came, late_at).value
    row.sha256 = sha256(content_of(row)).digest()
    newest_id = day.plan_id if part is Part.PLAN else day.result_id
    if newest_id is not None:
        withdraw_text(session, newest_id, now)
    row.record_id = _seal(session, ledger, row, now)
    session.add(row)
    session.flush()
    readiness = find_readiness(session, day.staff_id, day.held_on)
    marks = load_marks(session, day.staff_id, day.held_on)
    matter = Matter(row, lines_of(row), deadlines, readiness, Place(day.place), marks)
    submission = make_submission(matter)
    row.request_id = approvals.submit_request(session, submission, day.staff_id, now).id
    if part is Part.PLAN:
        day.plan_id = row.id
    else:
        day.result_id = row.id
    session.flush()
    settle_text(session, part, day.staff_id, day.held_on, now)
    return to_text(session, row)


def _seal(session: Session, ledger: Appender, row: RemoteText, now: datetime) -> int:
    part = Part(row.part)
    facts: dict[str, canonical.Value] = {
        "text": row.id,
        "revision": row.revision,
        "text_sha256": row.sha256,
        "stated_ms": to_millis(row.stated_at),
        "clock_off_s": row.clock_off_s,
    }
    if part is Part.RESULT:
        facts["plan_sha256"] = plan_sha256_of(session, row.plan_id)
    key = day_key(row.staff_id, row.held_on)
    subjects: list[Subject] = [("remote_day", key), ("staff", str(row.staff_id))]
    return ledger.append(session, RECORD_KINDS[part], subjects, facts, now).id
