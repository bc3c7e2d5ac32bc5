"""A rule of the city that does not exist, before and after it was changed."""

from collections.abc import Mapping
from datetime import date, timedelta

CITED = "overseas-trip"
TITLE = "가온시 공무국외출장 규칙"
RULE_LINE = (
    f"- 「{TITLE}」 제5조제1항: 출장자는 출국하는 날의 30일 전까지 계획서를 심사위원회에 제출해야 한다."
)
_FRONT = """---
제목: {title}
법령ID: 가온-규칙-31
법령구분: 규칙
소관부처:
- 가온시
공포일자: {promulgated}
공포번호: '{number}'
시행일자: {in_force}
---

# {title}

##### 제1조 (목적)

이 규칙은 가온시 소속 공무원의 공무국외출장에 필요한 사항을 정하여 출장의 내실을 다지는 것을 목적으로 한다.

##### 제4조 (심사위원회)

**①** 공무국외출장의 필요성과 타당성을 심사하기 위하여 심사위원회를 둔다.

**②** 위원회는 위원장을 포함하여 7명 이내로 하고, 민간위원이 절반 이상이어야 한다.

##### 제5조 (계획서의 제출)

**①** 출장자는 출국하는 날의 {before}일 전까지 계획서를 심사위원회에 제출해야 한다.

**②** 계획서에는 다음 각 호의 사항을 적어야 한다.

  1\\. 출장의 목적과 방문 기관
  2\\. 하루 단위 일정과 출장자의 역할
  3\\. 경비와 산출 내역

##### 제8조 (결과보고서)

**①** 출장자는 귀국한 날부터 {after}일 이내에 결과보고서를 제출해야 한다.

**②** 결과보고서는 누리집에 공개한다.
"""


def write_rule(today: date) -> Mapping[str, str]:
    """Two versions by the names of their files: an old one, and one that came into force two days ago."""
    new_on = today - timedelta(days=2)
    first = {"promulgated": today - timedelta(days=730), "in_force": today - timedelta(days=700)}
    second = {"promulgated": new_on - timedelta(days=7), "in_force": new_on}
    return {
        "가온시 공무국외출장 규칙 (1).md": _write("812", 30, 30, first),
        "가온시 공무국외출장 규칙 (2).md": _write("947", 45, 15, second),
    }


def _write(number: str, before: int, after: int, days: Mapping[str, date]) -> str:
    return _FRONT.format(title=TITLE, number=number, before=before, after=after, **days)
