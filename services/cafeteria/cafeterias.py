"""The cafeterias: where they are, when they serve, how fast, and from which wait on they are called busy."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services import workdays
from services.cafeteria.levels import Bounds
from services.cafeteria.models import Cafeteria, Closure
from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid, NotFound
from services.texts import N_, tidy_line

EARLIEST_MINUTE, LATEST_MINUTE = 6 * 60, 22 * 60
MOST_COUNTERS, FASTEST_PER_MINUTE, LONGEST_WAIT_MIN = 20, 60.0, 120
LONGEST_NAME, LONGEST_PLACE = 60, 120


@dataclass(frozen=True)
class CafeteriaPlan:
    """What a manager says of a cafeteria. Times are minutes after midnight in Korea."""

    name: str
    place: str
    opens_minute: int
    closes_minute: int
    counters: int
    served_per_minute: float
    bounds: Bounds
    has_lobby: bool = True


@dataclass(frozen=True)
class CafeteriaView(CafeteriaPlan):
    id: int = 0
    closed_on: date | None = None


def create_cafeteria(session: Session, plan: CafeteriaPlan, now: datetime) -> int:
    """A new cafeteria; its id. Raises: Invalid with each wrong field; Conflict `name_taken`."""
    row = Cafeteria(created_at=now, closed_on=None)
    _fill(session, row, plan)
    session.add(row)
    session.flush()
    return row.id


def change_cafeteria(session: Session, cafeteria_id: int, plan: CafeteriaPlan) -> None:
    """Raises: NotFound; Invalid with each wrong field; Conflict `name_taken`."""
    _fill(session, _get_row(session, cafeteria_id), plan)
    session.flush()


def close_cafeteria(session: Session, cafeteria_id: int, last_on: date) -> None:
    """Serves for the last time on a day; what is known of it stays. Raises: NotFound."""
    _get_row(session, cafeteria_id).closed_on = last_on
    session.flush()


def get_cafeteria(session: Session, cafeteria_id: int) -> CafeteriaView:
    """Raises: NotFound `cafeteria_not_found`."""
    return _to_view(_get_row(session, cafeteria_id))


def list_cafeterias(session: Session, on: date) -> list[CafeteriaView]:
    """Those that are not closed for good on the day, by age."""
    still = or_(Cafeteria.closed_on.is_(None), Cafeteria.closed_on >= on)
    return [_to_view(row) for row in session.scalars(select(Cafeteria).where(still).order_by(Cafeteria.id))]


def add_closure(session: Session, cafeteria_id: int, on: date, reason: str) -> None:
    """A day without serving; a second one only changes the reason. Raises: NotFound; Invalid `reason`."""
    _get_row(session, cafeteria_id)
    reason = tidy_line(reason)
    if not 0 < len(reason) <= LONGEST_NAME:
        sentence = N_("사유를 60자 안에서 적어 주세요.")
        raise Invalid("reason", sentence, fields={"reason": sentence})
    session.merge(Closure(cafeteria_id=cafeteria_id, closed_on=on, reason=reason))
    session.flush()


def remove_closure(session: Session, cafeteria_id: int, on: date) -> None:
    row = session.get(Closure, (cafeteria_id, on))
    if row is not None:
        session.delete(row)
        session.flush()


def list_closures(session: Session, cafeteria_id: int, from_on: date) -> dict[date, str]:
    """The days without serving from a day on, with their reasons."""
    query = select(Closure).where(Closure.cafeteria_id == cafeteria_id, Closure.closed_on >= from_on)
    return {row.closed_on: row.reason for row in session.scalars(query.order_by(Closure.closed_on))}


def list_serving_days(session: Session, cafeteria_id: int, from_on: date, until_on: date) -> list[date]:
    """The working days from one day to another on which the cafeteria serves."""
    closed = list_closures(session, cafeteria_id, from_on)
    last_on = _get_row(session, cafeteria_id).closed_on or until_on
    days = workdays.list_workdays(session, from_on, min(until_on, last_on)) if from_on <= last_on else []
    return [day for day in days if day not in closed]


def is_serving_day(session: Session, cafeteria_id: int, on: date) -> bool:
    return bool(list_serving_days(session, cafeteria_id, on, on))


def first_day_ahead(session: Session, cafeteria_id: int, now: datetime) -> date:
    """Today until the serving begins, then tomorrow: a lunch that has begun stays. Raises: NotFound."""
    today = local_day(now)
    opens_at = instant_of(today, _get_row(session, cafeteria_id).opens_minute)
    return today if now < opens_at else today + timedelta(days=1)


def _get_row(session: Session, cafeteria_id: int) -> Cafeteria:
    row = session.get(Cafeteria, cafeteria_id)
    if row is None:
        raise NotFound("cafeteria_not_found", N_("그런 구내식당이 없어요."))
    return row


def _fill(session: Session, row: Cafeteria, plan: CafeteriaPlan) -> None:
    name, place = tidy_line(plan.name), tidy_line(plan.place)
    if wrong := _find_wrong(plan, name, place):
        raise Invalid("invalid_cafeteria", fields=wrong)
    taken = session.scalar(select(Cafeteria.id).where(Cafeteria.name == name))
    if taken is not None and taken != row.id:
        sentence = N_("같은 이름의 구내식당이 이미 있어요.")
        raise Conflict("name_taken", sentence, fields={"name": sentence})
    row.name, row.place = name, place
    row.opens_minute, row.closes_minute = plan.opens_minute, plan.closes_minute
    row.counters, row.served_per_minute = plan.counters, plan.served_per_minute
    row.normal_min, row.busy_min = plan.bounds.normal_min, plan.bounds.busy_min
    row.packed_min, row.has_lobby = plan.bounds.packed_min, plan.has_lobby


def _find_wrong(plan: CafeteriaPlan, name: str, place: str) -> dict[str, str]:
    bounds = plan.bounds
    rises = 0 < bounds.normal_min < bounds.busy_min < bounds.packed_min <= LONGEST_WAIT_MIN
    hours = EARLIEST_MINUTE <= plan.opens_minute < plan.closes_minute <= LATEST_MINUTE
    checks = {
        "name": (0 < len(name) <= LONGEST_NAME, N_("이름을 60자 안에서 적어 주세요.")),
        "place": (len(place) <= LONGEST_PLACE, N_("위치를 120자 안에서 적어 주세요.")),
        "closes": (hours, N_("배식 시간은 06:00부터 22:00 사이에서 시작이 끝보다 빨라야 해요.")),
        "counters": (0 < plan.counters <= MOST_COUNTERS, N_("배식대 수를 1에서 20 사이로 적어 주세요.")),
        "served_per_minute": (
            0 < plan.served_per_minute <= FASTEST_PER_MINUTE,
            N_("1분에 배식하는 사람 수를 0보다 크고 60보다 작게 적어 주세요."),
        ),
        "bounds": (
            rises,
            N_("기다림의 기준은 1분에서 120분 사이에서 보통, 붐빔, 매우 붐빔 순서로 커져야 해요."),
        ),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_view(row: Cafeteria) -> CafeteriaView:
    return CafeteriaView(
        id=row.id,
        name=row.name,
        place=row.place,
        opens_minute=row.opens_minute,
        closes_minute=row.closes_minute,
        counters=row.counters,
        served_per_minute=row.served_per_minute,
        bounds=Bounds(row.normal_min, row.busy_min, row.packed_min),
        has_lobby=row.has_lobby,
        closed_on=row.closed_on,
    )
