"""Wishes and fixed days: opaque flags. Nobody writes down why, so nobody can read it.

A wish is the person's own and is met where it can be. A fixed day is her lead's or the planner's to set: it
holds.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import local_day
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.locks import lock_subject
from services.people import Role
from services.remote_work.rotation.models import RotationWish
from services.texts import N_

HOME, OFFICE = "home", "office"
MOST_WISHES = 20
LONGEST_DAYS = 366


@dataclass(frozen=True)
class WishForm:
    """`id` is 16 bytes that the form made. With a weekday (0 is Monday) each such day of the period, without
    one every day of it.
    """

    id: bytes
    staff_id: int
    want: str
    weekday: int | None
    from_on: date
    until_on: date
    is_fixed: bool = False


@dataclass(frozen=True)
class RotationWishView(WishForm):
    made_by_id: int = 0

    def holds_on(self, on: date) -> bool:
        return self.from_on <= on <= self.until_on and self.weekday in (None, on.weekday())


def add_wish(session: Session, form: WishForm, by_id: int, now: datetime) -> RotationWishView:
    """The same form again gives the same wish.

    Raises: Invalid with each wrong field; Forbidden `wish_of_another`, `fix_by_lead`; Conflict `id_taken`,
    `too_many_wishes`.
    """
    today = local_day(now)
    lock_subject(session, f"rotation wishes {form.staff_id}")
    known = session.get(RotationWish, form.id)
    if known is not None:
        view = _to_view(known)
        if all(getattr(view, name) == value for name, value in vars(form).items()):
            return view
        raise Conflict("id_taken", N_("이 화면에서 이미 보낸 희망이 있어요. 새로 고친 뒤 다시 해 주세요."))
    _check(form, today)
    _check_allowed(session, form, by_id, now)
    if not form.is_fixed and len(list_wishes_of(session, form.staff_id, today)) >= MOST_WISHES:
        raise Conflict("too_many_wishes", N_("희망은 20개까지 남길 수 있어요. 지난 희망을 지워 주세요."))
    row = RotationWish(**vars(form), made_by_id=by_id, made_at=now)
    session.add(row)
    session.flush()
    return _to_view(row)


def remove_wish(session: Session, wish_id: bytes, by_id: int, now: datetime) -> None:
    """Her own wish is hers to take back, a fixed day only its lead's or the planner's.

    Raises: NotFound; Forbidden as `add_wish`.
    """
    row = session.get(RotationWish, wish_id)
    if row is None:
        raise NotFound("wish_not_found", N_("그런 희망이 없어요."))
    view = _to_view(row)
    form = WishForm(
        view.id, view.staff_id, view.want, view.weekday, view.from_on, view.until_on, view.is_fixed
    )
    _check_allowed(session, form, by_id, now)
    session.delete(row)
    session.flush()


def list_wishes_of(session: Session, staff_id: int, from_on: date) -> list[RotationWishView]:
    """A person's wishes and fixed days that hold on a day or later."""
    return list_wishes_between(session, [staff_id], from_on, date.max)


def list_wishes_between(
    session: Session, staff_ids: Collection[int] | None, from_on: date, until_on: date
) -> list[RotationWishView]:
    """Of these people, or of all, in the order in which they came."""
    query = select(RotationWish).where(RotationWish.from_on <= until_on, RotationWish.until_on >= from_on)
    if staff_ids is not None:
        query = query.where(RotationWish.staff_id.in_(staff_ids))
    return [_to_view(row) for row in session.scalars(query.order_by(RotationWish.made_at, RotationWish.id))]


def flags_on(wishes: Sequence[RotationWishView], on: date) -> tuple[str | None, str | None]:
    """What is fixed on a day, and what is wished; the later one counts where two say something else."""
    fixed = [wish.want for wish in wishes if wish.is_fixed and wish.holds_on(on)]
    wished = [wish.want for wish in wishes if not wish.is_fixed and wish.holds_on(on)]
    return (fixed[-1] if fixed else None), (wished[-1] if wished else None)


def _check(form: WishForm, today: date) -> None:
    wrong: dict[str, str] = {}
    if form.want not in (HOME, OFFICE):
        wrong["want"] = N_("재택과 사무실 가운데 골라 주세요.")
    if form.weekday is not None and form.weekday not in range(5):
        wrong["weekday"] = N_("월요일부터 금요일 가운데 골라 주세요.")
    if form.until_on < max(form.from_on, today):
        wrong["until_on"] = N_("끝나는 날을 오늘이나 뒤의 날로 골라 주세요.")
    elif form.until_on - form.from_on > timedelta(days=LONGEST_DAYS):
        wrong["until_on"] = N_("한 해 안에서 골라 주세요.")
    if wrong:
        raise Invalid("wish", next(iter(wrong.values())), fields=wrong)


def _check_allowed(session: Session, form: WishForm, by_id: int, now: datetime) -> None:
    if not form.is_fixed:
        if by_id != form.staff_id:
            raise Forbidden("wish_of_another", N_("희망은 본인만 남길 수 있어요."))
        return
    is_planner = Role.ADMINISTRATOR in people.list_roles(session, by_id, local_day(now))
    is_lead = form.staff_id in approvals.list_reached(session, by_id, now)
    if by_id == form.staff_id or not (is_planner or is_lead):
        raise Forbidden("fix_by_lead", N_("고정할 날은 팀장이나 총괄 서무가 정해요."))


def _to_view(row: RotationWish) -> RotationWishView:
    return RotationWishView(
        row.id,
        row.staff_id,
        row.want,
        row.weekday,
        row.from_on,
        row.until_on,
        row.is_fixed,
        made_by_id=row.made_by_id,
    )
