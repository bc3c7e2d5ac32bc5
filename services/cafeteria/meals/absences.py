"""Who does not come to lunch because they are elsewhere, by why.

Trips today; remote work and leave join `SOURCES` as soon as the product knows them. Whoever counts somebody
who is away for two reasons takes the first one.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from services import trips
from services.texts import N_

Source = Callable[[Session, datetime, datetime], set[int]]

SOURCES: Mapping[str, Source] = {"trip": trips.list_away}
KINDS: Mapping[str, str] = {"trip": N_("출장")}


def list_absent(session: Session, from_at: datetime, until_at: datetime) -> dict[str, set[int]]:
    """The staff who are away at some time between two instants, by kind."""
    return {kind: list_away(session, from_at, until_at) for kind, list_away in SOURCES.items()}
