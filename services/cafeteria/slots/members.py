"""Who is in which group of a plan: proposed by head count, checked as it was put together by hand."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from services.cafeteria.slots.balance import Party, balance, half_round, halve
from services.cafeteria.slots.stored import LunchPlanMember
from services.cafeteria.slots.units import Organisation
from services.errors import Invalid
from services.people import UnitKind
from services.texts import N_

MOST_PRESENT = 999


def propose_members(
    organisation: Organisation, departments: Iterable[int], counters: Mapping[int, int], groups: int
) -> list[LunchPlanMember]:
    """Groups of about equal size, the largest department first.

    `counters` says how many of a department must stay at its counter: it is entered by its teams, in two
    groups half a round apart, and what of it is in no team goes with one of them.
    """
    parties = [Party(_parts_of(organisation, unit_id, counters)) for unit_id in departments]
    found = balance(parties, groups)
    return [
        LunchPlanMember(unit_id, group, counters.get(organisation.department_of(unit_id), 0))
        for unit_id, group in sorted(found.items())
    ]


def split_department(
    organisation: Organisation, unit_id: int, group: int, groups: int, least_present: int
) -> list[LunchPlanMember]:
    """A department with a counter as its members: one half in a group, the other half a round further on.

    With one team at most there is nothing to split, and the preview will say that nobody is left.
    """
    halves = halve(_parts_of(organisation, unit_id, {unit_id: max(least_present, 1)}))
    return [
        LunchPlanMember(each, (group - 1 + number * half_round(groups)) % groups + 1, least_present)
        for number, half in enumerate(halves)
        for each in half
    ]


def list_usual_departments(organisation: Organisation, elsewhere: Collection[int]) -> list[int]:
    """Whom a first proposal takes in: departments that no other cafeteria's plan names.

    Neighbourhood centres lie elsewhere in town: who eats here all the same is added by hand.
    """
    departments = organisation.list_departments()
    here = [u for u in departments if u.id not in elsewhere]
    return [u.id for u in here if u.kind is UnitKind.DEPARTMENT] or [u.id for u in here]


def check_members(organisation: Organisation, members: Sequence[LunchPlanMember], groups: int) -> None:
    """What no draft may hold; an empty group is only a problem of the preview, so that nothing typed is lost.

    Raises: Invalid `members` with what is wrong first.
    """
    for is_wrong, sentence, params in _findings(organisation, members, groups):
        if is_wrong:
            raise Invalid("members", sentence, **params)


def _findings(
    organisation: Organisation, members: Sequence[LunchPlanMember], groups: int
) -> Iterable[tuple[bool, str, dict[str, Any]]]:
    unknown = [m.unit_id for m in members if not can_be_member(organisation, m.unit_id)]
    yield bool(unknown), N_("계획 첫날에 없는 부서가 들어 있어요. 새로 고친 뒤 다시 골라 주세요."), {}
    doubled = [unit_id for unit_id, times in Counter(m.unit_id for m in members).items() if times > 1]
    yield (
        bool(doubled),
        N_("%(unit)s: 한 부서는 한 조에만 넣을 수 있어요."),
        {"unit": organisation.name_of(next(iter(doubled), 0))},
    )
    yield (
        any(not 1 <= m.group_number <= groups for m in members),
        N_("조는 1조부터 %(groups)s조까지예요."),
        {"groups": groups},
    )
    yield (
        any(not 0 <= m.least_present <= MOST_PRESENT for m in members),
        N_("창구에 남을 사람 수를 0에서 999 사이로 적어 주세요."),
        {},
    )
    yield from _find_divided(organisation, members)


def _find_divided(
    organisation: Organisation, members: Sequence[LunchPlanMember]
) -> Iterable[tuple[bool, str, dict[str, Any]]]:
    """A department in several groups without a counter that asks for it."""
    groups: dict[int, set[int]] = {}
    counters = set()
    for member in members:
        department = organisation.department_of(member.unit_id)
        groups.setdefault(department, set()).add(member.group_number)
        if member.least_present:
            counters.add(department)
    divided = [unit for unit, numbers in groups.items() if len(numbers) > 1 and unit not in counters]
    yield (
        bool(divided),
        N_("%(unit)s: 창구를 지키는 부서만 팀을 다른 조에 나눠 넣을 수 있어요."),
        {"unit": organisation.name_of(next(iter(divided), 0))},
    )


def can_be_member(organisation: Organisation, unit_id: int) -> bool:
    unit = organisation.units.get(unit_id)
    return unit is not None and unit.kind is not UnitKind.INSTITUTION


def _parts_of(organisation: Organisation, unit_id: int, counters: Mapping[int, int]) -> dict[int, int]:
    """A department as one, or its teams and, where somebody is in none of them, the rest of it."""
    teams = [team for team in organisation.teams_of(unit_id) if organisation.heads.get(team)]
    if not counters.get(unit_id) or len(teams) < 2:
        return {unit_id: organisation.heads_of_all(unit_id)}
    parts = {team: organisation.heads[team] for team in teams}
    rest = organisation.heads_of(unit_id, teams)
    return parts | {unit_id: rest} if rest else parts
