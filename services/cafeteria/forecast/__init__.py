"""What lunch was like, and will be: today from now on, and this week."""

from services.cafeteria.forecast.heat import (
    HeatCell,
    HeatMap,
    History,
    HistoryDay,
    heat_by_day,
    heat_by_weekday,
    load_history,
)
from services.cafeteria.forecast.hindsight import look_back
from services.cafeteria.forecast.learning import Learned, expect, learn
from services.cafeteria.forecast.outlook import forecast_week, load_outlook
from services.cafeteria.forecast.record import record_day
from services.cafeteria.forecast.rest import best_minute, forecast_rest
from services.cafeteria.forecast.shapes import (
    Calibration,
    DayForecast,
    ForecastStep,
    Hours,
    LunchDay,
    Outlook,
    PastDay,
    PastStep,
    UsualStep,
)

__all__ = [
    "Calibration",
    "DayForecast",
    "ForecastStep",
    "HeatCell",
    "HeatMap",
    "History",
    "HistoryDay",
    "Hours",
    "Learned",
    "LunchDay",
    "Outlook",
    "PastDay",
    "PastStep",
    "UsualStep",
    "best_minute",
    "expect",
    "forecast_rest",
    "forecast_week",
    "heat_by_day",
    "heat_by_weekday",
    "learn",
    "load_history",
    "load_outlook",
    "look_back",
    "record_day",
]
