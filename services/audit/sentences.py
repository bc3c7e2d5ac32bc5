"""What a verdict says to an auditor: for every check's outcome a line, and what stands below it in small.

Message ids with %(name)s for facts in words: times, lengths and durations are put into words by whoever
shows them. Read aloud, each line is what one auditor would tell another.
"""

from collections.abc import Mapping
from typing import Final

from services.audit.sentences_ledger import LEDGER_SENTENCES
from services.audit.sentences_trip import TRIP_SENTENCES
from services.audit.verdict import Check, Overall, Subject
from services.audit.words import Words
from services.texts import N_

OVERALL: Final[Mapping[Overall, str]] = {
    Overall.GENUINE: N_("진본"),
    Overall.GENUINE_WITH_NOTES: N_("진본, 확인 필요"),
    Overall.NOT_GENUINE: N_("진본 아님"),
    Overall.CANNOT_VERIFY: N_("아직 확인 불가"),
}

SENTENCES: Final[Mapping[tuple[Subject, str], Words]] = {**LEDGER_SENTENCES, **TRIP_SENTENCES}

SIGNAL_NAMES: Final[Mapping[str, str]] = {
    "automation": N_("프로그램이 움직인 브라우저"),
    "no_jitter": N_("흔들림이 전혀 없는 위치"),
    "too_exact": N_("지나치게 정확한 오차"),
    "foreign_zone": N_("한국이 아닌 시간대"),
    "clock_jumped": N_("찍는 동안 바뀐 시계"),
    "page_hidden": N_("찍는 동안 가려진 화면"),
    "position_jumped": N_("찍는 동안 건너뛴 위치"),
    "stale_fix": N_("찍기 전에 잰 위치"),
    "differs_from_fixes": N_("잰 위치와 다른 봉인 속 위치"),
}

SECOND_NAMES: Final[Mapping[str, str]] = {
    "device": N_("먼저 쓰던 기기로 확인"),
    "lead": N_("팀장이 확인"),
    "deputy": N_("팀장 대행이 확인"),
    "administrator": N_("관리자가 확인"),
    "demo": N_("시범용으로 등록"),
}

# Who made a complete check, where it was a job; a person stands there by the account's name.
CHECKER_NAMES: Final[Mapping[str, str]] = {
    "worker": N_("서버(매일 자동)"),
    "demo": N_("서버(시범 자료 준비)"),
}

RULE_NAMES: Final[Mapping[str, str]] = {"consent_withdrawn": N_("동의 철회")}


def words_of(check: Check) -> Words:
    """The line and the detail of an outcome."""
    return SENTENCES[check.subject, check.reason]
