"""The form of what a verdict says, and what several outcomes say alike."""

from typing import Final, NamedTuple

from services.texts import N_


class Words(NamedTuple):
    """A line and, below it in small, what it rests on; empty where the line says all."""

    sentence: str
    detail: str = ""


DESTROYED: Final = N_("%(rule)s 규칙에 따라 %(destroyed_at)s에 파기했어요.")
CHECKED: Final = N_("%(size)s건까지 점검한 원장 기준 · %(at)s · 점검: %(by)s")
CHECKED_BEFORE: Final = N_(
    "마지막 원장 점검이 이 증빙보다 먼저였어요 · %(size)s건까지 · %(at)s · 점검: %(by)s"
)
CHANGED_HERE: Final = N_(
    "증빙이 아니라 서버의 기록이 바뀐 것일 수 있어요. 정보담당에게 원장 점검을 요청해 주세요."
)
