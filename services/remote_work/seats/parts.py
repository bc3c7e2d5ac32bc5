"""The words of a booking: parts of a day and their halves, states, and why one came to an end."""

from collections.abc import Mapping

from services.texts import N_

DAY, AM, PM = "day", "am", "pm"
HALVES: Mapping[str, tuple[str, ...]] = {DAY: (AM, PM), AM: (AM,), PM: (PM,)}
PART_WORDS: Mapping[str, str] = {DAY: N_("하루"), AM: N_("오전"), PM: N_("오후")}

OFFERED, BOOKED, HERE = "offered", "booked", "here"
LEFT, CANCELLED, RELEASED, ENDED = "left", "cancelled", "released", "ended"
# Those that hold a seat, and those that count as a day of the week that a person has used.
HOLDING = (OFFERED, BOOKED, HERE)
USED = (BOOKED, HERE, LEFT, RELEASED)

AWAY_LEAVE, AWAY_TRAINING, AWAY_TRIP, AWAY_FREE = "leave", "training", "trip", "free"
NO_SHOW, UNANSWERED, DECLINED = "no_show", "unanswered", "declined"
FLOOR_CLOSED, SEAT_CLOSED, REFUSED = "floor_closed", "seat_closed", "refused"
WHY_WORDS: Mapping[str, str] = {
    AWAY_LEAVE: N_("휴가가 승인되어 끝남"),
    AWAY_TRAINING: N_("교육이 있어 끝남"),
    AWAY_TRIP: N_("출장이 승인되어 끝남"),
    AWAY_FREE: N_("집약근무로 쉬는 날이라 끝남"),
    NO_SHOW: N_("체크인이 없어 자리가 풀림"),
    UNANSWERED: N_("답이 없어 자리가 풀림"),
    DECLINED: N_("쓰지 않기로 함"),
    FLOOR_CLOSED: N_("층을 닫아 끝남"),
    SEAT_CLOSED: N_("자리가 없어져 끝남"),
    REFUSED: N_("결재에서 반려됨"),
}


def part_of(halves: set[str]) -> str:
    """The part that these halves make up; one of them at least."""
    return DAY if halves == {AM, PM} else next(iter(halves))
