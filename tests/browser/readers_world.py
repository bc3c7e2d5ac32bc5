"""A shelf with a manual on a running server: tips, a question that waits, a month of use."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from flask import Flask
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.db import Database
from services.ledger import Appender
from services.manuals import search, tips, use
from services.manuals.tips import NewQuestion, NewTip
from services.manuals.use import View
from tests.cast import Cast, make_cast
from tests.manual_readers import shelve
from webapp.context import EXTENSION, Parts

Result = TypeVar("Result")
ASKED = "해외에서 쓴 통신비도 여비로 정산되나요"


@dataclass
class Readers:
    """What `shelve` needs of a running server, filled once."""

    app: Flask

    def __post_init__(self) -> None:
        self.parts: Parts = self.app.extensions[EXTENSION]
        self.database: Database = self.parts.database
        self.ledger: Appender = self.parts.ledger
        self.now = datetime.now(UTC)
        self.cast: Cast = self.write(lambda session: make_cast(session, self.now))
        self.manual_id = shelve(self)

    def write(self, work: Callable[[Session], Result]) -> Result:
        return self.database.write(work)

    def add_tips(self) -> None:
        """One that counts, with votes; a case; one that two readers doubt."""
        new = (
            NewTip(
                b"tip-000000000001",
                self.manual_id,
                "tip",
                "하이패스 영수증",
                "누리집에서 기간을 골라 한 번에 뽑는다.",
            ),
            NewTip(
                b"tip-000000000002",
                self.manual_id,
                "case",
                "숙박비 영수증을 잃어버린 직원",
                "숙박업소가 문을 닫아 다시 받을 수 없다고 했다.",
                "카드 매출전표와 출장 증빙으로 갈음하고 사유를 적어 정산했다.",
            ),
            NewTip(
                b"tip-000000000003", self.manual_id, "tip", "정산은 종이로", "정산서를 출력해 회계과에 낸다."
            ),
        )
        for each in new:
            self.write(lambda s, n=each: tips.add_tip(s, self.cast.traveller.staff_id, n, self.now))
        later = self.now + timedelta(seconds=1)
        for member, tip_id, is_right in (
            (self.cast.stranger, new[0].id, True),
            (self.cast.director, new[0].id, True),
            (self.cast.stranger, new[2].id, False),
            (self.cast.director, new[2].id, False),
        ):
            self.write(
                lambda s, m=member, t=tip_id, r=is_right: tips.vote_tip(s, t, m.staff_id, later, is_right=r)
            )

    def ask(self) -> str:
        """The address of a question to the colleague."""
        new = NewQuestion(b"question-0000001", ASKED, self.manual_id)
        view = self.write(lambda s: tips.ask_question(s, self.cast.stranger.staff_id, new, self.now))
        return f"/manuals/questions/{view.id.hex()}"

    def use(self) -> None:
        """Ten months of reading."""
        today = local_day(self.now)

        def count(session: Session) -> None:
            person = people.get_person(session, self.cast.stranger.staff_id, today)
            house = people.list_line(session, person.unit_id, today)[-1].id
            units = {unit.id: unit for unit in people.list_units(session, today)}
            for back in range(10):
                on = today - timedelta(days=30 * back)
                for at, unit_id in enumerate(units):
                    readers = range(100 * at, 100 * at + 3 + 4 * at + back % 4)
                    views = [View(self.manual_id, n, house, unit_id, on) for n in readers]
                    use.count_views(session, b"s" * 32, views * (1 + back % 3))

        self.write(count)

    def pair_words(self) -> None:
        """Pairs that hold, one that was ended, and what nobody has found."""
        today, by_id = local_day(self.now), self.cast.administrator.staff_id

        def work(session: Session) -> None:
            person = people.get_person(session, by_id, today)
            house = people.list_line(session, person.unit_id, today)[-1].id
            for word, meaning in (("월차", "연가"), ("법카", "법인카드"), ("플래카드", "현수막")):
                held = search.add_synonym(session, house, word, meaning, by_id, self.now)
            search.end_synonym(session, house, held.id, self.now)
            for typed in ("동호회 지원금", "동호회 지원금", "당직 대신 서 줄 사람을 어떻게 찾나요", "excel"):
                search.note_unfound(session, house, typed, self.now)

        self.write(work)
