"""What is kept of an evidence."""

from sqlalchemy import func, select

from services.trips.models import Evidence
from tests.hall import Hall


def count(hall: Hall) -> int:
    return hall.read(lambda s: s.scalar(select(func.count()).select_from(Evidence)))
