"""The paper of a handover as PDF/A: 업무인계ㆍ인수서, 시행규칙 별지 제12호서식.

A Korean official paper is Korean whatever the reader's language is. It says how the two sides said yes: a tap
is no signature in ink, and the space for one stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from services.clock import SEOUL
from services.handovers.inventory import DEADLINE_KINDS, OPEN_KINDS, Item, Kind
from services.handovers.views import HandoverView, Party, State, Why
from services.typeset import typeset_pdf

TEMPLATE = Path(__file__).parent / "form.typ"
FORM = "행정업무의 운영 및 혁신에 관한 규정 시행규칙 [별지 제12호서식]"
TITLE = "업무인계·인수서"
NONE = "해당 없음"
WHY_WORDS = {
    Why.TRANSFER: "인사발령",
    Why.REORGANISATION: "조직개편",
    Why.DUTIES: "업무분장 조정",
    Why.RETIREMENT: "퇴직",
    Why.LEAVE: "휴직",
}
KIND_WORDS = {
    Kind.REQUEST: "결재 중",
    Kind.DECISION: "결재할 것",
    Kind.MINUTES: "회의록",
    Kind.QUESTION: "답할 질문",
    Kind.LAW: "법령 개정",
    Kind.TRIP: "출장",
    Kind.REVIEW: "확인 기한",
}
HEADS = {
    "duties": "1. 업무 현황",
    "tasks": "가. 담당업무 (함께 인계하는 직무편람)",
    "plans": "나. 주요업무계획 및 진행사항",
    "issues": "다. 현안사항 및 문제점",
    "unsettled": "라. 주요 미결사항",
    "documents": "2. 관련 문서 현황",
    "goods": "3. 주요 물품 및 예산 등 인계·인수가 필요한 사항",
    "remarks": "4. 그 밖의 참고사항",
    "contacts": "유관기관과 연락처",
    "deadlines": "다가오는 기한",
}


def render_form(
    view: HandoverView,
    items: Sequence[Item],
    materials: Sequence[tuple[str, str]],
    organisation: str,
    printed_at: datetime,
) -> bytes:
    """`items` are the snapshot, or what is in her hands now; `materials` pairs of a manual and a file."""
    data = {
        "title": TITLE,
        "organisation": organisation,
        "form_note": FORM,
        "none": NONE,
        "heads": HEADS,
        "facts": _list_facts(view, organisation),
        "manual_head": ("연번", "업무", "판", "비고"),
        "manuals": [(m.title, _say_number(m.number), "매뉴얼 함께 인계") for m in view.manuals],
        "item_head": ("구분", "내용", "날짜"),
        "parts": vars(view.parts),
        "open": _to_rows(items, OPEN_KINDS),
        "deadlines": _to_rows(items, DEADLINE_KINDS),
        "materials": [("자료", f"{name} ({title})", "") for title, name in materials],
        "closing": "위와 같이 인계·인수합니다.",
        "closing_date": say_day(_local(view.accepted_at) if view.accepted_at else None),
        "signatures": _list_signatures(view),
        "footer": f"{organisation} · 발길 인계서 {view.id.hex()[:8]} · {say_day(_local(printed_at))} 출력",
    }
    return typeset_pdf(TEMPLATE, data, printed_at)


def say_day(on: date | None) -> str:
    """As official papers write it; room for a date where there is none yet."""
    return f"{on.year}. {on.month}. {on.day}." if on else "20    .     .     ."


def _list_facts(view: HandoverView, organisation: str) -> list[tuple[str, str]]:
    leaver, receiver = view.leaver, view.receiver
    return [
        ("기관", organisation),
        ("인계 사유", WHY_WORDS[view.why]),
        ("인계자", _say_party(leaver)),
        ("인수자", _say_party(receiver) + (" (직무대리)" if view.as_deputy and receiver else "")),
        ("마지막 날", say_day(view.last_on)),
        ("인수한 날", say_day(_local(view.accepted_at)) if view.accepted_at else "아직 인수 전"),
    ]


def _list_signatures(view: HandoverView) -> list[tuple[str, str, str]]:
    offered = f"{_say_instant(view.offered_at)}\n전자 인계" if view.offered_at and view.offered_by_id else ""
    accepted = f"{_say_instant(view.accepted_at)}\n전자 인수" if view.state is State.ACCEPTED else ""
    return [
        ("인계자", _say_party(view.leaver), offered or "(서명 또는 인)"),
        ("인수자", _say_party(view.receiver), accepted or "(서명 또는 인)"),
        ("입회자", "", "(서명 또는 인)"),
    ]


def _say_party(party: Party | None) -> str:
    return " ".join(word for word in (party.place, party.title, party.name) if word) if party else ""


def _say_number(number: int) -> str:
    return f"제{number}판" if number else "게시 전"


def _to_rows(items: Iterable[Item], kinds: Sequence[Kind]) -> list[tuple[str, str, str]]:
    words: Mapping[Kind, str] = KIND_WORDS
    return [
        (words[item.kind], item.text, say_day(item.due_on) if item.due_on else "")
        for item in items
        if item.kind in kinds
    ]


def _local(at: datetime | None) -> date | None:
    return at.astimezone(SEOUL).date() if at else None


def _say_instant(at: datetime | None) -> str:
    local = at.astimezone(SEOUL) if at else None
    return f"{say_day(local.date())} {local:%H:%M}" if local else ""
