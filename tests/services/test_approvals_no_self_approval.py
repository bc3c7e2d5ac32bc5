"""No path to self-approval, over random organisations and through every way to decide.

Each town has its own tree with gaps where nobody leads, deputies of both kinds in any direction (circles, and
chains through those whom it concerns), absences, rules with a review and with 전결, and requests with
companions. Whatever the line is, it is followed to its end by whoever the product lets act.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest

from services import absences, approvals, people
from services.absences import AbsenceKind, Source, Span
from services.approvals import Decision, Level, Request, Rule, Submission
from services.clock import local_day
from services.errors import BalgilError
from services.people import NewPerson, UnitKind
from tests.factories import LONG_AGO
from tests.hall import Hall

TOWNS, REQUESTS = 6, 3
DEPARTMENTS, TEAMS, STAFF = 2, 2, 10


@dataclass(frozen=True)
class Town:
    """`above` are the leads above each person, `passes_to` all to whom somebody may ever hand on."""

    staff: Sequence[int]
    above: Mapping[int, Sequence[int]]
    passes_to: Mapping[int, set[int]]

    def may_reach(self, requester: int, party: set[int]) -> set[int]:
        """Everybody to whom it can come at all: from a lead above, on from deputy to deputy, never through
        one of those whom it concerns. Told without the product's own rules of who is first."""
        found: set[int] = set()
        pending = [lead for lead in self.above[requester] if lead not in party]
        while pending:
            at = pending.pop()
            if at not in found:
                found.add(at)
                pending.extend(self.passes_to.get(at, set()) - party)
        return found


def make_town(hall: Hall, number: int, chance: random.Random) -> Town:
    def make(session: object) -> tuple[list[int], dict[int, list[int]]]:
        unit = lambda kind, name, parent: people.create_unit(session, kind, name, parent, LONG_AGO)  # type: ignore[arg-type]  # noqa: E731
        top = unit(UnitKind.INSTITUTION, f"시{number}", None)
        departments = [unit(UnitKind.DEPARTMENT, f"과{n}", top) for n in range(DEPARTMENTS)]
        teams = [unit(UnitKind.TEAM, f"팀{n}", over) for over in departments for n in range(TEAMS)]
        line = {top: [top]} | {each: [each, top] for each in departments}
        line |= {team: [team, departments[at // TEAMS], top] for at, team in enumerate(teams)}
        places = [*line, *(chance.choice([*departments, *teams]) for _ in range(STAFF))]
        is_lead = [at < len(line) and chance.random() < 0.8 for at in range(len(places))]
        new = [
            NewPerson(f"{number:03}{at:03}", f"직원{at}", LONG_AGO, place, "주무관", is_lead=is_lead[at])
            for at, place in enumerate(places)
        ]
        ids = list(people.create_persons(session, new, hall.now).values())  # type: ignore[arg-type]
        leads = {place: who for place, who, leading in zip(places, ids, is_lead, strict=True) if leading}
        return ids, {
            who: [leads[at] for at in line[place] if at in leads and leads[at] != who]
            for who, place in zip(ids, places, strict=True)
        }

    staff, above = hall.write(make)
    passes_to: dict[int, set[int]] = {}
    for principal in chance.sample(staff, len(staff) * 3 // 4):
        deputy = chance.choice(staff)
        if _try(hall, principal, deputy, is_standing=chance.random() < 0.7):
            passes_to.setdefault(principal, set()).add(deputy)
    for member in chance.sample(staff, len(staff) * 2 // 3):
        span = Span(member, chance.choice(list(AbsenceKind)), hall.now, hall.now + timedelta(hours=8))
        source = Source("test", str(member).encode())
        hall.write(lambda s, at=source, one=span: absences.set_absences(s, at, [one], is_approved=True))
    return Town(staff, above, passes_to)


def choose_party(town: Town, chance: random.Random) -> tuple[int, list[int]]:
    """Who asks, and whom else it concerns: mostly those on whom it would otherwise fall: deputies."""
    requester = chance.choice([who for who in town.staff if town.above[who]])
    near = sorted(town.may_reach(requester, {requester}) - {requester}) or [requester]
    others = [*chance.sample(near, chance.randint(0, min(3, len(near)))), chance.choice(town.staff)]
    return requester, sorted(set(others) - {requester})


def _try(hall: Hall, principal: int, deputy: int, *, is_standing: bool) -> bool:
    today = local_day(hall.now)
    try:
        if is_standing:
            hall.write(lambda s: approvals.name_standing_deputy(s, principal, deputy, hall.now))
        else:
            days = (today, today)
            hall.write(
                lambda s: people.appoint_deputy(s, principal, deputy, *days, by_id=principal, now=hall.now)
            )
    except BalgilError:
        return False
    return True


def reached(hall: Hall, town: Town, request: Request) -> set[int]:
    """In whose inbox it is."""

    def ask(session: object) -> Iterator[int]:
        for who in town.staff:
            found = approvals.list_waiting(session, who, hall.now)  # type: ignore[arg-type]
            if request.id in {each.id for each in found}:
                yield who

    return hall.read(lambda s: set(ask(s)))


def may_act(hall: Hall, request: Request, who: int, how: str) -> bool:
    """Whether she gets it decided; what she did stays only if she may."""
    try:
        if how == "bulk":
            green = lambda s: approvals.approve_green_requests(s, hall.desk, [request.id], who, hall.now)  # noqa: E731
            return bool(hall.write(green)[0])
        decision = Decision(True, version=request.version)
        hall.write(lambda s: approvals.decide_request(s, hall.desk, request.id, who, decision, hall.now))
    except BalgilError:
        return False
    return True


@pytest.mark.parametrize("seed", range(TOWNS))
def test_there_is_no_path_to_self_approval(sqlite_hall: Hall, seed: int) -> None:
    hall, chance = sqlite_hall, random.Random(seed)
    town, today = make_town(hall, 500 + seed, chance), local_day(sqlite_hall.now)
    for level, least, review in (
        (Level.LEAD, 0, None),
        (Level.DEPARTMENT, 2, Level.LEAD),
        (Level.INSTITUTION, 4, chance.choice([None, Level.LEAD, Level.DEPARTMENT])),
    ):
        rule = Rule("test", level, today, "규칙", "days" if least else "", least, review)
        hall.write(lambda s, rule=rule: approvals.add_rule(s, rule, today))
    for number in range(REQUESTS):
        requester, others = choose_party(town, chance)
        facts = {"days": chance.randint(1, 6)}
        text = Submission("test", bytes([number]), "일", b"\x80", [], party=others, facts=facts)
        put = lambda s, text=text, by=requester: approvals.submit_request(s, text, by, hall.now)  # noqa: E731
        follow(hall, town, hall.write(put), {requester, *others}, chance)


def follow(hall: Hall, town: Town, request: Request, party: set[int], chance: random.Random) -> None:
    """To the end of its line, everybody trying at every step."""
    for _ in request.steps:
        holders = reached(hall, town, request)
        assert holders <= town.may_reach(request.requester_id, party)
        assert not holders & party
        for who in set(town.staff) - holders:
            assert not may_act(hall, request, who, "bulk")
            assert not may_act(hall, request, who, "one")
        if not holders:
            assert not town.may_reach(request.requester_id, party)
            return
        assert may_act(hall, request, chance.choice(sorted(holders)), chance.choice(["bulk", "one"]))
        newest = hall.read(lambda s: approvals.newest_requests(s, "test", [request.subject_id]))  # noqa: B023
        request = newest[request.subject_id]
    assert request.state == approvals.APPROVED
    acts = hall.read(lambda s: approvals.list_acts(s, [request.id]))
    assert len(acts) == len(request.steps)
    assert not {person for act in acts for person in (act.decider_id, act.acted_for_id)} & party
