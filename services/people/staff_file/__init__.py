"""Staff files: read, planned with every row's fate, applied, taken back."""

from services.people.staff_file.apply import (
    ImportView,
    apply_import,
    forget_failing_rows,
    get_failing_rows,
    get_plan,
    list_imports,
    store_plan,
)
from services.people.staff_file.cells import Remark
from services.people.staff_file.columns import Field
from services.people.staff_file.failing import failing_rows_file
from services.people.staff_file.fates import Change, Fate, RowFate
from services.people.staff_file.plan import ImportPlan, MissingPerson, plan_import
from services.people.staff_file.undo import undo_last_import

__all__ = [
    "Change",
    "Fate",
    "Field",
    "ImportPlan",
    "ImportView",
    "MissingPerson",
    "Remark",
    "RowFate",
    "apply_import",
    "failing_rows_file",
    "forget_failing_rows",
    "get_failing_rows",
    "get_plan",
    "list_imports",
    "plan_import",
    "store_plan",
    "undo_last_import",
]
