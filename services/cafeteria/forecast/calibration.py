"""What was expected of past days against what was seen of them moves the edges of the band to where eight
days in ten lie within (conformalized quantile regression; Romano, Patterson and Candes 2019).

Each past day was set down with what the days before it had made expect, so these errors are honest: no day
has taught its own forecast. Few days change little. The middle is left alone: what was seen is itself an
estimate, longer than the truth where it knows little; to follow it made forecasts worse in the simulation.
"""

from collections.abc import Sequence

from services.cafeteria.forecast.hindsight import seen_steps
from services.cafeteria.forecast.shapes import Calibration, ForecastStep, PastDay

LAST_DAYS = 30
BAND_DAYS = 8.0  # the forecast as it is counts as so many days
LOW, HIGH = 0.1, 0.9


def calibrate(history: Sequence[PastDay]) -> Calibration:
    """Learned from the last days that were both expected and seen."""
    days = [pairs for day in history[-LAST_DAYS:] if (pairs := _list_pairs(day))]
    if not days:
        return Calibration()
    trust = len(days) / (len(days) + BAND_DAYS)
    pairs = [pair for day in days for pair in day]
    return Calibration(
        below=trust * _quantile(sorted((wait - step.low) / (1 + step.low) for step, wait in pairs), LOW),
        above=trust * _quantile(sorted((wait - step.high) / (1 + step.high) for step, wait in pairs), HIGH),
    )


def _list_pairs(day: PastDay) -> list[tuple[ForecastStep, float]]:
    return [
        (step.expected, step.wait_min)
        for step, is_seen in zip(day.steps, seen_steps(day.steps), strict=True)
        if is_seen and step.expected
    ]


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
