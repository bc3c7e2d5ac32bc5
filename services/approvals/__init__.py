"""One line of approval that carries every subject.

A subject puts its text forward with `submit_request` and takes it back with `withdraw_request`. What follows
a decision it says in `services/effects.py`: effects come with APPROVED, with REFUSED and, after an undoing,
with WAITING again; a review leaves the state as it is and calls none. How its requests read stands in
`webapp/pages/approvals/subjects.py`.
"""

from services.approvals.decisions import Decision, approve_green_requests, decide_request, hash_text
from services.approvals.deputies import (
    DeputyKinds,
    end_standing_deputy,
    find_stand_in,
    find_standing_deputy,
    list_deputy_kinds,
    list_standing_principals,
    load_deputy_kinds,
    name_standing_deputy,
    set_deputy_kinds,
)
from services.approvals.desk import Desk, Effect
from services.approvals.destruction import (
    compare_destroyed,
    destroy_request_texts,
    find_unproven_destructions,
    list_destroyed,
)
from services.approvals.drafts import Draft, discard_draft, find_draft, list_drafts, save_draft
from services.approvals.handing_over import tell_stand_ins
from services.approvals.inbox import (
    PAGE_SIZE,
    Act,
    Inbox,
    Waiting,
    count_waiting,
    list_acts,
    list_done,
    list_waiting,
    load_inbox,
)
from services.approvals.last_decider import (
    LastDeciderView,
    list_last_deciders,
    list_without_decider,
    name_last_decider,
)
from services.approvals.lineup import Holder, Lineup, hold_lineup, load_lineup
from services.approvals.models import LONGEST_REASON
from services.approvals.notices import NOTICES
from services.approvals.projections import compare_decisions, compare_undone, find_unproven_decisions
from services.approvals.reach import list_leads_acted_for, list_reached
from services.approvals.requests import (
    APPROVED,
    REFUSED,
    WAITING,
    WITHDRAWN,
    Request,
    Submission,
    find_acting,
    find_request,
    is_refused_in_sql,
    list_own_requests,
    lock_waiting,
    newest_requests,
    submit_request,
    withdraw_request,
)
from services.approvals.rules import Rule, RuleView, add_rule, end_rule, list_rules
from services.approvals.steps import Level, Role, Step
from services.approvals.undoing import UNDO_WITHIN, may_undo, undo_decision

# fmt: off
__all__ = [
    "APPROVED", "LONGEST_REASON", "NOTICES", "PAGE_SIZE", "REFUSED", "UNDO_WITHIN", "WAITING", "WITHDRAWN",
    "Act", "Decision", "DeputyKinds", "Desk", "Draft", "Effect", "Holder", "Inbox", "LastDeciderView",
    "Level", "Lineup", "Request", "Role", "Rule", "RuleView", "Step", "Submission", "Waiting", "add_rule",
    "approve_green_requests", "compare_decisions", "compare_destroyed", "compare_undone", "count_waiting",
    "decide_request", "destroy_request_texts", "discard_draft", "end_rule", "end_standing_deputy",
    "find_acting", "find_draft", "find_request", "find_stand_in", "find_standing_deputy",
    "find_unproven_decisions", "find_unproven_destructions", "hash_text", "hold_lineup",
    "is_refused_in_sql", "list_acts", "list_deputy_kinds", "list_destroyed", "list_done", "list_drafts",
    "list_last_deciders", "list_leads_acted_for", "list_own_requests", "list_reached", "list_rules",
    "list_standing_principals", "list_waiting", "list_without_decider", "load_deputy_kinds", "load_inbox",
    "load_lineup", "lock_waiting", "may_undo", "name_last_decider", "name_standing_deputy",
    "newest_requests", "save_draft", "set_deputy_kinds", "submit_request", "tell_stand_ins",
    "undo_decision", "withdraw_request",
]
# fmt: on
