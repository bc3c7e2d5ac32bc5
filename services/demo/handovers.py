"""The demonstration's handovers: one that waits for the traveller's yes, and a checklist with her manual."""

import random
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services import handovers, people
from services.clock import local_day
from services.demo.organisation import TRAVELLER
from services.handovers import NewHandover, Parts, Writing
from services.manuals import materials, tasks

PARTS = Parts(
    plans="상반기에 정비 대상 42곳을 조사했고 31곳을 마쳤음. 나머지는 12월 10일까지.",
    issues="중앙시장 앞 보도 파임: 상인회가 두 번 요청함. 다음 주에 현장에서 만나기로 함.",
    goods="창고 열쇠 2개, 거리 측정기 1대",
    remarks="매월 5일에 실적을 총괄 부서로 보냄.",
)
CHECKLIST = "현장 점검표\n\n1. 위치와 사진\n2. 넓이와 깊이\n3. 안전 조치\n4. 알린 사람과 시각\n"


def hand_duties_over(session: Session, chance: random.Random, now: datetime) -> None:
    """Whoever looks after another manual of the traveller's unit will go next week, and hands it to her."""
    today = local_day(now)
    traveller = people.find_person_by_number(session, TRAVELLER, today)
    if traveller is None or traveller.unit_id is None:
        return
    line = people.list_line_ids(session, traveller.unit_id, today)
    near = tasks.Filter(unit_ids=line[:2])
    found = tasks.list_manuals(session, near, now, size=100).manuals
    others = [manual for manual in found if manual.owner_id not in (None, traveller.id)]
    if others:
        _offer(session, others[0], traveller.id, chance, now - timedelta(hours=3))
    mine = tasks.list_manuals(session, tasks.Filter(owner_id=traveller.id), now).manuals
    for manual in (*mine, *found)[:1]:
        file = materials.look_at_file("현장 점검표.txt", CHECKLIST.encode())
        at = now - timedelta(days=40)
        materials.add_material(session, manual.id, "현장 점검표", file, manual.owner_id, at)


def _offer(
    session: Session, manual: tasks.ManualView, to_id: int, chance: random.Random, now: datetime
) -> None:
    leaver = manual.owner_id or 0
    last_on = local_day(now) + timedelta(days=6)
    new = NewHandover(chance.randbytes(16), leaver, "transfer", last_on, "own", [manual.id])
    view = handovers.open_handover(session, new, leaver, now)
    writing = Writing(PARTS, view.version, {manual.id}, to_id, False, "transfer", last_on)
    handovers.write_handover(session, view.id, writing, leaver, now)
    handovers.offer_handover(session, view.id, leaver, now)
