"""The leaver's side: a handover is opened, written, offered to somebody, taken back.

Invariants
- A manual goes along with one handover at a time, and only with its owner's.
- What was offered is a snapshot: whoever takes it knows what it was that she took.
- Of two who write at once nobody's text is lost silently: the second one sees both.
"""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Forbidden
from services.handovers.checks import (
    NewHandover,
    Writing,
    check_new,
    check_reach,
    check_receiver,
    check_writing,
    wrong_field,
)
from services.handovers.inventory import SEAT_KINDS, list_own_manuals, take_inventory
from services.handovers.models import Handover, HandoverItem, HandoverManual
from services.handovers.notices import NoticeKind
from services.handovers.views import (
    HandoverView,
    Parts,
    State,
    list_in_hand,
    load_handover,
    may_give,
    missing,
)
from services.locks import lock_subject
from services.manuals import tasks
from services.notifications import notify
from services.texts import N_


def open_handover(session: Session, new: NewHandover, by_id: int | None, now: datetime) -> HandoverView:
    """Begins one; the same id again gives the one that is there. `by_id` is None where nobody asked for it.

    Raises: Invalid with each wrong field; Forbidden `not_handover_giver`; Conflict `id_taken`.
    """
    check_new(new, now)
    lock_subject(session, f"handovers of {new.from_id}")
    known = session.get(Handover, new.id)
    if known is not None:
        if known.from_id != new.from_id:
            raise Conflict("id_taken")
        return load_handover(session, new.id)
    if people.find_person(session, new.from_id, local_day(now)) is None:
        raise wrong_field("from_id", N_("목록에서 골라 주세요."))
    row = Handover(
        id=new.id,
        from_id=new.from_id,
        as_deputy=False,
        why=new.why,
        origin=new.origin,
        last_on=new.last_on,
        state=State.OPEN,
        version=1,
        opened_at=now,
        opened_by_id=by_id,
        returned_why="",
        follows_id=new.follows_id,
        **_inherit_parts(session, new.follows_id),
    )
    session.add(row)
    session.flush()
    view = load_handover(session, new.id)
    if by_id is not None and not may_give(session, view, by_id, now):
        raise Forbidden("not_handover_giver", N_("본인이나 부서장만 할 수 있어요."))
    free = _list_free(session, new.from_id, now)
    _set_manuals(session, view, free, [m.id for m in free] if new.manual_ids is None else new.manual_ids)
    return load_handover(session, new.id)


def list_free_manuals(session: Session, view: HandoverView, now: datetime) -> list[tasks.ManualView]:
    """Her manuals that may go along with this one: those of no other one."""
    return _list_free(session, view.leaver.staff_id, now, view.id)


def write_handover(
    session: Session, handover_id: bytes, writing: Writing, by_id: int, now: datetime
) -> HandoverView:
    """The form as it is from now on; the same again is fine.

    Raises: NotFound; Forbidden; Invalid with each wrong field; Conflict `handover_over`, `handover_changed`.
    """
    view = _lock(session, handover_id, by_id, now)
    _check_open(view)
    check_writing(session, view, writing, now)
    if writing.version != view.version:
        raise Conflict(
            "handover_changed", N_("그 사이 다른 사람이 인계서를 고쳤어요. 두 글을 견주어 주세요.")
        )
    row = session.get_one(Handover, handover_id)
    for part in fields(Parts):
        setattr(row, part.name, tasks.tidy_text(getattr(writing.parts, part.name)))
    row.to_id, row.as_deputy = writing.to_id, writing.as_deputy
    row.why, row.last_on, row.version = writing.why, writing.last_on, view.version + 1
    session.flush()
    _set_manuals(session, view, list_free_manuals(session, view, now), writing.manual_ids)
    return load_handover(session, handover_id)


def offer_handover(session: Session, handover_id: bytes, by_id: int, now: datetime) -> HandoverView:
    """Puts it before whoever shall take it, with all that the product knows of now; once.

    Raises: NotFound; Forbidden; Invalid `to_id` without a receiver; Conflict `handover_over`.
    """
    view = _lock(session, handover_id, by_id, now)
    if view.state is State.OFFERED:
        return view
    _check_open(view)
    if view.receiver is None:
        raise wrong_field(
            "to_id", N_("누가 인수할지 골라 주세요. 후임자가 정해지지 않았으면 직무대리자를 골라요.")
        )
    check_receiver(session, view, view.receiver.staff_id, view.last_on, now)
    check_reach(session, view, view.receiver.staff_id, now)
    view = put_before(session, handover_id, by_id, now)
    tell(session, view, NoticeKind.OFFERED, view.receiver.staff_id if view.receiver else 0, now)
    return view


def put_before(
    session: Session, handover_id: bytes, by_id: int | None, now: datetime, also: Collection[int] = ()
) -> HandoverView:
    """Takes the inventory down and offers, whatever it was before; the receiver stands in it already."""
    row = session.get_one(Handover, handover_id)
    # What other handovers carry meanwhile does not go twice.
    view = load_handover(session, handover_id)
    free = list_free_manuals(session, view, now)
    _set_manuals(session, view, free, {*also, *(m.manual_id for m in view.manuals)})
    note_items(session, handover_id, row.from_id, now)
    row.state, row.offered_at, row.offered_by_id = State.OFFERED, now, by_id
    row.returned_at, row.returned_why = None, ""
    session.flush()
    return load_handover(session, handover_id)


def withdraw_handover(session: Session, handover_id: bytes, by_id: int, now: datetime) -> HandoverView:
    """Takes it back, unless the manuals have gone already; once. Raises: NotFound; Forbidden; Conflict."""
    view = _lock(session, handover_id, by_id, now)
    if view.state is State.WITHDRAWN:
        return view
    if view.state is State.ACCEPTED or view.passed_at:
        raise Conflict("handover_over", N_("이미 넘어간 업무라 거둘 수 없어요."))
    session.get_one(Handover, handover_id).state = State.WITHDRAWN
    session.flush()
    if view.state is State.OFFERED and view.receiver:
        tell(session, view, NoticeKind.WITHDRAWN, view.receiver.staff_id, now)
    return load_handover(session, handover_id)


def note_items(session: Session, handover_id: bytes, staff_id: int, now: datetime) -> None:
    """What is in the leaver's hands now, written down beside the handover; not where she will be herself."""
    session.execute(delete(HandoverItem).where(HandoverItem.handover_id == handover_id))
    items = [item for item in take_inventory(session, staff_id, now).items if item.kind not in SEAT_KINDS]
    session.add_all(
        HandoverItem(handover_id=handover_id, position=position, **vars(item) | {"kind": str(item.kind)})
        for position, item in enumerate(items)
    )
    session.flush()


def tell(
    session: Session,
    view: HandoverView,
    kind: NoticeKind,
    staff_id: int,
    now: datetime,
    *,
    once: str = "",
    **more: str,
) -> None:
    facts: Mapping[str, str] = {
        "name": view.leaver.name,
        "count": str(len(view.manuals)),
        "handover": view.id.hex(),
        "last_on": view.last_on.isoformat(),
    }
    notify(session, staff_id, kind, now, once=once, **{**facts, **more})


def _lock(session: Session, handover_id: bytes, by_id: int, now: datetime) -> HandoverView:
    lock_subject(session, f"handover {handover_id.hex()}")
    view = load_handover(session, handover_id)
    if not may_give(session, view, by_id, now):
        raise missing()
    return view


def _check_open(view: HandoverView) -> None:
    if view.state is not State.OPEN:
        raise Conflict("handover_over", N_("이미 넘긴 인계서예요. 고치려면 먼저 거두어 주세요."))


def _list_free(
    session: Session, staff_id: int, now: datetime, handover_id: bytes | None = None
) -> list[tasks.ManualView]:
    manuals = list_own_manuals(session, staff_id, now)
    in_hand = list_in_hand(session, [manual.id for manual in manuals])
    return [manual for manual in manuals if in_hand.get(manual.id, handover_id) == handover_id]


def _set_manuals(
    session: Session, view: HandoverView, free: Collection[tasks.ManualView], wanted: Collection[int]
) -> None:
    """Those that are wanted and may go along; what has gone already stays in the paper, whose ever it is."""
    gone = {manual.manual_id for manual in view.manuals} if view.passed_at else set()
    old = delete(HandoverManual).where(HandoverManual.handover_id == view.id)
    session.execute(old.where(HandoverManual.manual_id.not_in(gone)))
    session.add_all(
        HandoverManual(handover_id=view.id, manual_id=manual.id, title=manual.title, number=manual.number)
        for manual in free
        if manual.id in wanted and manual.id not in gone
    )
    session.flush()


def _inherit_parts(session: Session, follows_id: bytes | None) -> dict[str, str]:
    """A deputy hands on what was written for her."""
    earlier = session.scalar(select(Handover).where(Handover.id == follows_id)) if follows_id else None
    return {part.name: getattr(earlier, part.name) if earlier else "" for part in fields(Parts)}
