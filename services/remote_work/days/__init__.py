"""A day of remote work: one card that grows from the morning's plan to the evening's result.

The day, as the card tells it (`load_card`, `Card.step`):

    plan     lines typed, copied (`copy_last_plan`) or of my tasks (`list_my_tasks`); `submit_plan`
    start    `start_day`; end `end_day`: leaves of the ledger, the first tap counts
    result   each line of the plan with a tick, a count, a note; `submit_result`

Everything a phone posts carries an id that it made (16 bytes), what it knew (`version`: the revision of the
same text, 0 for none) and its own times (`PhoneTimes`). A repeat gets the first answer. Where two devices
wrote, the later one gets Conflict `changed_elsewhere`; the web puts the card beside it as `current`.

A plan and a result are put before the lead under the kinds `remote_plan` and `remote_result`, whose subject's
id is the day itself (`day_of_key`), a revision a round; a wish for a day under `remote_day`.
"""

from services.remote_work.days.cards import load_card
from services.remote_work.days.contacts import (
    Contact,
    Emergency,
    find_contact,
    find_emergency,
    look_at_emergency_contact,
    save_contact,
)
from services.remote_work.days.day_types import (
    ID_BYTES,
    LARGEST_COUNT,
    LONGEST_LINE,
    LONGEST_NOTE,
    MOST_LINES,
    Came,
    Card,
    ClosedWhy,
    Deadlines,
    ForwardingView,
    MarkView,
    Moment,
    Origin,
    Part,
    PhoneTimes,
    Place,
    Readiness,
    RemoteDayView,
    ResultLine,
    Step,
    TextView,
    Timing,
    Unreported,
)
from services.remote_work.days.destruction import destroy_old_texts
from services.remote_work.days.drafts import DoneLine, PlanDraft, ResultDraft
from services.remote_work.days.events import list_day_events
from services.remote_work.days.forwarding import (
    TestCall,
    ask_test_call,
    find_forwarding,
    list_test_calls,
    note_dialled,
    note_test_call,
    note_undone,
)
from services.remote_work.days.line_sources import copy_last_plan, list_my_tasks
from services.remote_work.days.marks import end_day, start_day
from services.remote_work.days.notices import NOTICES, NoticeKind
from services.remote_work.days.origins import Replaced, close_days, open_day, open_days, set_place
from services.remote_work.days.pledges import (
    PledgeView,
    Wording,
    add_wording,
    find_pledge,
    get_wording,
    list_wordings,
    sign_pledge,
)
from services.remote_work.days.projections import (
    compare_marks,
    compare_pledges,
    compare_texts,
    find_unproven_days,
)
from services.remote_work.days.readiness import find_readiness
from services.remote_work.days.reminders import list_unreported, remind_remote_work
from services.remote_work.days.rules import (
    NEEDS,
    RemoteRules,
    add_remote_rules,
    get_remote_rules,
    list_remote_rules,
    remove_remote_rules,
)
from services.remote_work.days.settling import note_decisions
from services.remote_work.days.stored import day_key, day_of_key, find_day, list_days
from services.remote_work.days.stored_texts import list_lines
from services.remote_work.days.texts import submit_plan, submit_result
from services.remote_work.days.windows import CLOSED
from services.remote_work.days.wishes import (
    WISH_KIND,
    WishView,
    ask_for_day,
    list_wishes,
    note_wishes,
    withdraw_wish,
)

# fmt: off
__all__ = [
    "CLOSED", "ID_BYTES", "LARGEST_COUNT", "LONGEST_LINE", "LONGEST_NOTE", "MOST_LINES", "NEEDS",
    "NOTICES", "WISH_KIND", "Came", "Card", "ClosedWhy", "Contact", "Deadlines", "DoneLine", "Emergency",
    "ForwardingView", "MarkView", "Moment", "NoticeKind", "Origin", "Part", "PhoneTimes", "Place",
    "PlanDraft", "PledgeView", "Readiness", "RemoteDayView", "RemoteRules", "Replaced", "ResultDraft",
    "ResultLine", "Step", "TestCall", "TextView", "Timing", "Unreported", "WishView", "Wording",
    "add_remote_rules", "add_wording", "ask_for_day", "ask_test_call", "close_days", "compare_marks",
    "compare_pledges", "compare_texts", "copy_last_plan", "day_key", "day_of_key", "destroy_old_texts",
    "end_day", "find_contact", "find_day", "find_emergency", "find_forwarding", "find_pledge",
    "find_readiness", "find_unproven_days", "get_remote_rules", "get_wording", "list_day_events",
    "list_days", "list_lines", "list_my_tasks", "list_remote_rules", "list_test_calls", "list_unreported",
    "list_wishes", "list_wordings", "load_card", "look_at_emergency_contact", "note_decisions",
    "note_dialled", "note_test_call", "note_undone", "note_wishes", "open_day", "open_days",
    "remind_remote_work", "remove_remote_rules", "save_contact", "set_place", "sign_pledge", "start_day",
    "submit_plan", "submit_result", "withdraw_wish",
]
# fmt: on
