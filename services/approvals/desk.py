"""What deciding needs besides the database: the ledger, and what each subject does when it was decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services.approvals.requests import Request
from services.ledger import Appender

# Called in the transaction of the decision, with requests of one kind; their state tells what became of them.
Effect = Callable[[Session, Sequence[Request], datetime], None]


@dataclass(frozen=True)
class Desk:
    ledger: Appender
    effects: Mapping[str, Sequence[Effect]]

    def take_effect(self, session: Session, requests: Sequence[Request], now: datetime) -> None:
        by_kind: dict[str, list[Request]] = {}
        for request in requests:
            by_kind.setdefault(request.subject_kind, []).append(request)
        for kind, decided in by_kind.items():
            for effect in self.effects.get(kind, ()):
                effect(session, decided, now)
