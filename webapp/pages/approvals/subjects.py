"""How each kind of request is said: its name, its lines and cautions, what rules may ask for, where it is.

A room adds its kind here; one that is not here is still decided on, with its codes for words.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from services import leave, trips
from services.approvals import Request
from services.manuals import texts
from services.remote_work import days, hours, seats
from services.texts import N_
from webapp.pages.leave import words as leave_words
from webapp.pages.manuals import request_words as manual_words
from webapp.pages.remote_work import hours_words, seat_words
from webapp.pages.remote_work import request_words as day_words
from webapp.pages.trips import words as trip_words


@dataclass(frozen=True)
class SubjectWords:
    """`label` and the values of `cautions` and `facts` are message ids.

    `facts` are the numbers that a rule may ask for. `path` is where the requester finds the thing itself,
    `draft_path` the form that a saved draft goes back into, `again_path` one filled like a refused request.
    `is_for_all` says that whoever may see the request may open the thing as well.
    """

    label: str
    icon: str
    say_line: Callable[[str, str], tuple[str, str]]
    cautions: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    path: Callable[[bytes], str] | None = None
    draft_path: Callable[[bytes], str] | None = None
    again_path: Callable[[bytes], str] | None = None
    is_for_all: bool = False


SUBJECTS: Mapping[str, SubjectWords] = {
    leave.APPROVAL_KIND: SubjectWords(
        label=N_("휴가 신청"),
        icon="flag",
        say_line=leave_words.say_line,
        cautions=leave_words.CAUTIONS,
        facts={"days": N_("휴가 날수")},
        path=lambda leave_id: f"/leave/{leave_id.hex()}",
        draft_path=lambda leave_id: f"/leave/new?draft={leave_id.hex()}",
        again_path=lambda leave_id: f"/leave/new?like={leave_id.hex()}",
    ),
    trips.APPROVAL_KIND: SubjectWords(
        label=N_("출장 신청"),
        icon="map-pin",
        say_line=trip_words.say_line,
        cautions=trip_words.CAUTIONS,
        facts={"days": N_("출장 날수")},
        path=lambda trip_id: f"/trips/{trip_id.hex()}",
        draft_path=lambda trip_id: f"/trips/new?draft={trip_id.hex()}",
        again_path=lambda trip_id: f"/trips/new?like={trip_id.hex()}",
    ),
    hours.APPROVAL_KIND: SubjectWords(
        label=N_("유연근무 신청"),
        icon="clock",
        say_line=hours_words.say_line,
        cautions=hours_words.CAUTIONS,
        facts={"days": N_("유연근무 날수")},
        path=lambda _hours_id: "/hours",
        draft_path=lambda hours_id: f"/hours/new?draft={hours_id.hex()}",
        again_path=lambda hours_id: f"/hours/new?like={hours_id.hex()}",
    ),
    days.Part.PLAN.approval_kind: SubjectWords(
        label=N_("재택근무 계획서"),
        icon="laptop",
        say_line=day_words.say_line,
        cautions=day_words.CAUTIONS,
        path=day_words.day_path,
        again_path=day_words.day_path,
    ),
    days.Part.RESULT.approval_kind: SubjectWords(
        label=N_("재택근무 결과보고"),
        icon="laptop",
        say_line=day_words.say_line,
        cautions=day_words.CAUTIONS,
        path=day_words.day_path,
        again_path=day_words.day_path,
    ),
    days.WISH_KIND: SubjectWords(
        label=N_("재택근무 신청"),
        icon="laptop",
        say_line=day_words.say_line,
        path=lambda _wish_id: "/remote-work",
        draft_path=lambda wish_id: f"/remote-work/wishes/new?draft={wish_id.hex()}",
        again_path=lambda _wish_id: "/remote-work/wishes/new",
    ),
    seats.APPROVAL_KIND: SubjectWords(
        label=N_("스마트워크센터 예약"),
        icon="monitor",
        say_line=seat_words.say_line,
        path=lambda _booking_id: "/remote-work/seats",
        again_path=lambda _booking_id: "/remote-work/seats",
    ),
    texts.APPROVAL_KIND: SubjectWords(
        label=N_("매뉴얼 게시"),
        icon="book-open",
        say_line=manual_words.say_line,
        facts={"sections": N_("고친 부분 수")},
        path=lambda proposal_id: f"/manuals/proposals/{proposal_id.hex()}",
        again_path=lambda proposal_id: f"/manuals/proposals/{proposal_id.hex()}",
        is_for_all=True,
    ),
}
_PLAIN = SubjectWords(N_("결재 건"), "stamp", lambda label, value: (label, value))


def words_of_kind(kind: str) -> SubjectWords:
    return SUBJECTS.get(kind, _PLAIN)


def find_path(request: Request) -> str | None:
    """Where the requester finds the thing itself."""
    words = words_of_kind(request.subject_kind)
    return words.path(request.subject_id) if words.path else None
