"""What people are told about the rotation."""

from enum import StrEnum

from services.notifications import Kind, Topic
from services.texts import N_

_MINE, _SWAPS, _ICON = "/remote-work/rotation", "/remote-work/rotation/swaps", "refresh-cw"


class NoticeKind(StrEnum):
    SOLVED = "rotation_solved"
    IMPOSSIBLE = "rotation_impossible"
    FAILED = "rotation_failed"
    PUBLISHED = "rotation_published"
    MOVED = "rotation_moved"
    WITHDRAWN = "rotation_withdrawn"
    SWAP_ASKED = "rotation_swap_asked"
    SWAP_AGREED = "rotation_swap_agreed"
    SWAP_WAITS = "rotation_swap_waits"
    SWAP_DONE = "rotation_swap_done"
    SWAP_REFUSED = "rotation_swap_refused"


def _kind(code: NoticeKind, sentence: str, path: str) -> Kind:
    return Kind(code, Topic.ROTATION, sentence, path, _ICON)


_PLAN = "/remote-work/rotation/plans/%(plan)s"

NOTICES = (
    _kind(NoticeKind.SOLVED, N_("%(days)s 재택 순환안이 나왔어요. 살펴보고 공개해 주세요."), _PLAN),
    _kind(
        NoticeKind.IMPOSSIBLE,
        N_("%(days)s 재택 순환을 짤 수 없었어요. 서로 부딪히는 규칙을 확인해 주세요."),
        _PLAN,
    ),
    _kind(NoticeKind.FAILED, N_("%(days)s 재택 순환안을 만들지 못했어요. 다시 요청해 주세요."), _PLAN),
    _kind(NoticeKind.PUBLISHED, N_("%(days)s 재택 순환이 나왔어요. 내 재택일은 %(count)s일이에요."), _MINE),
    _kind(
        NoticeKind.MOVED, N_("%(from_on)s부터 재택 순환이 바뀌었어요. 달라진 날은 %(count)s일이에요."), _MINE
    ),
    _kind(NoticeKind.WITHDRAWN, N_("%(from_on)s부터 재택 순환을 거뒀어요."), _MINE),
    _kind(
        NoticeKind.SWAP_ASKED,
        N_("%(name)s 님이 재택일을 바꾸자고 했어요. %(gives_on)s 재택을 받고 %(takes_on)s 재택을 줘요."),
        _SWAPS,
    ),
    _kind(
        NoticeKind.SWAP_AGREED, N_("%(name)s 님이 재택일을 바꾸기로 했어요. 팀장의 확인을 기다려요."), _SWAPS
    ),
    _kind(NoticeKind.SWAP_WAITS, N_("%(name)s 님과 %(other)s 님이 재택일을 바꾸려고 해요."), _SWAPS),
    _kind(
        NoticeKind.SWAP_DONE,
        N_("재택일을 바꿨어요: %(name)s %(takes_on)s, %(other)s %(gives_on)s"),
        _SWAPS,
    ),
    _kind(
        NoticeKind.SWAP_REFUSED,
        N_("%(name)s 님과 %(other)s 님의 재택일을 바꾸지 않기로 했어요. 지금 순번 그대로예요."),
        _SWAPS,
    ),
)
