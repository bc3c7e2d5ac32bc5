"""How manuals are used: counts by month, manual and department, and nothing of anybody."""

from services.manuals.use.counting import NO_UNIT, View, ViewBuffer, close_months, count_views
from services.manuals.use.figures import (
    Figures,
    MonthFigures,
    UnitFigures,
    count_month,
    list_read,
    list_stale,
    load_figures,
)

__all__ = [
    "NO_UNIT",
    "Figures",
    "MonthFigures",
    "UnitFigures",
    "View",
    "ViewBuffer",
    "close_months",
    "count_month",
    "count_views",
    "list_read",
    "list_stale",
    "load_figures",
]
