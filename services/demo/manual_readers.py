"""What readers of the demonstration's manuals have added: tips, cases, questions, and a year of reading."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.demo.organisation import Member
from services.manuals import tasks, tips, use
from services.manuals.tips import NewAnswer, NewQuestion, NewTip
from services.manuals.use import View

# The beginning of a manual's title, then what somebody added to it: a case where there is a solution.
TIPS = (
    ("국내 출장", "하이패스 영수증", "누리집에서 기간을 골라 한 번에 뽑으면 정산서에 붙이기 쉬워요.", ""),
    (
        "국내 출장",
        "숙박업소가 문을 닫은 뒤",
        "영수증을 다시 받을 수 없었어요.",
        "카드 매출전표와 사유서로 정산했어요.",
    ),
    ("국내 출장", "정산서는 종이로 내기", "출력해서 회계과에 가져다 내야 해요.", ""),
    (
        "전입신고",
        "세대주가 멀리 있을 때",
        "새 세대주가 확인 전화를 받지 못해 돌려보낼 뻔했어요.",
        "정부24의 세대주 확인을 안내했어요.",
    ),
    ("연가", "반차와 외출을 같은 날 쓸 때", "반차가 끝나는 시각과 외출이 겹치지 않게 나누어 올려요.", ""),
    ("재택근무", "착신전환 되돌리기", "퇴근 전에 되돌리지 않으면 다음 날 사무실 전화가 휴대전화로 와요.", ""),
)
DOUBTED = "정산서는 종이로 내기"
ANSWERED = (
    "재택근무",
    "스마트워크센터에서 일해도 계획서를 내나요",
    "네. 장소만 다르고 계획서와 결과보고는 같아요.",
)
WAITING = ("국내 출장", "함께 간 직원의 고속도로 통행료를 내가 냈으면 어떻게 정산하나요")
MONTHS, READERS, MOST_READ = 13, 160, 60
BUSY_MONTHS = (1, 2, 7)


def add_readers(
    session: Session, secret: bytes, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """Everything that readers did; the running month's marks are under the application's own secret."""
    _add_tips(session, members, chance, now)
    _ask(session, members, chance, now)
    _read(session, secret, members, chance, now)


def _find(session: Session, title: str, now: datetime) -> tasks.ManualView:
    wanted = tasks.Filter(title=title)
    return tasks.list_manuals(session, wanted, now, order=tasks.Order.TITLE).manuals[0]


def _add_tips(session: Session, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
    for title, name, text, solution in TIPS:
        at = now - timedelta(days=chance.randint(20, 120))
        writer, *voters = chance.sample(members, 6)
        new = NewTip(
            id=chance.randbytes(16),
            manual_id=_find(session, title, now).id,
            kind="case" if solution else "tip",
            title=name,
            text=text,
            solution=solution,
        )
        tips.add_tip(session, writer.id, new, at)
        for number, voter in enumerate(voters):
            voted_at = at + timedelta(days=1 + number)
            is_right = name != DOUBTED or number == 0
            tips.vote_tip(session, new.id, voter.id, voted_at, is_right=is_right)


def _ask(session: Session, members: Sequence[Member], chance: random.Random, now: datetime) -> None:
    """One question with its answer, which became a tip; one that waits."""
    title, text, said = ANSWERED
    manual = _find(session, title, now)
    first = NewQuestion(chance.randbytes(16), text, manual.id)
    asker = next(member.id for member in members[5:] if member.id != manual.owner_id)
    tips.ask_question(session, asker, first, now - timedelta(days=9))
    if manual.owner_id is not None:
        answer = NewAnswer(said, text)
        tips.answer_question(session, first.id, manual.owner_id, answer, now - timedelta(days=8))
    title, text = WAITING
    manual = _find(session, title, now)
    asker = next(member.id for member in members[9:] if member.id != manual.owner_id)
    tips.ask_question(session, asker, NewQuestion(chance.randbytes(16), text, manual.id), now)


def _read(
    session: Session, secret: bytes, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """A year: more is read at the season of transfers and at the year's end."""
    today = local_day(now)
    house = people.list_units(session, today)[0].id
    departments = {unit.id: unit.parent_id for unit in people.list_units(session, today)}
    places = people.list_workplaces(session, today)
    manuals = tasks.list_ids(session, tasks.Filter(institution_id=house), now)[:MOST_READ]
    for back in range(MONTHS):
        month_on = tasks.add_months(today.replace(day=1), -back)
        readers = chance.sample(members, READERS * (2 if month_on.month in BUSY_MONTHS else 1))
        last = today.day if back == 0 else 28
        views = [
            View(
                manual_id=manuals[min(int(chance.expovariate(0.08)), len(manuals) - 1)],
                staff_id=reader.id,
                institution_id=house,
                unit_id=_department(departments, places.get(reader.id), house),
                on=month_on.replace(day=chance.randint(1, last)),
            )
            for reader in readers
            for _ in range(chance.randint(1, 2))
        ]
        use.count_views(session, secret, views)
    use.close_months(session, tips.get_tip_rules(session, today).fewest_shown, now)


def _department(parents: dict[int, int | None], unit_id: int | None, house: int) -> int:
    """The unit right under the institution that a person's unit belongs to."""
    while unit_id is not None and parents.get(unit_id) not in (None, house):
        unit_id = parents[unit_id]
    return unit_id or use.NO_UNIT
