"""How a rate is named and compared, and how its amount is said."""

from enum import StrEnum

from services.texts import squeeze


class Unit(StrEnum):
    WON = "won"
    DAY = "day"
    HOUR = "hour"
    PERCENT = "percent"


class Certainty(StrEnum):
    """H law text read, M secondary source, L disputed: said on the screen."""

    HIGH = "H"
    MIDDLE = "M"
    LOW = "L"


# As official documents write them, in every language of the interface.
UNIT_SIGNS = {Unit.WON: "원", Unit.DAY: "일", Unit.HOUR: "시간", Unit.PERCENT: "%"}


def rate_key(name: str) -> str:
    """A name as it is compared: `{{ 숙박비상한 서울 }}` means `숙박비 상한 서울`."""
    return squeeze(name)


def say_amount(amount: int, unit: Unit) -> str:
    """`25,000원`, `14일`, `10%`."""
    return f"{amount:,}{UNIT_SIGNS[unit]}"
