"""What goes into a book or on paper, gathered from the database; a process of its own then makes the file.

A book holds published texts only, with the amounts of the day on which it is made, and says of each manual
which number it is, who has looked at it when, and what is open about it.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from threading import BoundedSemaphore
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from services import rates
from services.clock import local_day
from services.errors import Invalid, Unavailable
from services.manuals import citing, tasks, texts
from services.manuals.exchange.child import run_child
from services.manuals.exchange.symbol import draw_link
from services.manuals.rendering import find_amount_names
from services.manuals.sections import TITLES, Section
from services.manuals.tasks import ManualView
from services.texts import N_

PROGRAM = "services.manuals.exchange.printing.program"
TIMEOUT_S = 120.0
MOST_MANUALS = 1_000
# Typesetting takes two megabytes a manual: a book on paper has volumes.
MOST_A_VOLUME = 100
WAIT_S = 60.0
# How many each process of the web makes at a time: they take memory and the processor.
_BOOKS, _SHEETS = BoundedSemaphore(1), BoundedSemaphore(2)

Say: TypeAlias = Callable[..., str]
Book: TypeAlias = dict[str, Any]


class Format(StrEnum):
    """`SHEET` is one manual on a page."""

    EPUB = "epub"
    PDF = "pdf"
    SHEET = "sheet"


@dataclass(frozen=True)
class Imprint:
    """Whose book it is. `say` translates a sentence and fills it; the paper's code leads to `base_url`."""

    title: str
    organisation: str
    language: str
    base_url: str
    say: Say


def gather_book(
    session: Session,
    manual_ids: Collection[int],
    imprint: Imprint,
    now: datetime,
) -> Book:
    """The content of a book of these manuals, those without a text left out, in the order of their units.

    Raises: Invalid `nothing_to_print`, `too_many_manuals`.
    """
    if len(manual_ids) > MOST_MANUALS:
        sentence = N_("한 번에 매뉴얼 %(most)s건까지 담을 수 있어요. 부서를 골라 주세요.")
        raise Invalid("too_many_manuals", sentence, most=f"{MOST_MANUALS:,}")
    today = local_day(now)
    published = texts.list_published(session, manual_ids)
    views = [v for v in tasks.list_by_id(session, sorted(set(manual_ids)), now) if v.id in published]
    if not views:
        raise Invalid("nothing_to_print", N_("게시한 매뉴얼이 없어요."))
    overtaken = citing.find_overtaken(session, [view.id for view in views], today)
    ordered = sorted(views, key=lambda view: (view.unit_name, view.title, view.id))
    units = [
        {
            "name": name or imprint.say(N_("부서 없음")),
            "manuals": [
                _manual(view, published[view.id], view.id in overtaken, imprint, today) for view in group
            ],
        }
        for name, group in groupby(ordered, key=lambda view: view.unit_name)
    ]
    return {
        "title": imprint.title,
        "organisation": imprint.organisation,
        "language": imprint.language,
        "made_at": int(now.timestamp()),
        "cover": [
            imprint.say(N_("%(day)s 현재"), day=say_day(today)),
            imprint.say(N_("부서 %(units)s곳, 업무 %(manuals)s가지"), units=len(units), manuals=len(views)),
        ],
        "footer": imprint.say(
            N_("%(day)s에 만든 종이예요. 지금 내용은 앱에서 확인해 주세요."), day=say_day(today)
        ),
        "words": _words(imprint.say),
        "rates": _say_rates(session, [p.texts for p in published.values()], today),
        "groups": units,
    }


def make_sheet(book: Book) -> bytes:
    """The first manual on a page, or on both sides of one. Raises: as `make_volumes` does."""
    group = book["groups"][0]
    manual = group["manuals"][0]
    # Only a sheet has a code: drawing those of a whole organisation takes seconds.
    marked = manual | {"symbol": draw_link(manual["address"])}
    with _in_turn(_SHEETS):
        return _make(Format.SHEET, book | {"groups": [group | {"manuals": [marked]}]})


def make_epub(book: Book) -> bytes:
    """Raises: as `make_volumes` does."""
    with _in_turn(_BOOKS):
        return _make(Format.EPUB, book)


def make_volumes(book: Book) -> list[bytes]:
    """The book as PDFs: each of whole units where they go there, with a cover and contents of its own.

    Raises: Unavailable where the process that makes it did not come to its end, or others wait already.
    """
    with _in_turn(_BOOKS):
        return [_make(Format.PDF, volume) for volume in split_book(book)]


def split_book(book: Book) -> list[Book]:
    volumes: list[list[dict[str, Any]]] = []
    room = 0
    for group in book["groups"]:
        for start in range(0, len(group["manuals"]), MOST_A_VOLUME):
            part = group | {"manuals": group["manuals"][start : start + MOST_A_VOLUME]}
            if len(part["manuals"]) > room:
                volumes.append([])
                room = MOST_A_VOLUME
            volumes[-1].append(part)
            room -= len(part["manuals"])
    if len(volumes) == 1:
        return [book]
    return [
        book
        | {
            "title": f"{book['title']} {number}/{len(volumes)}",
            "cover": [*book["cover"], " ~ ".join(dict.fromkeys((groups[0]["name"], groups[-1]["name"])))],
            "groups": groups,
        }
        for number, groups in enumerate(volumes, start=1)
    ]


def count_manuals(book: Book) -> int:
    return sum(len(group["manuals"]) for group in book["groups"])


@contextmanager
def _in_turn(places: BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(timeout=WAIT_S):
        raise Unavailable("book_waits", N_("다른 책을 만들고 있어요. 잠시 뒤에 다시 해 주세요."))
    try:
        yield
    finally:
        places.release()


def _make(kind: Format, book: Book) -> bytes:
    data, is_done = run_child(PROGRAM, [kind.value], json.dumps(book).encode(), TIMEOUT_S)
    if not is_done or not data:
        raise Unavailable("book_failed", N_("파일을 만들지 못했어요. 부서를 나누어 다시 해 주세요."))
    return data


def paper_address(base_url: str, manual_id: int, number: int) -> str:
    """Where the code on a paper leads: a page that says whether that number still holds."""
    return f"{base_url}/m/{manual_id}?r={number}"


def say_day(on: date) -> str:
    return f"{on.year}. {on.month}. {on.day}."


def _manual(
    view: ManualView, published: texts.Published, is_law_changed: bool, imprint: Imprint, today: date
) -> dict[str, Any]:
    say = imprint.say
    facts = [
        say(N_("제%(number)s판"), number=published.number),
        say(N_("%(day)s 게시"), day=say_day(local_day(published.published_at))),
    ]
    if view.verified_at:
        facts.append(say(N_("%(day)s 확인함"), day=say_day(local_day(view.verified_at))))
    if view.review_by:
        facts.append(say(N_("%(day)s까지 다시 확인"), day=say_day(view.review_by)))
    marks = []
    if is_law_changed:
        marks.append(say(N_("근거 법령이 바뀌었어요. 담당자가 확인하고 있어요.")))
    if view.is_overdue(today):
        marks.append(say(N_("다시 확인할 날이 지난 매뉴얼이에요.")))
    return {
        "id": view.id,
        "title": published.title,
        "unit": view.unit_name,
        "facts": facts,
        "marks": marks,
        "address": paper_address(imprint.base_url, view.id, published.number),
        "sections": [{"title": TITLES[each], "text": published.texts[each]} for each in Section],
    }


def _words(say: Say) -> dict[str, str]:
    return {
        "contents": say(N_("차례")),
        "places": say(N_("책의 부분")),
        "body": say(N_("본문")),
        "missing": say(N_("금액 확인 필요")),
        "scan": say(N_("찍으면 이 종이가 지금도 맞는지 알려 줘요")),
        "accessibility": say(
            N_("차례와 제목으로 오갈 수 있고, 흐름도에는 글로 된 설명이 있어요. 움직이는 것은 없어요.")
        ),
    }


def _say_rates(session: Session, found: Sequence[Mapping[Section, str]], on: date) -> dict[str, str]:
    """Each amount under the name by which a text calls it."""
    names = {name for each in found for text in each.values() for name in find_amount_names(text)}
    known = rates.find_rates(session, names, on)
    return {name: known[key].says for name in names if (key := rates.rate_key(name)) in known}
