"""The words of manuals: sections, reasons and ages as people say them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from flask_babel import gettext, ngettext

from services.clock import SEOUL
from services.manuals import Section, texts
from services.texts import N_
from webapp.templating import format_clock, format_full_day

SECTIONS: Mapping[Section, str] = {
    Section.OVERVIEW: N_("업무 개요"),
    Section.PROCESS: N_("업무 프로세스"),
    Section.LAWS: N_("관련 법규"),
    Section.CONTACTS: N_("유관기관 현황"),
    Section.TIPS: N_("Tip"),
    Section.MATERIALS: N_("관련자료"),
}
# On the chips that lead to them.
SHORT: Mapping[Section, str] = {
    Section.OVERVIEW: N_("개요"),
    Section.PROCESS: N_("절차"),
    Section.LAWS: N_("법규"),
    Section.CONTACTS: N_("기관"),
    Section.TIPS: N_("Tip"),
    Section.MATERIALS: N_("자료"),
}
# What is asked for where nothing stands yet.
PROMPTS: Mapping[Section, str] = {
    Section.OVERVIEW: N_("왜, 누가, 언제 하는 일인지 두세 문장으로 적어 주세요."),
    Section.PROCESS: N_("흐름도와 단계를 적어 주세요. 단계마다 무엇을, 언제까지 하는지요."),
    Section.LAWS: N_("한 줄에 하나씩: 「법령 이름」 제8조의2제2항: 무엇을 정하는지"),
    Section.CONTACTS: N_("어디에 무엇을 묻는지 표로 적어 주세요."),
    Section.TIPS: N_("실제 민원과 실수, 어떻게 풀었는지 적어 주세요."),
    Section.MATERIALS: N_("서식 이름과 점검표를 적어 주세요. 파일은 자료에 올려요."),
}
REASONS: Mapping[texts.Reason, tuple[str, str]] = {
    texts.Reason.FIRST: (N_("처음 게시"), "info"),
    texts.Reason.LAW: (N_("법령 개정"), "warn"),
    texts.Reason.GUIDANCE: (N_("지침"), "info"),
    texts.Reason.ERROR: (N_("오류"), "bad"),
    texts.Reason.UPDATE: (N_("내용 보완"), "neutral"),
    texts.Reason.RESTORE: (N_("되돌림"), "neutral"),
    texts.Reason.IMPORT: (N_("가져오기"), "neutral"),
    texts.Reason.UNDONE: (N_("결재 취소"), "warn"),
}
CHOSEN_REASONS = (*texts.QUICK_REASONS, texts.Reason.UPDATE)
STATES: Mapping[texts.State, tuple[str, str]] = {
    texts.State.WAITING: (N_("결재 대기"), "warn"),
    texts.State.PUBLISHED: (N_("게시함"), "ok"),
    texts.State.REFUSED: (N_("반려"), "bad"),
    texts.State.WITHDRAWN: (N_("거둠"), "neutral"),
    texts.State.COLLIDED: (N_("다시 견주기"), "warn"),
}
OWNERSHIPS: Mapping[str, str] = {
    "created": N_("처음 맡음"),
    "given": N_("넘겨받음"),
    "handover": N_("인수인계"),
    "left": N_("담당자가 떠나 부서장이 맡음"),
    "moved": N_("담당자가 옮겨 부서장이 맡음"),
    "unit_gone": N_("부서가 없어져 위 부서가 맡음"),
}


def say_section(section: Section) -> str:
    return gettext(SECTIONS[section])


def say_short(section: Section) -> str:
    return gettext(SHORT[section])


def say_prompt(section: Section) -> str:
    return gettext(PROMPTS[section])


def say_reason(reason: texts.Reason) -> str:
    return gettext(REASONS[reason][0])


def tone_of(reason: texts.Reason) -> str:
    return REASONS[reason][1]


def reason_options(reasons: tuple[texts.Reason, ...] = CHOSEN_REASONS) -> list[tuple[str, str]]:
    return [(reason.value, say_reason(reason)) for reason in reasons]


def say_change(change: texts.Change) -> str:
    """A difference in the reader's language, with the manual's own words in it."""
    return str(gettext(change.sentence, **change.params)) if change.params else gettext(change.sentence)


def say_state(state: texts.State) -> tuple[str, str]:
    word, tone = STATES[state]
    return gettext(word), tone


def say_note(revision: texts.Revision | texts.Proposal) -> str:
    """What stands beside a reason: a note of its writer, or the number that was taken up again."""
    if revision.reason in (texts.Reason.RESTORE, texts.Reason.UNDONE) and revision.note.isdigit():
        return gettext("%(number)s판의 내용", number=revision.note)
    return revision.note


def say_edition(number: int) -> str:
    return gettext("%(number)s판", number=number)


def say_instant(at: datetime) -> str:
    """As documents write it: `2026. 9. 29. 15:20`."""
    return f"{format_full_day(at)} {format_clock(at)}"


def say_age(at: datetime | date, now: datetime) -> str:
    """How long ago, roughly: that is what one wants to know of a manual."""
    on = at.astimezone(SEOUL).date() if isinstance(at, datetime) else at
    days = max(0, (now.astimezone(SEOUL).date() - on).days)
    if days == 0:
        return gettext("오늘")
    if days < 31:
        return ngettext("%(num)s일 전", "%(num)s일 전", days)
    if days < 365:
        return ngettext("%(num)s달 전", "%(num)s달 전", days // 30)
    return ngettext("%(num)s년 전", "%(num)s년 전", days // 365)


def say_ownership(why: str) -> str:
    return gettext(OWNERSHIPS[why])


def say_sections(sections: Iterable[Section]) -> str:
    return ", ".join(map(say_section, sections))


def today_of(now: datetime) -> date:
    return now.astimezone(SEOUL).date()
