"""Minutes after midnight as people write them."""


def clock_of(minute: int) -> str:
    """`12:10` for 730."""
    return f"{minute // 60:02}:{minute % 60:02}"
