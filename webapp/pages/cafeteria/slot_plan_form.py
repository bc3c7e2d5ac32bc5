"""The forms of a plan: its frame, and the group of each department, as they were sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from flask import request

from services import workdays
from services.cafeteria import (
    MOST_GROUPS,
    LunchFrame,
    LunchPlanMember,
    LunchPlanView,
    Organisation,
    clock_of,
    even_slots,
    split_department,
)
from services.errors import Invalid
from services.texts import N_
from webapp.forms import day, text

# What most have: four groups, twenty minutes apart, a quarter of a year.
USUAL_FIRST, USUAL_STEP_MIN, USUAL_LENGTH_MIN, USUAL_GROUPS, USUAL_WEEKS = "11:30", 20, 20, 4, 12
ONE_WEEK = timedelta(days=7)
MOST_TYPED = 10_000


@dataclass(frozen=True)
class GroupChoice:
    """What was chosen for each unit: its group, 0 for none; and how many stay at a department's counter."""

    groups: Mapping[int, int]
    counters: Mapping[int, int]

    @property
    def departments(self) -> list[int]:
        return [unit_id for unit_id, group in self.groups.items() if group]


def read_new_frame() -> LunchFrame:
    """Of a plan that is begun: slots at equal distances. Raises: Invalid."""
    slots = even_slots(_minute("first"), _count("step"), _count("groups"))
    # A number of groups that no plan has is named as such, and not silently cut down.
    too_many = (0,) * (MOST_GROUPS + 1) if _count("groups") > MOST_GROUPS else slots
    return LunchFrame(day("first_on"), _count("weeks"), too_many, _count("slot_length"))


def read_frame() -> LunchFrame:
    """Of a draft: each slot by itself; further groups get slots at the last distance. Raises: Invalid."""
    groups = _count("groups")
    slots = [_minute(f"slot-{n}") for n in range(1, min(groups, MOST_GROUPS + 1) + 1) if text(f"slot-{n}")]
    step = slots[-1] - slots[-2] if len(slots) > 1 else USUAL_STEP_MIN
    while slots and len(slots) < min(groups, MOST_GROUPS + 1):
        slots.append(slots[-1] + step)
    return LunchFrame(day("first_on"), _count("weeks"), tuple(slots), _count("slot_length"))


def read_groups() -> GroupChoice:
    """Raises: Invalid for what is no number."""
    groups = {_unit_of(name): _count(name) for name in request.form if name.startswith("group-")}
    counters = {_unit_of(name): _count(name) for name in request.form if name.startswith("least-")}
    return GroupChoice(groups, counters)


def to_members(choice: GroupChoice, plan: LunchPlanView, organisation: Organisation) -> list[LunchPlanMember]:
    """What the choice means: a department that keeps a counter goes by its teams, another one whole."""
    chosen: dict[int, dict[int, int]] = {}
    for unit_id, group in choice.groups.items():
        chosen.setdefault(organisation.department_of(unit_id), {})[unit_id] = group
    found = []
    for department, groups in chosen.items():
        least = choice.counters.get(department, 0)
        teams = {unit_id: group for unit_id, group in groups.items() if group}
        if not teams:
            continue
        first = teams.get(department) or next(iter(teams.values()))
        if not least:
            found.append(LunchPlanMember(department, first))
        elif set(groups) == {department}:
            found += split_department(organisation, department, first, plan.groups, least)
        else:
            found += [LunchPlanMember(unit_id, group, least) for unit_id, group in teams.items()]
    return found


def usual_frame(plans: Sequence[LunchPlanView], today: date) -> dict[str, object]:
    """What a new plan is proposed as: what follows the last published one, in its slots."""
    last = max((plan for plan in plans if plan.is_published), key=lambda plan: plan.until_on, default=None)
    after = last.until_on if last and last.until_on > today else today
    slots = last.slot_minutes if last else ()
    return {
        "first_on": (workdays.monday_of(after) + ONE_WEEK).isoformat(),
        "weeks": USUAL_WEEKS,
        "groups": len(slots) or USUAL_GROUPS,
        "first": clock_of(slots[0]) if slots else USUAL_FIRST,
        "step": slots[1] - slots[0] if len(slots) > 1 else USUAL_STEP_MIN,
        "slot_length": last.slot_length_min if last else USUAL_LENGTH_MIN,
    }


def _unit_of(name: str) -> int:
    number = name.split("-", 1)[1]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        raise _wrong("members")
    return int(number)


def _count(name: str) -> int:
    typed = text(name)
    if not typed:
        return 0
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4 or int(typed) > MOST_TYPED:
        raise _wrong(name)
    return int(typed)


def _minute(name: str) -> int:
    try:
        at = time.fromisoformat(text(name))
    except ValueError:
        sentence = N_("시각을 11:30처럼 적어 주세요.")
        raise Invalid("invalid_field", sentence, fields={name: sentence}) from None
    return at.hour * 60 + at.minute


def _wrong(name: str) -> Invalid:
    sentence = N_("숫자를 확인해 주세요.")
    return Invalid("invalid_field", sentence, fields={name: sentence})
