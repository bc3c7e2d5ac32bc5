"""An evidence in words: the facts of its page, the rows of its sheet, the caption of its picture."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

from flask_babel import gettext

from services.clock import local_day
from services.trips import Mark, Schematic, Sheet, draw_schematic
from webapp.context import current_person, now, settings
from webapp.language import choose_language
from webapp.pages.trips.evidence_page import EvidencePage
from webapp.pages.trips.words import say_band, say_distance, say_instant
from webapp.templating import format_clock, format_day

GROUP = 8

SayInstant: TypeAlias = Callable[[datetime], str]


def say_place(page: EvidencePage) -> str:
    """Where, for paper and others: a band and never a distance, else the town's name."""
    if page.nearest:
        return say_band(page.nearest)
    return page.town or gettext("목적지 없이 찍음")


def say_own_place(page: EvidencePage) -> str:
    """Where, for the person herself."""
    if page.nearest:
        distance = say_distance(page.nearest.distance_m)
        return gettext("%(place)s에서 %(distance)s", place=page.nearest.destination.name, distance=distance)
    return page.town or gettext("목적지 없이 찍음")


def list_facts(page: EvidencePage) -> list[tuple[str, str]]:
    facts = [(gettext("곳"), say_own_place(page))]
    if page.town and page.nearest:
        facts.append((gettext("읍면동"), page.town))
    return [*facts, *_common_facts(page, _say_short)]


def make_sheet(page: EvidencePage, *, with_map: bool) -> Sheet:
    """What is printed; the map only where the traveller wants it."""
    person = current_person()
    rows = [(gettext("곳"), say_place(page))]
    if page.town and page.nearest:
        rows.append((gettext("읍면동"), page.town))
    rows += _common_facts(page, say_instant)
    rows.append((gettext("출장자"), f"{person.name} ({person.number})"))
    rows.append((gettext("증빙 번호"), _spaced(page.tap.id.hex())))
    return Sheet(
        title=gettext("출장 증빙지"),
        organisation=settings().organisation,
        language=choose_language(),
        rows=rows,
        qr_text=page.qr_text,
        symbol_alt=gettext("증빙 QR 코드"),
        symbol_caption=page.short_id,
        notes=_notes(),
        footer=gettext(
            "%(organisation)s 발길 · %(time)s 출력",
            organisation=settings().organisation,
            time=say_instant(now()),
        ),
        map_title=gettext("약도"),
        map=_draw_map(page) if with_map else None,
    )


def caption_of(page: EvidencePage) -> str:
    """What stands below the bare symbol in somebody's document."""
    at = page.tap.captured_at
    return f"{say_place(page)} · {format_day(at)} {format_clock(at)} · {page.short_id}"


def file_name(page: EvidencePage, ending: str) -> str:
    return f"balgil-{local_day(page.tap.captured_at):%Y%m%d}-{page.short_id}.{ending}"


def _common_facts(page: EvidencePage, say: SayInstant) -> list[tuple[str, str]]:
    facts = [
        (gettext("오차"), f"± {page.tap.accuracy_m} m"),
        (gettext("찍은 때"), say_instant(page.tap.captured_at)),
        (gettext("이 뒤에 찍힘"), _say_beacon(page, say)),
        (gettext("이 앞에 찍힘"), _say_integrated(page, say)),
    ]
    if page.trip:
        facts.append((gettext("출장 목적"), page.trip.purpose))
    return facts


def _say_short(at: datetime) -> str:
    """For a phone's screen, where the day of the capture stands beside it."""
    return f"{format_day(at)} {format_clock(at)}"


def _say_beacon(page: EvidencePage, say: SayInstant) -> str:
    if page.beacon is None:
        return gettext("표식 없음")
    return gettext("%(time)s 원장 표식", time=say(page.beacon.at))


def _say_integrated(page: EvidencePage, say: SayInstant) -> str:
    if page.place is None:
        return gettext("원장에 곧 기록돼요")
    first, number = page.place.first, page.place.index
    return gettext("%(time)s 원장 %(number)s번", time=say(first.until), number=f"{number:,}")


def _draw_map(page: EvidencePage) -> Schematic | None:
    tap, destinations = page.tap, page.trip.destinations if page.trip else ()
    goals = [Mark(d.point, d.radius_m, d.name) for d in destinations if d.point]
    return draw_schematic([Mark(tap.point, tap.accuracy_m, format_clock(tap.captured_at))], goals)


def _notes() -> list[str]:
    notes = [gettext("시범 자료입니다. 실제 기록이 아닙니다.")] if settings().is_demo else []
    return [
        *notes,
        gettext("이 종이의 글은 증명이 아닙니다. 진본인지는 감사 화면에서 QR을 비춰 확인합니다."),
        gettext("시각은 휴대전화 시계를 따릅니다. 앞뒤의 원장 시각이 그 범위를 나타냅니다."),
    ]


def _spaced(digits: str) -> str:
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))
