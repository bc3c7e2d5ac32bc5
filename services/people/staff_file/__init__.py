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
from services.people.staff_file.cells import read_number
from services.people.staff_file.columns import Field
from services.people.staff_file.failing import failing_rows_file
from services.people.staff_file.fates import Change, Fate, RowFate
from services.people.staff_file.plan import ImportPlan, MissingPerson, plan_import
from services.people.staff_file.rows import usual_width
from services.people.staff_file.undo import undo_last_import

__all__ = [
    "Change",
    "Fate",
    "Field",
    "ImportPlan",
    "ImportView",
    "MissingPerson",
    "RowFate",
    "apply_import",
    "failing_rows_file",
    "forget_failing_rows",
    "get_failing_rows",
    "get_plan",
    "list_imports",
    "plan_import",
    "read_number",
    "store_plan",
    "undo_last_import",
    "usual_width",
]
