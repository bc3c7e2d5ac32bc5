"""Tips that readers add, say to be still right or not, and owners confirm or take away.

Invariants
- What a form sends twice is one tip; a vote is a reader's newest word, however often she taps.
- Numbers that nobody may keep (resident, passport, licence, card) are refused; what else looks like personal
  data is kept only after its writer has looked again.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import insert_missing, lock_subject
from services.manuals import tasks
from services.manuals.personal_data import find_personal_data, never_kept
from services.manuals.tasks import ManualView
from services.manuals.tips.found import tell_search
from services.manuals.tips.keepers import check_keeps, find_keeper
from services.manuals.tips.models import LONGEST_TEXT, LONGEST_TITLE, ManualTip, ManualTipVote
from services.manuals.tips.notices import NoticeKind
from services.manuals.tips.rules import get_tip_rules
from services.manuals.tips.stored import TipKind, TipState, TipView, get_tip
from services.manuals.tips.typed import tidy_text
from services.notifications import notify, settle_notices
from services.texts import N_, tidy_line

ID_BYTES = 16
MOST_A_DAY = 20
ONE_DAY = timedelta(days=1)
END_REASONS = ("wrong", "merged")


@dataclass(frozen=True)
class NewTip:
    """What a form sends: `id` is 16 bytes that it made, `is_checked` that its writer has seen the warning."""

    id: bytes
    manual_id: int
    kind: str
    title: str
    text: str
    solution: str = ""
    is_checked: bool = False


def add_tip(session: Session, staff_id: int, new: NewTip, now: datetime) -> TipView:
    """Adds a tip or a case, and tells the manual's owner; the same sent again is the first one.

    Raises: NotFound; Invalid with each wrong field, or `looks_personal` for what its writer has to look at
    again; Conflict `too_many_tips`, `id_taken`.
    """
    new = replace(
        new,
        title=tidy_line(new.title),
        text=tidy_text(new.text),
        solution=tidy_text(new.solution) if new.kind == TipKind.CASE else "",
    )
    manual = get_open(session, new.manual_id, now)
    lock_subject(session, f"manual tips {staff_id}")
    known = session.get(ManualTip, new.id)
    if known is not None:
        if (known.written_by_id, known.manual_id) != (staff_id, new.manual_id):
            raise Conflict("id_taken", N_("이 화면에서 이미 남긴 Tip이 있어요. 새로 고친 뒤 다시 해 주세요."))
        return get_tip(session, new.id, staff_id, now)
    if wrong := _find_wrong(new):
        raise Invalid("invalid_tip", fields=wrong)
    check_personal(f"{new.title}\n{new.text}\n{new.solution}", is_checked=new.is_checked)
    _check_few(session, staff_id, now)
    keep_tip(session, staff_id, new, now)
    _tell_owner(session, manual, staff_id, new, now)
    return get_tip(session, new.id, staff_id, now)


def keep_tip(session: Session, staff_id: int, new: NewTip, now: datetime) -> None:
    """Writes a tip that was checked already, and has it found."""
    on = local_day(now)
    session.add(
        ManualTip(
            id=new.id,
            manual_id=new.manual_id,
            kind=new.kind,
            title=new.title,
            text=new.text,
            solution=new.solution,
            written_by_id=staff_id,
            written_at=now,
            confirmed_at=now,
            expires_on=tasks.add_months(on, get_tip_rules(session, on).lives_months),
        )
    )
    session.flush()
    tell_search(session, [new.manual_id], now)


def vote_tip(session: Session, tip_id: bytes, staff_id: int, now: datetime, *, is_right: bool) -> TipView:
    """A reader's answer to "아직 맞나요". That it is, lets it live longer while it is not in doubt; her own
    word does not. Enough doubts are told to the owner, once until she looks.

    Raises: NotFound; Conflict `tip_ended`.
    """
    lock_subject(session, f"manual tip {tip_id.hex()}")
    before = get_tip(session, tip_id, staff_id, now)
    if before.state is TipState.ENDED:
        raise Conflict("tip_ended", N_("이미 내린 Tip이에요."))
    insert_missing(
        session,
        ManualTipVote,
        [{"tip_id": tip_id, "staff_id": staff_id, "is_right": is_right, "voted_at": now}],
    )
    vote = session.get_one(ManualTipVote, (tip_id, staff_id), populate_existing=True)
    vote.is_right, vote.voted_at = is_right, now
    session.flush()
    tip = get_tip(session, tip_id, staff_id, now)
    if is_right and staff_id != tip.written_by_id and tip.state is not TipState.DOUBTED:
        _prolong(session, tip, now)
    if not is_right and tip.state is TipState.DOUBTED:
        _tell_doubts(session, tip, now)
    tip = get_tip(session, tip_id, staff_id, now)
    if tip.state is not before.state:
        tell_search(session, [tip.manual_id], now)
    return tip


def confirm_tip(session: Session, tip_id: bytes, staff_id: int, now: datetime) -> TipView:
    """The owner says that it is right: it lives on, and earlier votes count no more.

    Raises: NotFound; Forbidden `not_keeper`; Conflict `tip_ended`.
    """
    row = _lock_kept(session, tip_id, staff_id, now)
    if row.ended_at:
        raise Conflict("tip_ended", N_("이미 내린 Tip이에요."))
    on = local_day(now)
    row.confirmed_at = now
    row.expires_on = tasks.add_months(on, get_tip_rules(session, on).lives_months)
    session.flush()
    _settle(session, row, now)
    tell_search(session, [row.manual_id], now)
    return get_tip(session, tip_id, staff_id, now)


def end_tip(session: Session, tip_id: bytes, staff_id: int, reason: str, now: datetime) -> None:
    """Takes a tip away: its author, or whoever keeps the manual, with a reason. Twice is once.

    Raises: NotFound; Forbidden `not_keeper`; Invalid `end_reason`.
    """
    lock_subject(session, f"manual tip {tip_id.hex()}")
    tip = get_tip(session, tip_id, staff_id, now)
    if tip.written_by_id == staff_id:
        reason = reason if reason in END_REASONS else "withdrawn"
        row = session.get_one(ManualTip, tip_id)
    else:
        row = _lock_kept(session, tip_id, staff_id, now)
    if row.ended_at:
        return
    if reason not in (*END_REASONS, "withdrawn"):
        raise Invalid("end_reason", N_("목록에서 골라 주세요."))
    row.ended_at, row.ended_by_id, row.end_reason = now, staff_id, reason
    session.flush()
    _settle(session, row, now)
    tell_search(session, [row.manual_id], now)


def get_open(session: Session, manual_id: int, now: datetime) -> ManualView:
    """Raises: NotFound `manual_not_found`, for one that is closed too."""
    manual = tasks.load_manual(session, manual_id, now)
    if not manual.is_open:
        raise NotFound("manual_not_found", N_("그런 매뉴얼이 없어요."))
    return manual


def check_personal(text: str, *, is_checked: bool) -> None:
    """Raises: Invalid `personal_data` for what nobody may keep, `looks_personal` for what is to be looked at
    again."""
    found = find_personal_data(text, phones=False)
    if never_kept(found):
        sentence = N_("주민등록번호, 여권·면허·카드 번호는 여기 둘 수 없어요. 지우고 다시 남겨 주세요.")
        raise Invalid("personal_data", sentence, fields={"text": sentence})
    if found and not is_checked:
        sentence = N_("개인정보처럼 보이는 곳이 있어요. 지우거나, 아니라면 아래에 표시해 주세요.")
        raise Invalid("looks_personal", sentence, fields={"is_checked": sentence})


def _prolong(session: Session, tip: TipView, now: datetime) -> None:
    on = local_day(now)
    row = session.get_one(ManualTip, tip.id)
    until = tasks.add_months(on, get_tip_rules(session, on).lives_months)
    if until > row.expires_on:
        row.expires_on = until
        session.flush()


def _tell_doubts(session: Session, tip: TipView, now: datetime) -> None:
    manual = tasks.load_manual(session, tip.manual_id, now)
    keeper = find_keeper(session, manual, now)
    if keeper is not None:
        once = f"{tip.id.hex()} {tip.confirmed_at.isoformat()}"
        facts = {"manual": str(manual.id), "manual_title": manual.title, "title": tip.title}
        notify(session, keeper, NoticeKind.TIP_DOUBTED, now, once=once, **facts)


def _settle(session: Session, row: ManualTip, now: datetime) -> None:
    """Whoever was told of it has nothing left to do."""
    settle_notices(session, [NoticeKind.TIP_ADDED], row.id.hex(), now)


def _tell_owner(session: Session, manual: ManualView, staff_id: int, new: NewTip, now: datetime) -> None:
    keeper = find_keeper(session, manual, now)
    if keeper is None or keeper == staff_id:
        return
    name = people.names_of(session, [staff_id])[staff_id]
    facts = {"name": name, "manual": str(manual.id), "manual_title": manual.title, "title": new.title}
    notify(session, keeper, NoticeKind.TIP_ADDED, now, once=new.id.hex(), **facts)


def _lock_kept(session: Session, tip_id: bytes, staff_id: int, now: datetime) -> ManualTip:
    lock_subject(session, f"manual tip {tip_id.hex()}")
    tip = get_tip(session, tip_id, staff_id, now)
    check_keeps(session, tasks.load_manual(session, tip.manual_id, now), staff_id, now)
    return session.get_one(ManualTip, tip_id)


def _check_few(session: Session, staff_id: int, now: datetime) -> None:
    query = select(func.count()).where(
        ManualTip.written_by_id == staff_id, ManualTip.written_at > now - ONE_DAY
    )
    if (session.scalar(query) or 0) >= MOST_A_DAY:
        raise Conflict("too_many_tips", N_("하루에 스무 건까지 남길 수 있어요. 내일 다시 남겨 주세요."))


def _find_wrong(new: NewTip) -> dict[str, str]:
    is_case = new.kind == TipKind.CASE
    checks = {
        "id": (len(new.id) == ID_BYTES, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
        "kind": (new.kind in set(TipKind), N_("목록에서 골라 주세요.")),
        "title": (0 < len(new.title) <= LONGEST_TITLE, N_("제목을 80자 안에서 적어 주세요.")),
        "text": (0 < len(new.text) <= LONGEST_TEXT, N_("내용을 2,000자 안에서 적어 주세요.")),
        "solution": (
            len(new.solution) <= LONGEST_TEXT and bool(new.solution) == is_case,
            N_("어떻게 해결했는지 2,000자 안에서 적어 주세요."),
        ),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}
