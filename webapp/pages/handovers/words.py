"""Words of handovers: what they follow, how far they are, what is in somebody's hands."""

from collections.abc import Mapping

from services.handovers import Kind, State, Why
from services.texts import N_

WHY: Mapping[str, str] = {
    Why.TRANSFER: N_("인사발령"),
    Why.DUTIES: N_("업무분장 조정"),
    Why.REORGANISATION: N_("조직개편"),
    Why.LEAVE: N_("휴직"),
    Why.RETIREMENT: N_("퇴직"),
}
# With the tone of the chip, and its icon.
STATES: Mapping[str, tuple[str, str, str]] = {
    State.OPEN: (N_("작성 중"), "neutral", "pencil"),
    State.OFFERED: (N_("인수 기다림"), "warn", "clock"),
    State.ACCEPTED: (N_("인수함"), "ok", "check"),
    State.WITHDRAWN: (N_("거둠"), "neutral", "x"),
}
KINDS: Mapping[str, str] = {
    Kind.REQUEST: N_("올린 결재가 아직 끝나지 않았어요"),
    Kind.DECISION: N_("내가 결재할 차례예요"),
    Kind.MINUTES: N_("회의록을 마감하지 않았어요"),
    Kind.QUESTION: N_("답하지 않은 질문이에요"),
    Kind.LAW: N_("법령 개정을 확인하지 않았어요"),
    Kind.TRIP: N_("남은 출장"),
    Kind.REVIEW: N_("매뉴얼 확인 기한"),
    Kind.SEAT: N_("스마트워크센터 좌석"),
    Kind.REMOTE: N_("재택근무 예정일"),
    Kind.WATCH: N_("지켜보던 매뉴얼"),
}
# Where the leaver finds it herself; what belongs to a manual is there for everybody.
PATHS: Mapping[str, str] = {
    Kind.REQUEST: "/approvals/mine",
    Kind.DECISION: "/approvals",
    Kind.MINUTES: "/meetings",
    Kind.QUESTION: "/manuals/questions",
    Kind.TRIP: "/trips",
    Kind.SEAT: "/remote-work/seats",
    Kind.REMOTE: "/remote-work",
}
# The parts of 별지 제12호서식 in its order: name, label, what belongs there.
PARTS: tuple[tuple[str, str, str], ...] = (
    ("plans", N_("주요 업무계획과 진행 상황"), N_("올해 무엇을 언제까지 하기로 했고 지금 어디까지 왔는지")),
    ("issues", N_("현안과 문제점"), N_("풀리지 않은 민원, 다툼이 있는 일, 조심할 점")),
    ("unsettled", N_("미결 사항"), N_("아래 목록에 없는 것만 적으면 돼요.")),
    ("documents", N_("관련 문서"), N_("문서 등록대장, 공유 폴더, 종이 문서가 있는 곳")),
    ("goods", N_("물품과 예산"), N_("넘길 장비와 열쇠, 예산 과목과 집행 잔액")),
    ("contacts", N_("연락처"), N_("자주 연락하는 기관과 업체, 담당 부서")),
    ("remarks", N_("그 밖의 참고 사항"), N_("후임자가 처음 한 달에 꼭 알아야 할 것")),
)
