"""Until when something may still be put in for a day.

What was written on the day itself and lay on a phone without a network is taken for some days more, by the
phone's word, and told as such. What is written for yesterday's plan today is not.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from services.clock import instant_of, local_day
from services.errors import Conflict, Invalid
from services.remote_work.days.day_types import ID_BYTES, Came, ClosedWhy
from services.remote_work.days.rules import RemoteRules
from services.texts import N_

# Who works past midnight still ends the day that she began.
LAST_END = timedelta(hours=12)
ONE_DAY = timedelta(days=1)
CLOSED: Mapping[ClosedWhy, str] = {
    ClosedWhy.TAKEN_BACK: N_("이날의 재택근무는 취소됐어요."),
    ClosedWhy.ROTATION: N_("재택 순환이 바뀌어 이날의 재택근무가 취소됐어요."),
    ClosedWhy.SEAT: N_("스마트워크센터 예약이 끝나 이날의 센터 근무가 취소됐어요."),
}


def check_plan_time(on: date, came: Came, rules: RemoteRules) -> None:
    """Raises: Conflict `day_over`."""
    if local_day(came.stated_at) > on:
        sentence = N_("지난 날의 계획서는 낼 수 없어요. 그날 한 일은 팀장에게 따로 알려 주세요.")
        raise Conflict("day_over", sentence)
    check_delivery(on, came.received_at, rules)


def check_start_time(on: date, came: Came, rules: RemoteRules) -> None:
    """Raises: Conflict `other_day`, `day_over`."""
    if local_day(came.stated_at) != on:
        raise Conflict("other_day", N_("업무 시작은 그날에만 누를 수 있어요."))
    check_delivery(on, came.received_at, rules)


def check_end_time(on: date, came: Came, rules: RemoteRules) -> None:
    """Raises: Conflict `other_day`, `day_over`."""
    is_late = came.stated_at >= instant_of(on + ONE_DAY, 0) + LAST_END
    if is_late or local_day(came.stated_at) < on:
        raise Conflict("other_day", N_("업무 종료는 그날이나 다음 날 정오까지 누를 수 있어요."))
    check_delivery(on, came.received_at, rules)


def check_delivery(on: date, received_at: datetime, rules: RemoteRules) -> None:
    """Raises: Conflict `day_over`."""
    if (local_day(received_at) - on).days > rules.deliver_days:
        sentence = N_("낼 수 있는 기간이 지났어요. 팀장에게 따로 알려 주세요.")
        raise Conflict("day_over", sentence)


def check_id(phone_id: bytes) -> None:
    if len(phone_id) != ID_BYTES:
        raise Invalid("invalid_id", fields={"id": N_("번호는 16바이트여야 해요.")})


def day_closed(why: str | None) -> Conflict:
    return Conflict("day_closed", CLOSED[ClosedWhy(why or ClosedWhy.TAKEN_BACK)])


def id_taken() -> Conflict:
    return Conflict("id_taken", N_("이 화면에서 이미 낸 내용이 있어요. 새로 고친 뒤 다시 내 주세요."))
