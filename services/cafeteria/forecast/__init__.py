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
from services.cafeteria.forecast.hindsight import look_back, seen_steps
from services.cafeteria.forecast.learning import Learned, expect, learn
from services.cafeteria.forecast.outlook import load_outlook, load_prospect
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
    Prospect,
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
    "Prospect",
    "UsualStep",
    "best_minute",
    "expect",
    "forecast_rest",
    "heat_by_day",
    "heat_by_weekday",
    "learn",
    "load_history",
    "load_outlook",
    "load_prospect",
    "look_back",
    "record_day",
    "seen_steps",
]
