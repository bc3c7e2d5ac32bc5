"""The pages of one cafeteria that only those see who cook or run it."""

from collections.abc import Sequence

from services.texts import N_
from webapp.navigation import Place, list_places

MANAGERS = frozenset({"cafeteria_manager", "administrator"})
MANAGE = "/cafeteria/manage"

# Ends of addresses below `/cafeteria/<id>/`, with their names and icons.
_PAGES = (
    ("kitchen", N_("주방 화면"), "monitor", N_("버튼 네 개로 지금 얼마나 붐비는지 알려요")),
    ("menu", N_("식단"), "utensils", N_("한 주 식단을 적거나 붙여 넣어요")),
    ("count", N_("식수"), "users", N_("오늘 몇 명이 먹는지, 얼마나 남았는지")),
    ("slots", N_("점심 시간 배정"), "clock", N_("부서마다 먹는 시간을 정해요")),
    ("history", N_("지난 기록"), "file-spreadsheet", N_("언제 붐볐는지 보고 내려받아요")),
    ("sensors", N_("센서와 카메라"), "camera", N_("사람 대신 세는 장치의 키")),
    ("manage", N_("설정과 쉬는 날"), "settings", N_("배식 시간, 기준, 쉬는 날")),
    ("poster", N_("안내문"), "qr-code", N_("붙여 두면 누구나 QR로 확인해요")),
)


def list_manage_places(cafeteria_id: int) -> Sequence[Place]:
    """Those that the person of this request may see, the current one marked."""
    root = f"/cafeteria/{cafeteria_id}"
    return list_places(
        [Place(f"{root}/{end}", label, icon, note, MANAGERS) for end, label, icon, note in _PAGES]
    )
