"""Who looks after which manual: given by people, and never left without anybody.

Invariants
- Every change of owner has a row that says since when, why, and by whom.
- What came to somebody by itself is marked until it was taken in hand.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.locks import ROWS_A_STATEMENT
from services.manuals.tasks.making import lock_row
from services.manuals.tasks.models import Manual, ManualOwner
from services.manuals.tasks.notices import NoticeKind
from services.manuals.tasks.views import ManualView, load_manual
from services.notifications import Telling, notify_all
from services.texts import N_


@dataclass(frozen=True)
class Ownership:
    """One stretch in which somebody looked after a manual, to the beginning of the next one."""

    owner_id: int | None
    owner_name: str
    unit_id: int
    unit_name: str
    why: str
    by_id: int | None
    from_at: datetime


@dataclass(frozen=True)
class Owned:
    """An open manual, whose it is, and since when."""

    manual_id: int
    unit_id: int
    owner_id: int
    from_at: datetime | None


def list_owned(session: Session, owner_ids: Collection[int]) -> list[Owned]:
    """Everything that these people look after, in the order of the manuals, in one statement."""
    query = (
        select(Manual.id, Manual.unit_id, Manual.owner_id, func.max(ManualOwner.from_at))
        .outerjoin(ManualOwner, ManualOwner.manual_id == Manual.id)
        .where(Manual.is_open, Manual.owner_id.in_(owner_ids))
        .group_by(Manual.id, Manual.unit_id, Manual.owner_id)
    )
    rows = session.execute(query.order_by(Manual.id))
    return [Owned(manual_id, unit_id, owner, at) for manual_id, unit_id, owner, at in rows if owner]


def list_owners(session: Session, manual_id: int, now: datetime) -> list[Ownership]:
    """Everybody who ever looked after a manual, the newest first."""
    query = select(ManualOwner).where(ManualOwner.manual_id == manual_id)
    rows = session.scalars(query.order_by(ManualOwner.from_at.desc(), ManualOwner.id.desc())).all()
    names = people.names_of(session, [row.owner_id for row in rows if row.owner_id])
    units = people.names_of_units(session, {row.unit_id for row in rows}, local_day(now))
    return [
        Ownership(
            owner_id=row.owner_id,
            owner_name=names.get(row.owner_id or 0, ""),
            unit_id=row.unit_id,
            unit_name=units.get(row.unit_id, ""),
            why=row.why,
            by_id=row.by_id,
            from_at=row.from_at,
        )
        for row in rows
    ]


def give_to(
    session: Session,
    manual_ids: Sequence[int],
    owner_id: int,
    by_id: int | None,
    now: datetime,
    *,
    why: str = "given",
) -> int:
    """Hands manuals to a person and tells her; how many changed.

    `why` is `given` or `handover`. Not checked: whether the giver may (`Rights.manage`). Raises: Invalid
    `owner` for who is not in service, or is given what is another institution's.
    """
    today = local_day(now)
    owner = people.find_person(session, owner_id, today)
    if owner is None or not owner.is_in_service(today):
        sentence = N_("재직 중인 직원에게만 맡길 수 있어요.")
        raise Invalid("owner", sentence, fields={"owner": sentence})
    rows = lock_rows(session, manual_ids)
    above = people.list_line_ids(session, owner.unit_id, today)
    if why == "given" and any(row.institution_id not in above for row in rows):
        sentence = N_("이 매뉴얼을 보는 기관의 직원을 골라 주세요.")
        raise Invalid("owner", sentence, fields={"owner": sentence})
    changed = [row for row in rows if row.owner_id != owner_id or row.inherited]
    put_in_hands(session, {row.id: owner_id for row in changed}, why, by_id, now)
    if owner_id != by_id:
        _tell_given(session, owner_id, changed, now)
    return len(changed)


def take_in_hand(session: Session, manual_id: int, staff_id: int, now: datetime) -> ManualView:
    """The owner of one that came by itself says that she keeps it."""
    row = lock_row(session, manual_id)
    if row.owner_id == staff_id and row.inherited:
        row.inherited = None
        session.flush()
    return load_manual(session, manual_id, now)


def lock_rows(session: Session, manual_ids: Sequence[int]) -> list[Manual]:
    rows: list[Manual] = []
    wanted = sorted(set(manual_ids))
    for start in range(0, len(wanted), ROWS_A_STATEMENT):
        part = Manual.id.in_(wanted[start : start + ROWS_A_STATEMENT])
        query = select(Manual).where(part).order_by(Manual.id).with_for_update()
        rows += session.scalars(query.execution_options(populate_existing=True))
    return rows


def put_in_hands(
    session: Session,
    owners: Mapping[int, int | None],
    why: str,
    by_id: int | None,
    now: datetime,
    inherited: str | None = None,
) -> None:
    """Writes owners by manual with their history, in few statements; who is nagged begins anew."""
    session.flush()
    by_owner: dict[int | None, list[int]] = {}
    for manual_id, owner_id in owners.items():
        by_owner.setdefault(owner_id, []).append(manual_id)
    for owner_id, ids in by_owner.items():
        for start in range(0, len(ids), ROWS_A_STATEMENT):
            part = ids[start : start + ROWS_A_STATEMENT]
            values = {"owner_id": owner_id, "inherited": inherited, "nagged": 0}
            session.execute(
                update(Manual).where(Manual.id.in_(part)).values(**values),
                execution_options={"synchronize_session": False},
            )
            units = session.execute(select(Manual.id, Manual.unit_id).where(Manual.id.in_(part))).all()
            histories = [
                {
                    "manual_id": manual_id,
                    "owner_id": owner_id,
                    "unit_id": unit_id,
                    "why": why,
                    "by_id": by_id,
                    "from_at": now,
                }
                for manual_id, unit_id in units
            ]
            session.execute(insert(ManualOwner), histories)
    session.expire_all()


def tell_inherited(session: Session, owners: Mapping[int, int | None], now: datetime) -> None:
    """Each new owner once, with how many came to her."""
    counts = Counter(owner_id for owner_id in owners.values() if owner_id is not None)
    tellings = [Telling(owner_id, {"count": str(count)}) for owner_id, count in sorted(counts.items())]
    notify_all(session, NoticeKind.INHERITED, now, tellings)


def _tell_given(session: Session, owner_id: int, rows: Sequence[Manual], now: datetime) -> None:
    if len(rows) == 1:
        facts = {"title": rows[0].title, "manual": str(rows[0].id)}
        notify_all(session, NoticeKind.GIVEN, now, [Telling(owner_id, facts)])
    elif rows:
        notify_all(session, NoticeKind.GIVEN_MANY, now, [Telling(owner_id, {"count": str(len(rows))})])
