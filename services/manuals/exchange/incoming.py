"""What an upload says, file by file and row by row, before it is held against what is here.

A list (.xlsx, .csv) may come beside texts: a row and a file of the same title are one manual.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from services.errors import BalgilError
from services.manuals.exchange.front_matter import REVIEW_MONTHS
from services.manuals.exchange.listing import ListRow, read_list
from services.manuals.exchange.manual_file import ManualFile, check_sizes, read_manual_file
from services.manuals.exchange.reading import OpenedFile
from services.manuals.sections import Section
from services.manuals.tasks import tidy_text
from services.sheets import Remark
from services.texts import N_, squeeze


@dataclass(frozen=True)
class Incoming:
    """One manual to be. `row` is that of a list, 0 for a file; `folders` are those it lay in, nearest first.

    `problems` keep it out; `notes` are only told. Sections that are not there stay as they are; the others
    are as they will be kept, so that what hides in a text (a number in pieces) is looked at as it will stand.
    """

    path: str
    row: int
    title: str
    department: str = ""
    folders: tuple[str, ...] = ()
    owner_number: str = ""
    code: str = ""
    shared_by: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    season: tuple[int, ...] = ()
    review_months: int = REVIEW_MONTHS
    sections: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


def gather(files: Iterable[OpenedFile]) -> list[Incoming]:
    """The manuals of an upload: files in their order, then the rows of lists that no file belongs to."""
    found: list[Incoming] = []
    rows: list[tuple[str, ListRow]] = []
    for file in files:
        if file.sheet is None:
            found.append(_read_file(file))
            continue
        try:
            rows += [(file.path, row) for row in read_list(file.sheet)]
        except BalgilError as error:
            found.append(_failing(file.path, error))
    return list(_merge(found, rows))


def to_plain(incoming: Incoming) -> dict[str, Any]:
    """As JSON keeps it."""
    return asdict(incoming)


def from_plain(kept: Mapping[str, Any]) -> Incoming:
    remarks = {name: tuple(Remark(**remark) for remark in kept[name]) for name in ("problems", "notes")}
    lists = {name: tuple(kept[name]) for name in ("folders", "shared_by", "keywords", "season")}
    return Incoming(**{**kept, **lists, **remarks})


def _read_file(file: OpenedFile) -> Incoming:
    place = PurePosixPath(file.path)
    if file.text is None:
        reason = (file.reason,) if file.reason else ()
        return Incoming(file.path, 0, place.stem, problems=reason)
    try:
        manual = read_manual_file(file.text, place.stem)
        sections = _tidy(manual.sections)
    except BalgilError as error:
        return _failing(file.path, error)
    return _from_file(file.path, manual, sections)


def _tidy(sections: Mapping[Section, str]) -> dict[str, str]:
    """As texts are kept. Raises: Malformed for one that is too long then: a tab becomes four spaces."""
    tidy = {section: tidy_text(text) for section, text in sections.items()}
    check_sizes(tidy)
    return {section.value: text for section, text in tidy.items() if text.strip()}


def _from_file(path: str, manual: ManualFile, sections: Mapping[str, str]) -> Incoming:
    folders = tuple(part for part in reversed(PurePosixPath(path).parts[:-1]) if part not in ("/", "."))
    return Incoming(
        path=path,
        row=0,
        title=manual.title,
        department=manual.department,
        folders=folders[:10],
        shared_by=tuple(manual.shared_by),
        keywords=tuple(manual.keywords),
        season=tuple(manual.season),
        review_months=manual.review_months,
        sections=sections,
        notes=tuple(manual.notes),
    )


def _failing(path: str, error: BalgilError) -> Incoming:
    params = {name: str(value) for name, value in error.params.items()}
    problem = Remark(error.code, error.sentence, params)
    return Incoming(path, 0, PurePosixPath(path).stem, problems=(problem,))


def _merge(files: Sequence[Incoming], rows: Sequence[tuple[str, ListRow]]) -> Iterator[Incoming]:
    waiting: dict[str, list[tuple[str, ListRow]]] = {}
    for path, row in rows:
        waiting.setdefault(squeeze(row.title), []).append((path, row))
    for file in files:
        same = waiting.get(squeeze(file.title), []) if not file.problems else []
        chosen = next((pair for pair in same if _fits(file, pair[1])), None)
        if chosen:
            same.remove(chosen)
        yield _with_row(file, chosen[1]) if chosen else file
    left = {id(row) for pairs in waiting.values() for _, row in pairs}
    yield from (_from_row(path, row) for path, row in rows if id(row) in left)


def _fits(file: Incoming, row: ListRow) -> bool:
    named = {squeeze(name) for name in (file.department, *file.folders) if name}
    return not row.department or not file.department or squeeze(row.department) in named


def _with_row(file: Incoming, row: ListRow) -> Incoming:
    """The list knows whose it is; the file has the text."""
    return replace(
        file,
        row=row.row,
        department=row.department or file.department,
        owner_number=row.owner_number,
        code=row.code,
        shared_by=row.shared_by or file.shared_by,
        keywords=row.keywords or file.keywords,
        season=row.season or file.season,
        review_months=row.review_months or file.review_months,
        sections={**_tidy(row.sections), **file.sections},
        problems=(*file.problems, *row.problems),
    )


def _from_row(path: str, row: ListRow) -> Incoming:
    empty = Remark("text_missing", N_("글이 없는 업무예요. 이름만 만들고, 글은 담당자가 채워요."))
    return Incoming(
        path=path,
        row=row.row,
        title=row.title,
        department=row.department,
        owner_number=row.owner_number,
        code=row.code,
        shared_by=row.shared_by,
        keywords=row.keywords,
        season=row.season,
        review_months=row.review_months or REVIEW_MONTHS,
        sections=_tidy(row.sections),
        problems=row.problems,
        notes=() if row.sections else (empty,),
    )
