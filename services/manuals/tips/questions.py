"""Questions that no manual answers: asked of who keeps the task, answered once, and kept as a tip.

Invariants
- A question belongs to a manual or to a department, never to a person: whoever keeps the task then sees it.
- Who asked and who may answer see it, nobody else; what becomes a tip names no asker.
- The first answer stands: of two who answer at once the second is told of it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid
from services.locks import lock_subject
from services.manuals.tips.asked import QuestionView, get_question, list_answerers, may_answer
from services.manuals.tips.models import LONGEST_QUESTION, LONGEST_TEXT, LONGEST_TITLE, ManualQuestion
from services.manuals.tips.notices import NoticeKind
from services.manuals.tips.stored import TipKind
from services.manuals.tips.typed import tidy_text
from services.manuals.tips.writing import ID_BYTES, ONE_DAY, NewTip, check_personal, get_open, keep_tip
from services.notifications import Telling, notify, notify_all, settle_notices
from services.texts import N_, tidy_line

MOST_A_DAY = 10


@dataclass(frozen=True)
class NewQuestion:
    """To the keeper of a manual, or without one to the lead of a department."""

    id: bytes
    text: str
    manual_id: int | None = None
    unit_id: int | None = None
    is_checked: bool = False


@dataclass(frozen=True)
class NewAnswer:
    """`tip_title` names the tip that the answer becomes as well; empty: it becomes none."""

    text: str
    tip_title: str = ""
    is_checked: bool = False


def ask_question(session: Session, staff_id: int, new: NewQuestion, now: datetime) -> QuestionView:
    """Asks, and tells whoever answers for the task; the same sent again is the first one.

    Raises: NotFound; Invalid with each wrong field, `looks_personal`, `personal_data`; Conflict
    `too_many_questions`, `nobody_answers`, `id_taken`.
    """
    new = replace(new, text=tidy_line(new.text), unit_id=None if new.manual_id else new.unit_id)
    lock_subject(session, f"manual questions {staff_id}")
    known = session.get(ManualQuestion, new.id)
    if known is not None:
        if known.asked_by_id != staff_id:
            raise Conflict(
                "id_taken", N_("이 화면에서 이미 보낸 질문이 있어요. 새로 고친 뒤 다시 해 주세요.")
            )
        return get_question(session, new.id, staff_id, now)
    if wrong := _find_wrong(session, new, now):
        raise Invalid("invalid_question", fields=wrong)
    if new.manual_id is not None:
        get_open(session, new.manual_id, now)
    check_personal(new.text, is_checked=new.is_checked)
    _check_few(session, staff_id, now)
    row = ManualQuestion(
        id=new.id,
        manual_id=new.manual_id,
        unit_id=new.unit_id,
        text=new.text,
        asked_by_id=staff_id,
        asked_at=now,
        answer="",
    )
    session.add(row)
    session.flush()
    if not tell_answerers(session, row, now):
        raise Conflict("nobody_answers", N_("물어볼 담당이 아직 없어요. 다른 업무나 부서를 골라 주세요."))
    return get_question(session, new.id, staff_id, now)


def pass_question(
    session: Session, question_id: bytes, staff_id: int, manual_id: int, now: datetime
) -> QuestionView:
    """Hands a question on to the keeper of another manual. Raises: NotFound; Forbidden `not_keeper`; Conflict
    `question_closed`."""
    row = _lock_open(session, question_id, staff_id, now)
    get_open(session, manual_id, now)
    if row.manual_id == manual_id:
        return get_question(session, question_id, staff_id, now)
    row.manual_id, row.unit_id = manual_id, None
    session.flush()
    settle_notices(session, [NoticeKind.QUESTION_ASKED, NoticeKind.QUESTION_WAITS], _once(row), now)
    tell_answerers(session, row, now)
    return get_question(session, question_id, row.asked_by_id, now)


def answer_question(
    session: Session, question_id: bytes, staff_id: int, new: NewAnswer, now: datetime
) -> QuestionView:
    """Answers, tells who asked, and keeps the answer as a tip of the manual; the same sent again is once.

    Raises: NotFound; Forbidden `not_keeper`; Invalid with each wrong field, `looks_personal`,
    `personal_data`; Conflict `question_closed`.
    """
    new = replace(new, text=tidy_text(new.text), tip_title=tidy_line(new.tip_title))
    known = get_question(session, question_id, staff_id, now)
    if known.answered_by_id == staff_id and known.answer == new.text:
        return known
    row = _lock_open(session, question_id, staff_id, now)
    if wrong := _find_wrong_answer(row, new):
        raise Invalid("invalid_answer", fields=wrong)
    check_personal(f"{new.tip_title}\n{new.text}", is_checked=new.is_checked)
    row.answer, row.answered_by_id, row.answered_at = new.text, staff_id, now
    session.flush()
    if new.tip_title and row.manual_id is not None:
        tip_id = sha256(b"tip of question" + row.id).digest()[:ID_BYTES]
        keep_tip(session, staff_id, NewTip(tip_id, row.manual_id, TipKind.TIP, new.tip_title, new.text), now)
        row.tip_id = tip_id
        session.flush()
    settle_notices(session, [NoticeKind.QUESTION_ASKED, NoticeKind.QUESTION_WAITS], _once(row), now)
    name = people.names_of(session, [staff_id])[staff_id]
    facts = {"name": name, "question": row.id.hex(), "text": row.text}
    notify(session, row.asked_by_id, NoticeKind.QUESTION_ANSWERED, now, once=_once(row), **facts)
    return get_question(session, question_id, staff_id, now)


def withdraw_question(session: Session, question_id: bytes, staff_id: int, now: datetime) -> None:
    """Who asked has found it out. Raises: NotFound; Forbidden `not_asker`; Conflict `question_closed`."""
    lock_subject(session, f"manual question {question_id.hex()}")
    view = get_question(session, question_id, staff_id, now)
    if view.asked_by_id != staff_id:
        raise Forbidden("not_asker", N_("물어본 사람만 거둘 수 있어요."))
    if view.withdrawn_at:
        return
    row = session.get_one(ManualQuestion, question_id, populate_existing=True)
    _check_open(row)
    row.withdrawn_at = now
    session.flush()
    settle_notices(session, [NoticeKind.QUESTION_ASKED, NoticeKind.QUESTION_WAITS], _once(row), now)


def destroy_old_questions(session: Session, before: datetime) -> None:
    """Removes what was asked before this instant, answered or not; a tip that came of it stays."""
    session.execute(delete(ManualQuestion).where(ManualQuestion.asked_at < before))


def tell_answerers(session: Session, row: ManualQuestion, now: datetime) -> int:
    """Tells them; how many there are, whether or not they know already; who asks is no answerer of hers."""
    answerers = [who for who in list_answerers(session, row, now) if who != row.asked_by_id]
    name = people.names_of(session, [row.asked_by_id])[row.asked_by_id]
    facts = {"name": name, "question": row.id.hex(), "text": row.text}
    tellings = [Telling(who, facts, _once(row)) for who in answerers]
    notify_all(session, NoticeKind.QUESTION_ASKED, now, tellings)
    return len(answerers)


def _lock_open(session: Session, question_id: bytes, staff_id: int, now: datetime) -> ManualQuestion:
    lock_subject(session, f"manual question {question_id.hex()}")
    get_question(session, question_id, staff_id, now)
    row = session.get_one(ManualQuestion, question_id, populate_existing=True)
    if not may_answer(session, row, staff_id, now):
        raise Forbidden("not_keeper", N_("이 매뉴얼의 담당자나 부서장만 할 수 있어요."))
    _check_open(row)
    return row


def _check_open(row: ManualQuestion) -> None:
    if row.answered_at or row.withdrawn_at:
        raise Conflict("question_closed", N_("이미 답했거나 거둔 질문이에요."))


def _once(row: ManualQuestion) -> str:
    return row.id.hex()


def _check_few(session: Session, staff_id: int, now: datetime) -> None:
    query = select(func.count()).where(
        ManualQuestion.asked_by_id == staff_id, ManualQuestion.asked_at > now - ONE_DAY
    )
    if (session.scalar(query) or 0) >= MOST_A_DAY:
        raise Conflict("too_many_questions", N_("하루에 열 번까지 물을 수 있어요. 내일 다시 물어 주세요."))


def _find_wrong(session: Session, new: NewQuestion, now: datetime) -> dict[str, str]:
    has_unit = new.unit_id is not None and people.find_unit(session, new.unit_id, local_day(now)) is not None
    checks = {
        "id": (len(new.id) == ID_BYTES, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
        "text": (0 < len(new.text) <= LONGEST_QUESTION, N_("무엇이 궁금한지 500자 안에서 적어 주세요.")),
        "place": (new.manual_id is not None or has_unit, N_("어느 업무의 담당에게 물을지 골라 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _find_wrong_answer(row: ManualQuestion, new: NewAnswer) -> dict[str, str]:
    is_placed = row.manual_id is not None or not new.tip_title
    checks = {
        "answer": (0 < len(new.text) <= LONGEST_TEXT, N_("답을 2,000자 안에서 적어 주세요.")),
        "tip_title": (
            len(new.tip_title) <= LONGEST_TITLE and is_placed,
            N_("제목을 80자 안에서 적어 주세요."),
        ),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}
