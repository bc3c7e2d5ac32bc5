"""The other side: somebody takes the duties with one tap, or sends the paper back with a reason.

Who takes them as a deputy hands them on as soon as there is a successor (시행규칙 제45조제2항).
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid
from services.handovers.checks import NewHandover
from services.handovers.content import to_record
from services.handovers.giving import open_handover, tell
from services.handovers.inventory import Kind
from services.handovers.models import LONGEST_REASON, Handover
from services.handovers.notices import NoticeKind
from services.handovers.views import HandoverView, State, Why, get_handover, load_handover
from services.ledger import Appender
from services.locks import lock_subject
from services.manuals import tasks
from services.texts import N_, tidy_line


def accept_handover(
    session: Session,
    ledger: Appender,
    handover_id: bytes,
    staff_id: int,
    now: datetime,
    *,
    takes_watches: bool,
) -> HandoverView:
    """Takes the duties: the manuals are hers from now on, she watches them and, if she wants, what the leaver
    watched; a leaf fixes what was handed over. The second tap gets the first answer.

    Raises: NotFound; Forbidden `not_receiver`; Conflict `handover_over`.
    """
    view = _lock(session, handover_id, staff_id, now)
    if view.state is State.ACCEPTED:
        return view
    _check_offered(view)
    ids = _list_still_his(session, view, now)
    tasks.give_to(session, ids, staff_id, staff_id, now, why="handover")
    for manual in view.manuals:
        tasks.set_mark(session, manual.manual_id, staff_id, is_watched=True)
    if takes_watches:
        for item in view.items:
            if item.kind is Kind.WATCH and item.manual_id:
                tasks.set_mark(session, item.manual_id, staff_id, is_watched=True)
    row = session.get_one(Handover, handover_id, populate_existing=True)
    row.state, row.accepted_at = State.ACCEPTED, now
    session.flush()
    view = load_handover(session, handover_id)
    row.record_id = ledger.append_many(session, [to_record(view, now)])[0].id
    session.flush()
    _tell_givers(session, view, NoticeKind.ACCEPTED, now)
    return load_handover(session, handover_id)


def return_handover(
    session: Session, handover_id: bytes, staff_id: int, why: str, now: datetime
) -> HandoverView:
    """Sends it back to be completed. What has gone to her already stays with her.

    Raises: NotFound; Forbidden `not_receiver`; Invalid `why`; Conflict `handover_over`.
    """
    view = _lock(session, handover_id, staff_id, now)
    why = tidy_line(why)
    if not 0 < len(why) <= LONGEST_REASON:
        sentence = N_("무엇이 더 필요한지 300자 안에서 적어 주세요.")
        raise Invalid("why", sentence, fields={"why": sentence})
    if view.state is State.OPEN and view.returned_why == why:
        return view
    _check_offered(view)
    row = session.get_one(Handover, handover_id)
    row.state, row.returned_at, row.returned_why = State.OPEN, now, why
    session.flush()
    view = load_handover(session, handover_id)
    _tell_givers(session, view, NoticeKind.RETURNED, now, why=why)
    return view


def list_as_deputy(session: Session, staff_id: int) -> list[bytes]:
    """Accepted handovers of which a person is the deputy, and which she has not handed on yet."""
    followed = select(Handover.follows_id).where(
        Handover.follows_id.is_not(None), Handover.state != State.WITHDRAWN
    )
    query = select(Handover.id).where(
        Handover.to_id == staff_id,
        Handover.as_deputy,
        Handover.state == State.ACCEPTED,
        Handover.destroyed_at.is_(None),
        Handover.id.not_in(followed),
    )
    return list(session.scalars(query.order_by(Handover.accepted_at)))


def hand_on(session: Session, handover_id: bytes, staff_id: int, now: datetime) -> HandoverView:
    """A deputy opens her own handover of what she took, with what was written for her; once.

    Raises: NotFound; Conflict `nothing_to_hand_on`.
    """
    view = _lock(session, handover_id, staff_id, now)
    following = session.scalar(
        select(Handover.id).where(Handover.follows_id == handover_id, Handover.state != State.WITHDRAWN)
    )
    if following is not None:
        return load_handover(session, following)
    if handover_id not in list_as_deputy(session, staff_id):
        raise Conflict("nothing_to_hand_on", N_("직무대리로 인수한 업무만 다시 인계할 수 있어요."))
    earlier = session.scalars(select(Handover.id).where(Handover.follows_id == handover_id)).all()
    new_id = sha256(b"hand on" + handover_id + len(earlier).to_bytes(4)).digest()[:16]
    ids = [manual.manual_id for manual in view.manuals]
    new = NewHandover(new_id, staff_id, Why.DUTIES, local_day(now), "deputy", ids, handover_id)
    return open_handover(session, new, staff_id, now)


def _lock(session: Session, handover_id: bytes, staff_id: int, now: datetime) -> HandoverView:
    lock_subject(session, f"handover {handover_id.hex()}")
    view = get_handover(session, handover_id, staff_id, now)
    if view.receiver is None or view.receiver.staff_id != staff_id:
        raise Forbidden("not_receiver", N_("인수자로 정해진 사람만 할 수 있어요."))
    return view


def _check_offered(view: HandoverView) -> None:
    if view.state is not State.OFFERED:
        raise Conflict("handover_over", N_("그 사이 인계자가 거두었거나 이미 끝난 인계서예요."))


def _list_still_his(session: Session, view: HandoverView, now: datetime) -> list[int]:
    """What meanwhile went to somebody else by another way is not taken from her."""
    mine = {view.leaver.staff_id, view.receiver.staff_id if view.receiver else 0}
    owners = {m.id: m for m in tasks.list_by_id(session, [m.manual_id for m in view.manuals], now)}
    return [
        manual_id
        for manual_id, manual in owners.items()
        if manual.owner_id in mine or manual.owner_id is None or manual.inherited
    ]


def _tell_givers(session: Session, view: HandoverView, kind: NoticeKind, now: datetime, **more: str) -> None:
    """The leaver, whoever offered it in her stead, and her lead."""
    name = view.receiver.name if view.receiver else ""
    today = local_day(now)
    lead = people.find_lead(session, view.leaver.staff_id, min(view.last_on, today))
    told = {view.leaver.staff_id, view.offered_by_id, lead.id if lead else None}
    for staff_id in sorted(who for who in told if who is not None):
        if view.receiver is None or staff_id != view.receiver.staff_id:
            tell(session, view, kind, staff_id, now, name=name, **more)
