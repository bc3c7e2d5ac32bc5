"""Leave: asked for and approved by the line, or imported from the personnel system; who is away follows."""

from services.leave.asking import LEAVE_ID_BYTES, LeaveAsk, ask_leave
from services.leave.cancelling import cancel_leave
from services.leave.decisions import note_decisions
from services.leave.events import list_leave_events
from services.leave.kinds import Kinds, KindView, change_kind, load_kinds
from services.leave.leave_file import (
    Fate,
    LeaveImportView,
    LeavePlan,
    RowFate,
    apply_leave_import,
    destroy_old_imports,
    find_leave_import,
    forget_planned_files,
    get_leave_plan,
    list_leave_imports,
    plan_leave_import,
    store_leave_plan,
    undo_leave_import,
)
from services.leave.models import LONGEST_REASON
from services.leave.notices import NOTICES, NoticeKind
from services.leave.periods import SUBJECT as APPROVAL_KIND
from services.leave.periods import Part, Period, count_days
from services.leave.projections import find_changed_leaves
from services.leave.rules import LeaveRules, add_leave_rules, get_rules, list_leave_rules
from services.leave.submission import format_days
from services.leave.views import LeaveView, State, get_leave, leaves_by_id, list_leaves

__all__ = [
    "APPROVAL_KIND",
    "LEAVE_ID_BYTES",
    "LONGEST_REASON",
    "NOTICES",
    "Fate",
    "KindView",
    "Kinds",
    "LeaveAsk",
    "LeaveImportView",
    "LeavePlan",
    "LeaveRules",
    "LeaveView",
    "NoticeKind",
    "Part",
    "Period",
    "RowFate",
    "State",
    "add_leave_rules",
    "apply_leave_import",
    "ask_leave",
    "cancel_leave",
    "change_kind",
    "count_days",
    "destroy_old_imports",
    "find_changed_leaves",
    "find_leave_import",
    "forget_planned_files",
    "format_days",
    "get_leave",
    "get_leave_plan",
    "get_rules",
    "leaves_by_id",
    "list_leave_events",
    "list_leave_imports",
    "list_leave_rules",
    "list_leaves",
    "load_kinds",
    "note_decisions",
    "plan_leave_import",
    "store_leave_plan",
    "undo_leave_import",
]
