"""What people are told about their seats."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_


class NoticeKind(StrEnum):
    RELEASED = "seat_released"
    ENDED = "seat_ended"
    SHORTENED = "seat_shortened"
    OFFERED = "seat_offered"
    NONE_LEFT = "seat_none_left"
    CLOSED = "seat_closed"
    REFUSED = "seat_refused"
    RETURNED = "seat_returned"
    NOT_RETURNED = "seat_not_returned"


PAGE = "/remote-work/seats"
NOTICES = (
    Kind(
        NoticeKind.RELEASED,
        Topic.SEATS,
        N_(
            "%(minutes)s분 동안 체크인이 없어 %(centre)s %(seat)s 자리를 풀었어요. "
            "비어 있으면 다시 예약할 수 있어요."
        ),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.ENDED,
        Topic.SEATS,
        N_("자리를 비우는 일정이 승인되어 %(booked_on)s %(centre)s %(seat)s 예약을 끝냈어요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.SHORTENED,
        Topic.SEATS,
        N_("자리를 비우는 일정이 승인되어 %(booked_on)s %(centre)s %(seat)s 예약을 반나절로 줄였어요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.OFFERED,
        Topic.SEATS,
        N_("%(days)s %(centre)s에 자리를 잡아 두었어요(%(why)s). 쓸지 골라 주세요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.NONE_LEFT,
        Topic.SEATS,
        N_("%(days)s 잡아 드릴 빈자리가 모자라요(%(why)s). 팀장과 일할 곳을 정해 주세요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.CLOSED,
        Topic.SEATS,
        N_("%(booked_on)s %(centre)s %(seat)s 자리를 쓸 수 없게 되어 예약이 끝났어요(%(why)s)."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.REFUSED,
        Topic.SEATS,
        N_("%(booked_on)s %(centre)s %(seat)s 예약이 결재에서 반려되어 끝났어요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.RETURNED,
        Topic.SEATS,
        N_("결재가 되돌려져 %(booked_on)s %(centre)s %(seat)s 예약을 되살렸어요."),
        PAGE,
        "laptop",
    ),
    Kind(
        NoticeKind.NOT_RETURNED,
        Topic.SEATS,
        N_(
            "결재가 되돌려졌지만 %(booked_on)s %(centre)s %(seat)s 자리는 다시 잡지 못했어요. "
            "필요하면 다른 자리를 예약해 주세요."
        ),
        PAGE,
        "laptop",
    ),
)
