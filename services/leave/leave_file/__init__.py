"""Files of the personnel system: read, planned with every row's fate, applied, taken back."""

from services.leave.leave_file.apply import (
    LeaveImportView,
    apply_leave_import,
    destroy_old_imports,
    find_leave_import,
    forget_planned_files,
    get_leave_plan,
    list_leave_imports,
    store_leave_plan,
    undo_leave_import,
)
from services.leave.leave_file.fates import Fate, RowFate
from services.leave.leave_file.plan import LeavePlan, plan_leave_import

__all__ = [
    "Fate",
    "LeaveImportView",
    "LeavePlan",
    "RowFate",
    "apply_leave_import",
    "destroy_old_imports",
    "find_leave_import",
    "forget_planned_files",
    "get_leave_plan",
    "list_leave_imports",
    "plan_leave_import",
    "store_leave_plan",
    "undo_leave_import",
]
