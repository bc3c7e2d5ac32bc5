"""Who works at home when: fair, with the counters staffed.

What the pages need, in the order of the work:

- rules (planner): `set_share`, `remove_share`, `list_shares`; `exclude_person`, `end_exclusion`,
  `list_exclusions`; `set_post`, `remove_post`, `list_posts`; `set_floor`, `list_floors`; `declare_outbreak`,
  `set_group`, `end_outbreak`, `list_outbreaks`.
- wishes: `add_wish`, `remove_wish`, `list_wishes_of`, `list_wishes_between` (many people). A wish is the
  person's own (`is_fixed` false), a fixed day her lead's or the planner's. Neither has a reason.
- a plan: `create_plan` -> `ask_preview` (the worker's `solve_asked` takes it) -> `load_preview` (`plan.work`
  says where it is: none, asked, solving, solved, impossible, failed) -> `publish_plan`; `cancel_preview`,
  `remove_draft`, `withdraw_plan`, `list_plans`.
- after a change: `find_changes` says that there is one, `recompute` makes the plan anew (then
  `load_preview(...).moves`); the crisis dial: `preview_dial`, `turn_dial`.
- looking: `list_turns`, `list_my_home_days`, `load_calendar`, `list_balances`, `list_cover_risks`.
- swaps: `list_swappable` -> `ask_swap` -> `answer_swap` (colleague) -> `decide_swap` (lead); `withdraw_swap`,
  `list_swaps`, `count_swaps_waiting`.

OR-Tools is never imported here: it runs in a child process of the worker (`child.py`, `solver/`).
"""

from services.remote_work.rotation.balances import BalanceLine, list_balances
from services.remote_work.rotation.changes import Changes, find_changes
from services.remote_work.rotation.cover import CoverRisk, list_cover_risks
from services.remote_work.rotation.dial import Break, DialStep, preview_dial
from services.remote_work.rotation.gather import LunchSlots, gather
from services.remote_work.rotation.notices import NOTICES
from services.remote_work.rotation.outbreaks import (
    Outbreak,
    declare_outbreak,
    end_outbreak,
    get_outbreak,
    list_floors,
    list_outbreaks,
    set_floor,
    set_group,
)
from services.remote_work.rotation.plans import (
    DIAL,
    MOST_SECONDS,
    MOST_WEEKS,
    ask_preview,
    cancel_preview,
    create_plan,
    recompute,
    remove_draft,
    turn_dial,
)
from services.remote_work.rotation.posts import PostPlan, PostView, list_posts, remove_post, set_post
from services.remote_work.rotation.previews import (
    DayCount,
    Move,
    PreviewLine,
    PreviewUnit,
    RotationPreview,
    UnmetWish,
    list_unmet,
    load_preview,
)
from services.remote_work.rotation.publishing import publish_plan, withdraw_plan
from services.remote_work.rotation.reasons import Reason
from services.remote_work.rotation.shares import (
    Exclusion,
    Share,
    ShareRule,
    end_exclusion,
    exclude_person,
    list_exclusions,
    list_shares,
    remove_share,
    set_share,
)
from services.remote_work.rotation.solver.problem import Problem
from services.remote_work.rotation.stored import RotationPlanView, list_plans, list_published, load_plan
from services.remote_work.rotation.swap_rules import Exchange, list_swappable
from services.remote_work.rotation.swaps import (
    SwapView,
    answer_swap,
    ask_swap,
    count_swaps_waiting,
    decide_swap,
    list_swaps,
    withdraw_swap,
)
from services.remote_work.rotation.turns import (
    CalendarRow,
    RotationCalendar,
    Turn,
    list_my_home_days,
    list_turns,
    load_calendar,
)
from services.remote_work.rotation.wishes import (
    RotationWishView,
    WishForm,
    add_wish,
    list_wishes_between,
    list_wishes_of,
    remove_wish,
)
from services.remote_work.rotation.work import keep_solution, solve_asked

# fmt: off
__all__ = [
    "DIAL", "MOST_SECONDS", "MOST_WEEKS", "NOTICES", "BalanceLine", "Break", "CalendarRow", "Changes",
    "CoverRisk", "DayCount", "DialStep", "Exchange", "Exclusion", "LunchSlots", "Move", "Outbreak",
    "PostPlan", "PostView", "PreviewLine", "PreviewUnit", "Problem", "Reason", "RotationCalendar",
    "RotationPlanView", "RotationPreview", "RotationWishView", "Share", "ShareRule", "SwapView", "Turn",
    "UnmetWish", "WishForm", "add_wish", "answer_swap", "ask_preview", "ask_swap", "cancel_preview",
    "count_swaps_waiting", "create_plan", "decide_swap", "declare_outbreak", "end_exclusion",
    "end_outbreak", "exclude_person", "find_changes", "gather", "get_outbreak", "keep_solution",
    "list_balances", "list_cover_risks", "list_exclusions", "list_floors", "list_my_home_days",
    "list_outbreaks", "list_plans", "list_posts", "list_published", "list_shares", "list_swappable",
    "list_swaps", "list_turns", "list_unmet", "list_wishes_between", "list_wishes_of", "load_calendar",
    "load_plan", "load_preview", "preview_dial", "publish_plan", "recompute", "remove_draft", "remove_post",
    "remove_share", "remove_wish", "set_floor", "set_group", "set_post", "set_share", "solve_asked",
    "turn_dial", "withdraw_plan", "withdraw_swap",
]
