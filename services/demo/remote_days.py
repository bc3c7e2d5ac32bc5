"""Remote days of the demonstration: a week of one team, a day that goes on, and what is still to come.

Told through the product's own doors, so that every leaf and every approval of it is true.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from services import approvals, people, workdays
from services.clock import local_day, local_instant
from services.demo.organisation import LEAD, Member
from services.demo.play import Stage
from services.remote_work import days

TEAM = "도로과/행정팀"
COLLEAGUE = "10005"
TOLD, AHEAD = timedelta(days=8), timedelta(days=14)
# Each day takes a moment to tell: so many of the team work from home, each every third working day.
MOST, EVERY = 5, 3
ONE_DAY = timedelta(days=1)
WORK = (
    "도로점용 허가 검토",
    "예산 변경 초안",
    "민원 회신",
    "수위계 점검 계획",
    "하반기 계약 현황 정리",
    "가로등 보수 요청 분류",
    "주민 설명회 자료",
    "급경사지 점검표 정리",
)
NOTES = ("문서 도로-1182 외", "담당자 확인 중", "내일 마무리", "")


@dataclass(frozen=True)
class Story:
    """What telling a day needs; `until` is the demonstration's present: nothing is told beyond it."""

    session: Session
    stage: Stage
    lead_id: int
    chance: random.Random
    until: datetime

    def id(self) -> bytes:
        return self.chance.randbytes(days.ID_BYTES)

    def has_been(self, at: datetime) -> bool:
        return at <= self.until


def tell_remote_days(
    session: Session, stage: Stage, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """The team's days from a week ago to two weeks ahead."""
    lead = people.find_person_by_number(session, LEAD, local_day(now))
    assert lead
    story = Story(session, stage, lead.id, chance, now)
    team = [member for member in members if member.team == TEAM][:MOST]
    begin = now - TOLD - ONE_DAY
    stand_ins = [*(member.id for member in team[1:]), lead.id]
    for place, (member, deputy_id) in enumerate(zip(team, stand_ins, strict=True)):
        _make_ready(story, member, place, begin)
        from_on, until_on = local_day(begin), local_day(now) + AHEAD
        people.appoint_deputy(session, member.id, deputy_id, from_on, until_on, by_id=member.id, now=begin)
    for member, on in _share_out(session, team, local_day(now)):
        _tell_day(story, member, on)


def _share_out(session: Session, team: Sequence[Member], today: date) -> Iterator[tuple[Member, date]]:
    """Each is at home every third working day; today the colleague, who has no trip."""
    worked = workdays.list_workdays(session, today - TOLD, today + AHEAD)
    for number, on in enumerate(worked):
        for place, member in enumerate(team):
            is_turn = member.number == COLLEAGUE if on == today else (number + place) % EVERY == 0
            if is_turn:
                yield member, on


def _make_ready(story: Story, member: Member, place: int, at: datetime) -> None:
    """Pledge and contact."""
    session = story.session
    wording = days.get_wording(session, local_day(at))
    days.sign_pledge(session, story.stage.appender, member.id, wording.version, at)
    days.save_contact(
        session,
        story.stage.web_keys.field_key,
        member.id,
        desk_phone=f"055-211-2{place + 101}",
        own_phone=f"010-0000-{place + 1001}",
        emergency_who="가족",
        emergency_phone=f"010-0000-{place + 2001}",
        now=at,
    )


def _tell_day(story: Story, member: Member, on: date) -> None:
    asked_at = min(story.until, local_instant(on - ONE_DAY, time(16)))
    origin = days.Origin("ask", story.id())
    days.open_day(story.session, member.id, on, place=days.Place.HOME, origin=origin, now=asked_at)
    # The plans of the coming days are still to be written.
    if on > local_day(story.until) or not story.has_been(_at(on, 8, 41)):
        return
    plan = _plan(story, member, on)
    if not story.has_been(_at(on, 9, 10)):
        return
    _decide(story, plan.request_id, _at(on, 9, 10))
    days.start_day(story.session, story.stage.appender, member.id, on, story.id(), _at(on, 8, 57))
    if story.has_been(_at(on, 18, 12)):
        _finish(story, member, on, plan)


def _plan(story: Story, member: Member, on: date) -> days.TextView:
    lines = story.chance.sample(WORK, story.chance.randint(2, 4))
    draft = days.PlanDraft(story.id(), 0, lines)
    return days.submit_plan(story.session, story.stage.appender, member.id, on, draft, _at(on, 8, 41))


def _finish(story: Story, member: Member, on: date, plan: days.TextView) -> None:
    session, ledger, chance = story.session, story.stage.appender, story.chance
    days.end_day(session, ledger, member.id, on, story.id(), _at(on, 18, 2))
    lines = [
        days.DoneLine(place, chance.random() < 0.85, chance.choice((None, 1, 2, 3, 5)), chance.choice(NOTES))
        for place in range(len(plan.lines))
    ]
    draft = days.ResultDraft(story.id(), 0, plan.id, lines)
    result = days.submit_result(session, ledger, member.id, on, draft, _at(on, 18, 12))
    decided_at = _at(on + ONE_DAY, 9, 5)
    # The newest ones wait for the lead who tries the demonstration.
    if story.has_been(decided_at) and on < local_day(story.until) - timedelta(days=4):
        _decide(story, result.request_id, decided_at)


def _decide(story: Story, request_id: int, at: datetime) -> None:
    approvals.decide_request(
        story.session, story.stage.desk, request_id, story.lead_id, approvals.Decision(approve=True), at
    )


def _at(on: date, hour: int, minute: int) -> datetime:
    return local_instant(on, time(hour, minute))
