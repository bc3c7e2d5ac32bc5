"""What a verdict says of what people are to judge: chain, trip, place, signals, claim."""

from collections.abc import Mapping
from typing import Final

from services.audit.verdict import Subject
from services.audit.words import CHANGED_HERE, CHECKED, CHECKED_BEFORE, Words
from services.texts import N_

_CHAIN: Final = {
    (Subject.CHAIN, "continuous"): Words(
        N_("앞 증빙에서 끊김 없이 이어짐"), N_("이 휴대전화의 %(sequence)s번째")
    ),
    (Subject.CHAIN, "first"): Words(N_("이 휴대전화의 첫 증빙")),
    (Subject.CHAIN, "predecessor_destroyed"): Words(
        N_("앞 증빙은 규칙에 따라 파기됨"),
        N_("이 휴대전화의 %(sequence)s번째 · 앞 증빙이 있었던 기록은 남아 있어요."),
    ),
    (Subject.CHAIN, "waiting_for"): Words(
        N_("앞선 %(missing)s번째 증빙이 서버에 없음"), N_("휴대전화에 보관 중일 수 있어요.")
    ),
    (Subject.CHAIN, "gap"): Words(
        N_("앞 증빙과 번호가 이어지지 않음"), N_("이 휴대전화의 %(sequence)s번째로 찍었어요.")
    ),
    (Subject.CHAIN, "fork"): Words(
        N_("같은 순번의 증빙이 또 있음"),
        N_("백업에서 되돌린 휴대전화라면 이렇게 보여요. 같은 키를 두 곳에서 썼을 수도 있어요."),
    ),
}

_TRIP: Final = {
    (Subject.TRIP, "approved_and_inside"): Words(
        N_("출발 전에 승인된 출장의 시간 안"), N_("%(from)s ~ %(until)s · %(approved_at)s 승인")
    ),
    (Subject.TRIP, "approved_on_the_way"): Words(
        N_("승인된 출장의 시간 안"),
        N_("%(from)s ~ %(until)s · 출발 시각 뒤, 찍기 전인 %(approved_at)s에 승인"),
    ),
    (Subject.TRIP, "no_trip"): Words(
        N_("출장에 붙이지 않은 증빙"), N_("승인과 출장 시간은 비교할 수 없어요.")
    ),
    (Subject.TRIP, "trip_unknown"): Words(
        N_("가리키는 출장이 없음"), N_("출장이 아직 올라오지 않았거나 지워졌어요.")
    ),
    (Subject.TRIP, "not_own_trip"): Words(
        N_("다른 사람의 출장에 붙어 있음"), N_("찍은 사람이 출장자도 동행도 아니에요.")
    ),
    (Subject.TRIP, "cancelled"): Words(N_("취소된 출장"), N_("%(from)s ~ %(until)s")),
    (Subject.TRIP, "not_approved"): Words(N_("승인되지 않은 출장"), N_("%(from)s ~ %(until)s")),
    (Subject.TRIP, "refused"): Words(N_("반려된 출장"), N_("%(from)s ~ %(until)s")),
    (Subject.TRIP, "approval_altered"): Words(N_("출장 승인 기록이 원장과 다름"), CHANGED_HERE),
    (Subject.TRIP, "differs_from_approval"): Words(
        N_("지금의 출장 내용이 승인받은 것과 다름"), N_("승인 뒤에 서버에서 출장 내용이 바뀌었어요.")
    ),
    (Subject.TRIP, "approved_after"): Words(
        N_("찍은 뒤에 승인된 출장"), N_("%(from)s ~ %(until)s · %(approved_at)s 승인")
    ),
    (Subject.TRIP, "approval_order_unknown"): Words(
        N_("승인의 앞인지 뒤인지 알 수 없음"), N_("%(from)s ~ %(until)s · %(approved_at)s 승인")
    ),
    (Subject.TRIP, "no_interval"): Words(N_("출장 시간 안인지 아직 알 수 없음"), N_("%(from)s ~ %(until)s")),
    (Subject.TRIP, "partly_outside_period"): Words(
        N_("출장 시간을 벗어났을 수 있음"), N_("찍은 때의 폭이 %(from)s ~ %(until)s 밖까지 걸쳐요.")
    ),
    (Subject.TRIP, "outside_period"): Words(N_("출장 시간 밖에 찍음"), N_("%(from)s ~ %(until)s")),
}

_PLACE: Final = {
    (Subject.DISTANCE, "inside"): Words(
        N_("%(place)s에서 %(band)s 안"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s 안")
    ),
    (Subject.DISTANCE, "at_the_edge"): Words(
        N_("%(place)s에서 %(band)s 안"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s에 걸쳐요.")
    ),
    (Subject.DISTANCE, "outside"): Words(
        N_("%(place)s에서 %(band)s 안"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s 밖이에요.")
    ),
    (Subject.DISTANCE, "inside_far"): Words(
        N_("%(place)s에서 %(band)s 밖"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s 안")
    ),
    (Subject.DISTANCE, "at_the_edge_far"): Words(
        N_("%(place)s에서 %(band)s 밖"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s에 걸쳐요.")
    ),
    (Subject.DISTANCE, "far"): Words(
        N_("%(place)s에서 %(band)s 밖"), N_("오차 ± %(accuracy)s · 목적지 반경 %(radius)s 밖이에요.")
    ),
    (Subject.DISTANCE, "no_destination"): Words(N_("비교할 목적지가 없음"), N_("오차 ± %(accuracy)s")),
    (Subject.DISTANCE, "destination_differs"): Words(
        N_("승인받은 목적지와 비교할 수 없음"),
        N_("오차 ± %(accuracy)s · 서버에 있는 목적지는 승인받은 것과 달라 쓰지 않았어요."),
    ),
    (Subject.DISTANCE, "destroyed"): Words(N_("위치는 파기되어 보여 주지 않음")),
    (Subject.NEIGHBOURS, "reachable"): Words(
        N_("앞뒤 증빙 사이를 오갈 수 있음"), N_("%(compared)s건과 비교")
    ),
    (Subject.NEIGHBOURS, "too_fast"): Words(
        N_("앞뒤 증빙 사이가 너무 멂"), N_("시속 %(speed_kmh)s km로 가야 하는 거리예요.")
    ),
    (Subject.NEIGHBOURS, "alone"): Words(N_("비교할 만큼 가까운 시각의 증빙이 없음")),
}

_SIGNALS: Final = {
    (Subject.SIGNALS, "none_found"): Words(
        N_("위치 조작 여부는 알 수 없음"), N_("살펴본 징후 %(looked)s가지 중 발견 0")
    ),
    (Subject.SIGNALS, "expected_in_demo"): Words(
        N_("위치 조작 여부는 알 수 없음"),
        N_("살펴본 징후 %(looked)s가지 중 발견: %(found)s. 시범에서는 이 징후를 판정에 넣지 않아요."),
    ),
    (Subject.SIGNALS, "found"): Words(
        N_("살펴볼 징후: %(found)s"), N_("살펴본 징후 %(looked)s가지 중. 징후는 증거가 아니에요.")
    ),
    (Subject.SIGNALS, "no_context"): Words(
        N_("위치 조작 여부는 알 수 없음"), N_("찍을 때의 상황 기록이 아직 오지 않아 징후를 살피지 못했어요.")
    ),
    (Subject.SIGNALS, "no_context_on_paper"): Words(
        N_("위치 조작 여부는 알 수 없음"), N_("종이에는 찍을 때의 상황 기록이 없어 징후를 살피지 못했어요.")
    ),
    (Subject.SIGNALS, "context_contradicts"): Words(
        N_("상황 기록이 서명된 것과 다름"), N_("서버에 있는 상황 기록이 바뀌었어요. 징후를 살피지 못했어요.")
    ),
    (Subject.SIGNALS, "context_unreadable"): Words(
        N_("상황 기록을 읽을 수 없음"),
        N_("앱이 쓰는 형식이 아니거나 이 서버에 없는 키로 봉인됐어요. 징후를 살피지 못했어요."),
    ),
}

_REST: Final = {
    (Subject.CLAIM, "no_claims"): Words(
        N_("어느 청구에 쓰였는지는 알 수 없음"), N_("이 서버에는 아직 여비 청구 자료가 없어요.")
    ),
    (Subject.CLAIMANT, "no_claims"): Words(
        N_("청구한 사람이 찍은 사람인지는 알 수 없음"),
        N_("직원번호를 서류와 대조해 주세요. 이름과 부서는 지금의 직원 명부에서 가져왔어요."),
    ),
    (Subject.COMPLETENESS, "checked"): Words(N_("지워진 기록이 없음"), CHECKED),
    (Subject.COMPLETENESS, "checked_before"): Words(N_("지워진 기록이 있는지는 알 수 없음"), CHECKED_BEFORE),
    (Subject.COMPLETENESS, "never_checked"): Words(
        N_("지워진 기록이 있는지는 알 수 없음"), N_("없다고 말하려면 원장 전체 점검이 먼저 있어야 해요.")
    ),
}

TRIP_SENTENCES: Final[Mapping[tuple[Subject, str], Words]] = {
    **_CHAIN,
    **_TRIP,
    **_PLACE,
    **_SIGNALS,
    **_REST,
}
