"""Lists of manuals (.xlsx): a row a task, with what is known of it; texts may stand in columns too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.errors import Malformed
from services.manuals.exchange.front_matter import (
    LONGEST_DEPARTMENT,
    LONGEST_KEYWORD,
    LONGEST_TITLE,
    MONTHS_OF_REVIEW,
    MOST_KEYWORDS,
)
from services.manuals.sections import TITLES, Section
from services.sheets import (
    MAX_LONG_TEXT,
    CellError,
    Columns,
    Remark,
    Row,
    match_columns,
    read_long_table,
    read_text,
)
from services.texts import N_, squeeze, tidy_line

LONGEST_CODE = 40


class Field(StrEnum):
    TITLE = "title"
    DEPARTMENT = "department"
    OWNER = "owner"
    CODE = "code"
    SHARED_BY = "shared_by"
    KEYWORDS = "keywords"
    SEASON = "season"
    REVIEW = "review"
    OVERVIEW = "overview"
    PROCESS = "process"
    LAWS = "laws"
    CONTACTS = "contacts"
    TIPS = "tips"
    MATERIALS = "materials"


SPELLINGS: Mapping[Field, Sequence[str]] = {
    Field.TITLE: ("업무명", "업무이름", "단위업무", "매뉴얼", "매뉴얼명", "제목", "업무"),
    Field.DEPARTMENT: ("부서", "부서명", "담당부서", "소관부서"),
    Field.OWNER: ("담당직원번호", "담당자직원번호", "직원번호", "사번", "담당사번"),
    # Not "번호" and "연번": what counts the rows of one list is another task's in the next.
    Field.CODE: ("업무번호", "업무코드", "관리번호", "코드"),
    Field.SHARED_BY: ("함께쓰는부서", "공동부서", "공유부서"),
    Field.KEYWORDS: ("찾는말", "키워드", "검색어", "핵심어"),
    Field.SEASON: ("시기", "바쁜달", "월", "집중월"),
    Field.REVIEW: ("점검주기", "점검주기개월", "현행화주기"),
    **{Field(section.value): (squeeze(TITLES[section]),) for section in Section},
}


@dataclass(frozen=True)
class ListRow:
    """One row. `review_months` is None where the list says none; sections that are empty are left out."""

    row: int
    title: str
    department: str
    owner_number: str
    code: str
    shared_by: tuple[str, ...]
    keywords: tuple[str, ...]
    season: tuple[int, ...]
    review_months: int | None
    sections: Mapping[Section, str]
    problems: tuple[Remark, ...]


def read_list(data: bytes) -> list[ListRow]:
    """The rows under the headers of a list's first sheet.

    Raises: Malformed with a code `file_*`, or `list_columns` where no row names the column of titles.
    """
    table = read_long_table(data)
    columns = match_columns(table, SPELLINGS, [Field.TITLE])
    if columns is None:
        raise Malformed("list_columns", N_("‘업무명’ 열을 찾지 못했어요. 첫 줄에 열 이름을 적어 주세요."))
    rows = (_Reader(row, columns).read() for row in table if row[0] > columns.last_row)
    return [row for row in rows if row.title or row.sections]


class _Reader:
    """Reads the cells of one row; what cannot be read is a problem of that row alone."""

    def __init__(self, row: Row, columns: Columns[Field]) -> None:
        self._number, self._cells = row
        self._columns = columns
        self._problems: list[Remark] = []

    def read(self) -> ListRow:
        title = self._line(Field.TITLE, LONGEST_TITLE)
        if not title:
            self._problems.append(Remark("title_missing", N_("업무명이 비어 있어요.")))
        return ListRow(
            row=self._number,
            title=title,
            department=self._line(Field.DEPARTMENT, LONGEST_DEPARTMENT),
            owner_number=self._line(Field.OWNER, 20),
            code=self._line(Field.CODE, LONGEST_CODE),
            shared_by=tuple(self._words(Field.SHARED_BY, LONGEST_DEPARTMENT)),
            keywords=tuple(self._words(Field.KEYWORDS, LONGEST_KEYWORD))[:MOST_KEYWORDS],
            season=tuple(self._months()),
            review_months=self._review(),
            sections=dict(self._sections()),
            problems=tuple(self._problems),
        )

    def _text(self, field: Field) -> str:
        try:
            return read_text(self._columns.cell(self._cells, field))
        except CellError as error:
            self._problems.append(error.remark)
            return ""

    def _line(self, field: Field, longest: int) -> str:
        line = tidy_line(self._text(field))
        if len(line) > longest:
            sentence = N_("너무 긴 칸이 있어요: %(text)s")
            self._problems.append(Remark("cell_too_long", sentence, {"text": line[:40]}))
        return line[:longest]

    def _words(self, field: Field, longest: int) -> Iterator[str]:
        text = self._text(field).replace("\n", ",").replace(";", ",").replace("、", ",")
        yield from dict.fromkeys(word for part in text.split(",") if (word := tidy_line(part)[:longest]))

    def _months(self) -> list[int]:
        found = set()
        for word in self._words(Field.SEASON, 10):
            number = word.removesuffix("월").strip()
            if number.isascii() and number.isdigit() and 1 <= int(number) <= 12:
                found.add(int(number))
            else:
                sentence = N_("달을 읽을 수 없어요: %(text)s. 1, 7처럼 적어 주세요.")
                self._problems.append(Remark("season", sentence, {"text": word}))
        return sorted(found)

    def _review(self) -> int | None:
        text = tidy_line(self._text(Field.REVIEW)).removesuffix("개월").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) in MONTHS_OF_REVIEW:
            return int(text)
        sentence = N_("점검 주기를 읽을 수 없어요: %(text)s. 1에서 60 사이의 개월로 적어 주세요.")
        self._problems.append(Remark("review_months", sentence, {"text": text[:20]}))
        return None

    def _sections(self) -> Iterator[tuple[Section, str]]:
        for section in Section:
            text = self._text(Field(section.value))
            if len(text) >= MAX_LONG_TEXT - 1:
                sentence = N_("%(section)s 칸이 엑셀에 들어가는 길이를 넘어 잘렸어요. 파일로 올려 주세요.")
                self._problems.append(Remark("cell_cut", sentence, {"section": TITLES[section]}))
            elif text.strip():
                yield section, text
