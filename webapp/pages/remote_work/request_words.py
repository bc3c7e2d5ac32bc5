"""How plans, results and wishes are said to the lead who decides on them."""

from collections.abc import Mapping

from flask_babel import gettext

from services.remote_work import days
from services.texts import N_
from webapp.pages.remote_work.words import PLACES

LABELS: Mapping[str, str] = {
    "held_on": N_("날"),
    "place": N_("곳"),
    "hours": N_("근무 시간"),
    "planned": N_("할 일"),
    "done": N_("끝냄"),
    "not_done": N_("못 끝냄"),
    "besides": N_("계획에 없던 일"),
    "besides_open": N_("계획에 없던 일, 못 끝냄"),
    "note": N_("덧붙임"),
    "started": N_("시작"),
    "started_stated": N_("시작, 휴대전화 시각"),
    "ended": N_("종료"),
    "ended_stated": N_("종료, 휴대전화 시각"),
    "received": N_("받은 때"),
    "received_stated": N_("적은 때, 휴대전화 시각"),
    "why": N_("사유"),
}
CAUTIONS: Mapping[str, str] = {
    "changed": N_("한 번 냈던 것을 고쳐 다시 올렸어요."),
    "plan_stated": N_("마감 뒤에 도착했어요. 휴대전화에는 제때 쓴 것으로 남아 있어요."),
    "plan_late": N_("마감 뒤에 낸 계획서예요."),
    "result_stated": N_("마감 뒤에 도착했어요. 휴대전화에는 제때 쓴 것으로 남아 있어요."),
    "result_late": N_("마감 뒤에 낸 결과보고예요."),
    "clock_off": N_("휴대전화 시계가 서버와 달랐어요."),
    "not_all_done": N_("끝내지 못한 일이 있어요."),
    "unmarked": N_("업무 시작이나 종료를 누르지 않았어요."),
    "pledge_missing": N_("보안 서약이 없어요."),
    "deputy_missing": N_("업무대행자가 없어요."),
    "contact_missing": N_("연락처를 확인하지 않았어요."),
    "forwarding_missing": N_("착신전환을 확인하지 않았어요."),
}


def day_path(key: bytes) -> str:
    """The card of the day that a plan's or a result's request is about."""
    _, on = days.day_of_key(key)
    return f"/remote-work/{on}"


def say_line(label: str, value: str) -> tuple[str, str]:
    """A line of an approval, as it was put before the lead, in the reader's words."""
    words = gettext(PLACES[value]) if label == "place" and value in PLACES else value
    return gettext(LABELS[label]) if label in LABELS else label, words
