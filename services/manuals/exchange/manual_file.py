"""One manual as a Markdown file: facts in front matter, then the six sections under their headings.

The library, folders of Markdown, and what comes out of .docx and .hwpx all pass through here.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.errors import Malformed
from services.manuals.exchange.front_matter import (
    LONGEST_DEPARTMENT,
    LONGEST_KEYWORD,
    LONGEST_TITLE,
    MOST_KEYWORDS,
    MOST_SHARING,
    read_line,
    read_lines,
    read_review,
    read_season,
    split_front,
    write_front,
)
from services.manuals.sections import TITLES, Section
from services.sheets import Remark
from services.texts import N_, compose, squeeze, tidy_line

LONGEST_FILE_BYTES = 1_200_000
LONGEST_SECTION_BYTES = 200_000

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
# "1. 업무 개요", "Ⅱ. 관련 법규", "가) Tip", "제3장 ...": what people count sections with.
_COUNTED = re.compile(r"^(?:제?\d{1,2}(?:장|절|[.)])|[ⅠⅡⅢⅣⅤⅥIVX]{1,4}[.)]|[가-하][.)]|[■□●○◆◇▶※*-])\s*")
_DEPARTMENT = re.compile(r"(?:담당\s*)?(?:부서|과)(?:명)?\s*[:：]\s*(.+)")
MOST_LINES_ABOVE = 20
DEEPEST_SECTION = 3
_SPELLINGS = {
    Section.OVERVIEW: ("업무개요", "개요", "업무의개요"),
    Section.PROCESS: (
        "업무프로세스",
        "프로세스",
        "업무절차",
        "처리절차",
        "업무처리절차",
        "업무흐름",
        "업무흐름도",
    ),
    Section.LAWS: ("관련법규", "관련법령", "관계법규", "관계법령", "근거법령", "근거법규"),
    Section.CONTACTS: ("유관기관현황", "유관기관", "관련기관", "관계기관", "관련기관현황"),
    Section.TIPS: ("tip", "tips", "팁", "업무tip", "업무팁", "민원사례", "유의사항"),
    Section.MATERIALS: ("관련자료", "관련서식", "자료", "서식", "붙임자료"),
}
_SECTIONS = {word: section for section, words in _SPELLINGS.items() for word in words}


@dataclass(frozen=True)
class ManualFile:
    """What a file says. `season` are months, `notes` what was not as it should be and could be mended.

    `department` is empty where the file names none; every section is there, some may be empty.
    """

    title: str
    department: str
    shared_by: Sequence[str]
    keywords: Sequence[str]
    season: Sequence[int]
    review_months: int
    sections: Mapping[Section, str]
    notes: Sequence[Remark] = ()


def read_manual_file(text: str, otherwise_title: str = "") -> ManualFile:
    """The manual of a Markdown file; `otherwise_title` where it names none.

    Raises: Malformed `manual_too_large`, `front_matter`, `title_missing`, `manual_empty`, `manual_facts`.
    """
    text = _tidy(text)
    facts, body = split_front(text)
    body, told = _read_preamble(body)
    title, sections, notes = _read_body(body)
    title = read_line(facts, "title", LONGEST_TITLE) or title or told.get("title", "") or otherwise_title
    title = tidy_line(title)[:LONGEST_TITLE]
    if not title:
        raise Malformed(
            "title_missing", N_("제목이 없는 파일이에요. 첫 줄에 title이나 # 제목을 적어 주세요.")
        )
    if not any(sections.values()):
        raise Malformed("manual_empty", N_("내용이 없는 파일이에요."))
    check_sizes(sections)
    return ManualFile(
        title,
        read_line(facts, "department", LONGEST_DEPARTMENT) or told.get("department", ""),
        read_lines(facts, "shared_by", LONGEST_DEPARTMENT, MOST_SHARING),
        read_lines(facts, "keywords", LONGEST_KEYWORD, MOST_KEYWORDS),
        read_season(facts),
        read_review(facts),
        sections,
        notes,
    )


def write_manual_file(manual: ManualFile) -> str:
    """The file that reads as this manual again."""
    facts: dict[str, object] = {
        "title": manual.title,
        "department": manual.department,
        "shared_by": list(manual.shared_by),
        "keywords": list(manual.keywords),
        "season": list(manual.season),
        "review_months": manual.review_months,
    }
    parts = [f"## {TITLES[each]}\n{_within(manual.sections.get(each, ''))}".rstrip() for each in Section]
    return write_front(facts) + "\n" + "\n\n".join(parts) + "\n"


def check_sizes(sections: Mapping[Section, str]) -> None:
    """Raises: Malformed `section_too_large`."""
    for section, text in sections.items():
        if len(text.encode()) > LONGEST_SECTION_BYTES:
            raise _too_large(section)


def find_section(heading: str) -> Section | None:
    """The section that a heading means, however people number and space it."""
    word = squeeze(_COUNTED.sub("", heading.strip().strip("*_ ")))
    return _SECTIONS.get(word.strip(":*_[]<>()·."))


def names_section(line: str) -> bool:
    """Whether a line without any style is nothing but the name of a section, counted or not."""
    word = squeeze(_COUNTED.sub("", line.strip())) if len(line) <= 30 else ""
    return word.strip(":<>[]") in {squeeze(title) for title in TITLES.values()}


def _tidy(text: str) -> str:
    if len(text.encode(errors="replace")) > LONGEST_FILE_BYTES:
        raise _too_large(None)
    # macOS writes Hangul in pieces (NFD).
    composed = compose(text.lstrip("\ufeff"))
    return composed.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _read_preamble(body: str) -> tuple[str, dict[str, str]]:
    """What stands above the first section of a document: its department, and a single line as its title."""
    above, rest = [], body.split("\n")
    while rest and not _begins_section(rest[0]) and not _FENCE.fullmatch(rest[0]):
        above.append(rest.pop(0))
        if len(above) > MOST_LINES_ABOVE:
            return body, {}
    if not rest:
        return body, {}
    told: dict[str, str] = {}
    headings: list[str] = []
    words: list[str] = []
    for line in filter(None, map(str.strip, above)):
        found = _DEPARTMENT.fullmatch(line)
        if found:
            told["department"] = tidy_line(found[1])[:LONGEST_DEPARTMENT]
        else:
            (headings if _to_heading(line) else words).append(line)
    if not headings and len(words) == 1 and len(words[0]) <= LONGEST_TITLE:
        told["title"] = words.pop().strip("*_ ")
        return "\n".join(rest), told
    kept = [line for line in above if not _DEPARTMENT.fullmatch(line.strip())]
    return "\n".join([*kept, *rest]), told


def _begins_section(line: str) -> bool:
    heading = _to_heading(line)
    return heading is not None and find_section(heading[1]) is not None


def _read_body(body: str) -> tuple[str, dict[Section, str], list[Remark]]:
    """The title of a first-level heading, the sections, and what was mended."""
    title, section, unknown = "", Section.OVERVIEW, list[str]()
    lines: dict[Section, list[str]] = {each: [] for each in Section}
    named: set[Section] = set()
    read, _ = _with_headings(body)
    deepest = _level_of_sections(heading for _, heading in read if heading)
    for line, heading in read:
        level, words = heading or (0, "")
        found = find_section(words) if level else None
        if found and level <= deepest and (found not in named or level <= 2):
            section = found
            named.add(found)
        elif level == 1 and not title:
            title = words
        elif level in (1, 2):
            unknown.append(words)
            lines[section].append(f"### {words}")
        else:
            lines[section].append(line)
    written = {each: "\n".join(kept).strip("\n") for each, kept in lines.items()}
    return (
        title,
        {each: kept if kept.strip() else "" for each, kept in written.items()},
        _remark(written, unknown),
    )


def _level_of_sections(headings: Iterable[tuple[int, str]]) -> int:
    """The level that names the most sections; what is called like one below it ("### 유의사항") is none."""
    pairs = {(level, find_section(words)) for level, words in headings if level <= DEEPEST_SECTION}
    named = Counter(level for level, section in pairs if section)
    return max(named, key=lambda level: (named[level], -level), default=0)


def _within(text: str) -> str:
    """A section's text under its heading in a file: no heading of its own ends it, nor a fence left open."""
    read, fence = _with_headings(text)
    lines = [f"### {found[1]}" if found and found[0] < DEEPEST_SECTION else line for line, found in read]
    return "\n".join([*lines, fence] if fence else lines)


def _remark(written: Mapping[Section, str], unknown: Sequence[str]) -> list[Remark]:
    empty = [TITLES[section] for section in Section if not written[section].strip()]
    notes = []
    if empty:
        notes.append(Remark("section_missing", N_("빈 부분: %(sections)s"), {"sections": ", ".join(empty)}))
    if unknown:
        sentence = N_("여섯 부분에 없는 제목은 앞 부분의 작은 제목으로 넣었어요: %(headings)s")
        notes.append(Remark("heading_unknown", sentence, {"headings": ", ".join(unknown)[:200]}))
    return notes


def _with_headings(body: str) -> tuple[list[tuple[str, tuple[int, str] | None]], str]:
    """Each line, and where it is a heading its level and words; what stands in a fence is none.

    And the fence that is still open at the end.
    """
    found: list[tuple[str, tuple[int, str] | None]] = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.fullmatch(line)
        if fence:
            is_end = mark and mark[1].startswith(fence) and not mark[2].strip()
            fence = "" if is_end else fence
            found.append((line, None))
            continue
        if mark:
            fence = mark[1]
        found.append((line, _to_heading(line)))
    return found, fence


def _to_heading(line: str) -> tuple[int, str] | None:
    """Its level and words without a closing row of #, taken off by hand: a pattern would try for hours."""
    found = _HEADING.fullmatch(line)
    if not found:
        return None
    words = found[2].rstrip()
    bare = words.rstrip("#")
    return len(found[1]), bare.rstrip() if not bare or bare[-1].isspace() else words


def _too_large(section: Section | None) -> Malformed:
    if section is None:
        return Malformed("manual_too_large", N_("한 매뉴얼이 너무 커요. 부분마다 200kB까지 받을 수 있어요."))
    return Malformed(
        "section_too_large",
        N_("%(section)s 부분이 너무 커요. 200kB까지 받을 수 있어요."),
        section=TITLES[section],
    )
