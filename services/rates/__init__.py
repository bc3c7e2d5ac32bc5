"""Amounts of the organisation by their Korean names: dated, with basis, and how sure they are."""

from services.rates.models import LONGEST_BASIS, LONGEST_NAME, MOST_AMOUNT
from services.rates.names import UNIT_SIGNS, Certainty, Unit, rate_key, say_amount
from services.rates.stored import (
    RateView,
    add_missing_rates,
    find_rate,
    find_rates,
    list_rates,
    set_rate,
    take_back_rate,
)

__all__ = [
    "LONGEST_BASIS",
    "LONGEST_NAME",
    "MOST_AMOUNT",
    "UNIT_SIGNS",
    "Certainty",
    "RateView",
    "Unit",
    "add_missing_rates",
    "find_rate",
    "find_rates",
    "list_rates",
    "rate_key",
    "say_amount",
    "set_rate",
    "take_back_rate",
]
