"""What stands between the first two `---` of a manual's file: its facts, in YAML, read safely."""

import re
from collections.abc import Mapping

from services.errors import Malformed
from services.safe_yaml import read_yaml, write_yaml
from services.texts import N_, tidy_line

# Of letters: PyYAML's own reader takes half a second for so many.
LONGEST_FRONT = 10_000
LONGEST_TITLE, LONGEST_DEPARTMENT, LONGEST_KEYWORD = 120, 100, 40
MOST_KEYWORDS, MOST_SHARING = 30, 40
REVIEW_MONTHS = 12
MONTHS_OF_REVIEW = range(1, 61)

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.S)

Facts = Mapping[str, object]


def split_front(text: str) -> tuple[Facts, str]:
    """Front matter and body."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    if len(found[1]) > LONGEST_FRONT:
        raise _wrong_front()
    try:
        facts = read_yaml(found[1])
    except ValueError:
        raise _wrong_front() from None
    if facts is not None and not isinstance(facts, dict):
        raise _wrong_front()
    return {str(name): value for name, value in (facts or {}).items()}, text[found.end() :]


def write_front(facts: Facts) -> str:
    return f"---\n{write_yaml(facts)}---\n"


def read_line(facts: Facts, name: str, longest: int) -> str:
    value = facts.get(name)
    if value is None:
        return ""
    return _word(value, name, longest)


def read_lines(facts: Facts, name: str, longest: int, most: int) -> list[str]:
    """A list, or words with commas between them."""
    value = facts.get(name)
    if value is None:
        return []
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        raise _wrong_fact(name)
    tidy = [_word(item, name, longest) for item in items]
    return list(dict.fromkeys(item for item in tidy if item))[:most]


def _word(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str | int | float):
        raise _wrong_fact(name)
    try:
        return tidy_line(str(value))[:longest]
    except ValueError:  # a number of more digits than Python writes
        raise _wrong_fact(name) from None


def read_season(facts: Facts) -> list[int]:
    value = facts.get("season") or []
    months = value if isinstance(value, list) else [value]
    if not all(type(month) is int and 1 <= month <= 12 for month in months):
        raise _wrong_fact("season")
    return sorted(set(months))


def read_review(facts: Facts) -> int:
    value = facts.get("review_months", REVIEW_MONTHS)
    if type(value) is not int or value not in MONTHS_OF_REVIEW:
        raise _wrong_fact("review_months")
    return value


def _wrong_front() -> Malformed:
    return Malformed(
        "front_matter", N_("파일 앞머리(--- 사이)를 읽을 수 없어요. 한 줄에 이름: 값으로 적어 주세요.")
    )


def _wrong_fact(name: str) -> Malformed:
    return Malformed("manual_facts", N_("파일 앞머리의 %(name)s 값을 읽을 수 없어요."), name=name)
