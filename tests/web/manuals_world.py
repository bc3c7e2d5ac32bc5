"""Manuals on the shelf of one application, and what its people do with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from services.db import Database
from services.ledger import Appender
from services.manuals import tasks, texts
from services.manuals.sections import Section
from services.manuals.texts import Publication, Reason
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.manual_readers import shelve
from webapp.context import Parts

STEPS = (
    "```흐름\n출장 신청 -> 출장 -> 정산 신청 -> 증빙 확인?\n증빙 확인? -> 지급: 맞음\n"
    "증빙 확인? -> 보완 요청: 빠진 것이 있음\n```\n\n"
    "1. **출장 끝내기**\n   마지막 증빙을 찍거나 종료 시각을 적습니다.\n"
    "2. **정산 신청**\n   정산서를 냅니다. 제출 기한: 5일\n"
    "3. **결재와 지급**\n   팀장 결재 뒤 회계로 넘어갑니다.\n"
)
WRITTEN: Mapping[Section, str] = {
    Section.OVERVIEW: "출장을 다녀온 뒤 여비를 정산하는 일입니다. 하루 일비는 {{일비}}입니다.",
    Section.PROCESS: STEPS,
    Section.LAWS: "- 「공무원 여비 규정」 제16조: 숙박비는 실비로 줍니다.",
    Section.CONTACTS: "| 기관 | 무엇을 묻나 |\n|---|---|\n| 회계과 | 여비 지급 |",
    Section.TIPS: "### 영수증을 잃어버렸을 때\n위치 증빙과 카드 명세로 갈음할 수 있습니다.",
    Section.MATERIALS: "- [ ] 숙박비 영수증\n- [x] 출장 신청서",
}
NEW_STEPS = STEPS.replace("5일", "7일")


@dataclass
class Shelf:
    """An application's manuals; `manual_id` is the colleague's."""

    database: Database
    ledger: Appender
    cast: Cast
    clock: HandClock
    manual_id: int = 0

    @staticmethod
    def of(parts: Parts, cast: Cast, clock: HandClock) -> "Shelf":
        shelf = Shelf(parts.database, parts.ledger, cast, clock)
        shelf.manual_id = shelve(
            shelf, "출장여비 정산", WRITTEN, keywords=("여비 정산", "출장비"), months=(9,)
        )
        return shelf

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def owner(self) -> Member:
        return self.cast.colleague

    def publish(self, written: Mapping[Section, str], by: Member | None = None, base: int = 1) -> int:
        """The number that it became."""
        who = (by or self.owner).staff_id
        key = sha256(f"{who} {base} {dict(written)}".encode()).digest()[:16]
        publication = Publication(key, base, written, Reason.GUIDANCE, "새 지침에 맞춤")
        with self.database.writing() as session:
            outcome = texts.publish(session, self.ledger, self.manual_id, publication, who, self.now)
        assert outcome.published
        return outcome.published.number

    def watch(self, member: Member) -> None:
        with self.database.writing() as session:
            tasks.set_mark(session, self.manual_id, member.staff_id, is_watched=True)
