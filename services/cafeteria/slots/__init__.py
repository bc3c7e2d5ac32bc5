"""Lunch slots: who eats when, fairly, with the counters staffed."""

from services.cafeteria.slots.events import list_lunch_events
from services.cafeteria.slots.frames import (
    FEWEST_GROUPS,
    LONGEST_SLOT_MIN,
    MOST_GROUPS,
    MOST_WEEKS,
    SHORTEST_SLOT_MIN,
    LunchFrame,
    even_slots,
)
from services.cafeteria.slots.members import split_department
from services.cafeteria.slots.notices import NOTICES as LUNCH_NOTICES
from services.cafeteria.slots.plans import (
    change_lunch_frame,
    change_lunch_members,
    create_lunch_plan,
    end_lunch_plans,
    propose_groups,
    propose_like_last,
    publish_lunch_plan,
    remove_lunch_draft,
    withdraw_lunch_plan,
)
from services.cafeteria.slots.previews import GroupLine, LunchPreview, WeekLine, preview_lunch_plan
from services.cafeteria.slots.problems import PlanProblem
from services.cafeteria.slots.reminders import (
    REMINDER_CHOICES_MIN,
    find_reminder,
    remind_lunch,
    set_reminder,
)
from services.cafeteria.slots.rules import (
    LunchHours,
    add_lunch_hours,
    get_lunch_hours,
    list_all_lunch_hours,
    remove_lunch_hours,
)
from services.cafeteria.slots.stored import (
    LunchPlanMember,
    LunchPlanView,
    find_published_plan,
    list_lunch_plans,
    list_published_plans,
    load_lunch_plan,
)
from services.cafeteria.slots.swaps import (
    SwapView,
    SwapWish,
    answer_swap,
    ask_swap,
    count_swaps_waiting,
    list_swappable,
    list_swaps,
    withdraw_swap,
)
from services.cafeteria.slots.times import clock_of
from services.cafeteria.slots.turns import (
    DaySlot,
    MySlot,
    find_my_cafeteria,
    find_my_slot,
    list_member_units,
    list_my_slots,
    list_unit_slots,
    load_slot_ledger,
    slots_of_day,
)
from services.cafeteria.slots.units import Organisation, load_organisation

# fmt: off
__all__ = [
    "FEWEST_GROUPS", "LONGEST_SLOT_MIN", "LUNCH_NOTICES", "MOST_GROUPS", "MOST_WEEKS",
    "REMINDER_CHOICES_MIN", "SHORTEST_SLOT_MIN",
    "DaySlot", "GroupLine", "LunchFrame", "LunchHours", "LunchPlanMember",
    "LunchPlanView", "LunchPreview", "MySlot", "Organisation", "PlanProblem", "SwapView", "SwapWish",
    "WeekLine", "add_lunch_hours", "answer_swap", "ask_swap", "change_lunch_frame",
    "change_lunch_members", "clock_of", "count_swaps_waiting",
    "create_lunch_plan", "end_lunch_plans", "even_slots", "find_my_cafeteria",
    "find_my_slot", "find_published_plan", "find_reminder", "get_lunch_hours",
    "list_all_lunch_hours", "list_lunch_events", "list_lunch_plans", "list_member_units", "list_my_slots",
    "list_published_plans", "list_swappable", "list_swaps", "list_unit_slots", "load_lunch_plan",
    "load_organisation", "load_slot_ledger", "preview_lunch_plan",
    "propose_groups", "propose_like_last", "publish_lunch_plan", "remind_lunch", "remove_lunch_draft",
    "remove_lunch_hours", "set_reminder", "slots_of_day",
    "split_department", "withdraw_lunch_plan", "withdraw_swap",
]
