"""A manual on the shelf, with an owner, for tests of what readers do with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from services import people
from services.clock import local_day
from services.db import Database
from services.ledger import Appender
from services.manuals import texts
from services.manuals.sections import Section
from services.manuals.tasks import NewManual
from services.manuals.texts import FirstText
from tests.cast import Cast, Member


class Shelf(Protocol):
    """A hall, or what a web test has of one."""

    @property
    def database(self) -> Database: ...
    @property
    def ledger(self) -> Appender: ...
    @property
    def cast(self) -> Cast: ...
    @property
    def now(self) -> datetime: ...


@dataclass
class WebShelf:
    """What a web test has of one."""

    database: Database
    ledger: Appender
    cast: Cast
    now: datetime


TRIP = {
    Section.OVERVIEW: "출장을 다녀온 뒤 여비를 정산하는 일이다.",
    Section.PROCESS: (
        "1. **정산 신청**: 여행을 마친 날의 다음 날부터 2주일 이내에 인사랑에서 정산을 신청한다.\n"
        "2. **증빙**: 숙박비 영수증과 교통비 승차권을 붙인다.\n"
        "3. **결재**: 부서장이 결재하면 회계과로 넘어간다.\n"
    ),
    Section.LAWS: "- 「공무원 여비 규정」 제16조: 숙박비는 실비로 준다.",
    Section.CONTACTS: "| 기관 | 무엇을 묻나 |\n|---|---|\n| 회계과 | 여비 지급 |",
}


def shelve(
    hall: Shelf,
    title: str = "국내 출장 여비 정산",
    written: Mapping[Section, str] = TRIP,
    *,
    owner: Member | None = None,
    keywords: Collection[str] = ("출장비", "일비"),
    months: Collection[int] = (),
) -> int:
    """The id of a published manual; the colleague's unless it is somebody else's."""
    member = owner or hall.cast.colleague
    with hall.database.writing() as session:
        unit_id = people.get_person(session, member.staff_id, local_day(hall.now)).unit_id
        assert unit_id
        new = NewManual(
            key=sha256(title.encode()).digest()[:16],
            unit_id=unit_id,
            title=title,
            owner_id=member.staff_id,
            keywords=tuple(keywords),
            months=tuple(months),
        )
        first = FirstText(new, written)
        return texts.publish_new(session, hall.ledger, [first], member.staff_id, hall.now)[0]
