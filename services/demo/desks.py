"""What lies on the desks of those who can be tried out: a deputy's stack, papers, a look, a staff file."""

import io
import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from services import audit, people, trips
from services.clock import local_day, local_instant
from services.demo.organisation import ADMINISTRATOR, AUDITOR, LEAD, TRAVELLER
from services.demo.papers import draw_paper
from services.demo.play import Play, Printed
from services.demo.season import plan_to
from services.people import Person

DEPUTY_DAYS = timedelta(days=4)
PAPERS_KEPT_FOR = timedelta(days=30)
PAPERS = 5
LOOK_REASON = "정산 서류의 목적지와 맞는지 확인"
# Two who are promoted, one who stays as he is, and one row that no department fits.
FILE_ROWS = (("30001", "주사"), ("30002", "주사"), ("30003", ""))
FAILING_ROW = "30004,,없어진과,행정팀,주사"


def lay_out(session: Session, play: Play, chance: random.Random, now: datetime) -> None:
    """Puts it there, as it lies at `now`, when the season was played."""
    _lend_a_stack(session, _find(session, LEAD, now), chance, now)
    _hand_in_papers(session, play, _find(session, AUDITOR, now), chance, now)
    _look_closer(session, play, _find(session, AUDITOR, now), chance, now)
    _import_a_file(session, _find(session, ADMINISTRATOR, now), now)


def _find(session: Session, number: str, now: datetime) -> Person:
    person = people.find_person_by_number(session, number, local_day(now))
    assert person
    return person


def _lend_a_stack(session: Session, deputy: Person, chance: random.Random, now: datetime) -> None:
    """The lead above is away, and trips of the other leads below her wait for her deputy."""
    on = local_day(now)
    away = people.find_lead(session, deputy.id, on)
    assert away
    since = now - timedelta(days=1)
    people.appoint_deputy(session, away.id, deputy.id, on, on + DEPUTY_DAYS, by_id=away.id, now=since)
    for days, lead in enumerate(people.list_led(session, away.id, on), start=1):
        if lead.is_lead and lead.id != deputy.id:
            starts_at = local_instant(on + timedelta(days=days), time(10))
            plan = plan_to("경상남도청", chance, starts_at, starts_at + timedelta(hours=6))
            trips.plan_trip(session, lead.id, plan, now - timedelta(minutes=30 * days))


def _hand_in_papers(
    session: Session, play: Play, auditor: Person, chance: random.Random, now: datetime
) -> None:
    """The latest papers that have come in, and the latest of one whose upload was lost."""
    came = [printed for printed in play.captured if printed.tap.received_at and printed.tap.trip_id]
    lost = [printed for printed in play.captured if not printed.tap.received_at]
    papers = [*came[-PAPERS:], *lost[-1:]]
    files = [_to_file(session, printed, now) for printed in papers]
    audit.create_batch(session, auditor.id, chance.randbytes(16), files, now, kept_for=PAPERS_KEPT_FOR)


def _to_file(session: Session, printed: Printed, now: datetime) -> audit.NewFile:
    person = people.get_person(session, printed.tap.member.id, local_day(now))
    return audit.NewFile(f"여비 정산 {person.name}.pdf", io.BytesIO(draw_paper(printed, person, now)))


def _look_closer(session: Session, play: Play, auditor: Person, chance: random.Random, now: datetime) -> None:
    """The auditor has looked at where the traveller was the day before: she can read by whom and why."""
    text = _last_of(play.captured, TRAVELLER, now - timedelta(days=1))
    stage = play.stage
    keys = audit.Keys(stage.opening_keys, stage.web_keys.pending_key)
    audit.log_verdicts(session, audit.judge_texts(session, keys, [audit.Item(text)], now), auditor.id, now)
    request = audit.LookRequest(chance.randbytes(16), text, LOOK_REASON)
    audit.look_closer(session, stage.appender, keys, request, auditor.id, now)


def _last_of(captured: Sequence[Printed], number: str, before: datetime) -> str:
    """The code of the person's last capture before an instant that the ledger holds."""
    hers = (p for p in captured if p.tap.member.number == number and p.tap.received_at)
    return [p.text for p in hers if p.tap.at < before][-1]


def _import_a_file(session: Session, administrator: Person, now: datetime) -> None:
    """The administrator has brought in a file of appointments; one row of it failed."""
    lines = ["직원번호,성명,부서,팀,직위"]
    for number, title in FILE_ROWS:
        person = _find(session, number, now)
        place = f"{person.department_name},{person.unit_name}"
        lines.append(f"{number},{person.name},{place},{title or person.title}")
    data = "\n".join([*lines, FAILING_ROW]).encode()
    on = local_day(now)
    plan = people.plan_import(session, data, f"{on.month}월_인사발령.csv", on)
    people.apply_import(session, plan, administrator.id, now)
