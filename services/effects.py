"""What follows a decision, of all subjects, in its transaction: nobody sees one without the other."""

from collections.abc import Mapping, Sequence

from services import trips
from services.approvals import Desk, Effect
from services.ledger import Appender

EFFECTS: Mapping[str, Sequence[Effect]] = {
    trips.APPROVAL_KIND: (trips.note_decisions,),
}


def make_desk(ledger: Appender) -> Desk:
    return Desk(ledger, EFFECTS)
