"""The demonstration's meetings: one that goes on, one whose minutes are closed, and a saved group."""

import random
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import meetings, people
from services.clock import local_day
from services.demo.organisation import LEAD, TRAVELLER
from services.ledger import Appender
from services.meetings import Call, Choice
from services.people import Person

COLLEAGUE = "10005"
TITLE, PLACE = "국도 3호선 사면 낙석, 통제 여부", "2층 도로과 회의실"
EARLIER, EARLIER_PLACE = "강풍 예비특보 대비", "3층 재난안전상황실"
MINUTES = """1. 논의
  가. 주말 순간풍속 20 m/s 예상, 가로수와 공사장 가림막이 약함.
  나. 지난해 넘어진 현수막 지주대 네 곳은 아직 임시 보강 상태임.
2. 결정
  가. 도로과가 내일 12:00까지 지주대 네 곳을 보강함.
  나. 공사장 세 곳에 안전점검표를 보내고 결과를 받음.
3. 할 일
  가. 김하늘: 지주대 점검 출장(내일 오전)
  나. 정유진: 공사장 연락, 결과 취합"""


def hold_meetings(session: Session, ledger: Appender, chance: random.Random, now: datetime) -> None:
    """Puts them there: the one that goes on was called a few minutes ago."""
    on = local_day(now)
    lead, traveller, colleague = (_find(session, number, on) for number in (LEAD, TRAVELLER, COLLEAGUE))
    head = people.find_lead(session, lead.id, on)
    team = Choice(unit_ids=[lead.unit_id] if lead.unit_id else [], staff_ids=[head.id] if head else [])
    _hold_earlier(session, ledger, chance, lead.id, traveller.id, team, now - timedelta(days=1))
    called_at = now - timedelta(minutes=4)
    call = Call(chance.randbytes(16), TITLE, 10, PLACE)
    view = meetings.call_meeting(
        session, lead.id, call, team, f"balgil-{chance.randbytes(16).hex()}", called_at
    )
    answers = {traveller.id: meetings.COMING, colleague.id: meetings.TEN_MINUTES}
    others = [member.staff_id for member in view.members if member.answer is None]
    for staff_id in [other for other in others if other not in answers][:-2]:
        answers[staff_id] = chance.choice((meetings.COMING, meetings.COMING, meetings.CANNOT))
    for staff_id, answer in answers.items():
        meetings.answer_call(session, view.id, staff_id, answer, now - timedelta(minutes=2))
    meetings.save_group(
        session, lead.id, chance.randbytes(16), "현장 대응반", [traveller.id, colleague.id], called_at
    )


def _hold_earlier(
    session: Session,
    ledger: Appender,
    chance: random.Random,
    caller_id: int,
    writer_id: int,
    choice: Choice,
    at: datetime,
) -> None:
    call = Call(chance.randbytes(16), EARLIER, 0, EARLIER_PLACE)
    view = meetings.call_meeting(session, caller_id, call, choice, f"balgil-{chance.randbytes(16).hex()}", at)
    for member in view.members[1:]:
        answer = meetings.COMING if member.staff_id == writer_id else chance.choice(meetings.ANSWERS)
        meetings.answer_call(session, view.id, member.staff_id, answer, at + timedelta(minutes=2))
    written_at = at + timedelta(minutes=40)
    meetings.save_minutes(session, view.id, writer_id, MINUTES, 0, written_at)
    meetings.close_minutes(session, ledger, view.id, caller_id, 1, written_at + timedelta(minutes=15))


def _find(session: Session, number: str, on: date) -> Person:
    person = people.find_person_by_number(session, number, on)
    assert person
    return person
