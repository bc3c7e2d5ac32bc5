"""What follows a decision, of all subjects, in its transaction: nobody sees one without the other."""

from collections.abc import Mapping, Sequence
from functools import partial

from services import leave, trips
from services.approvals import Desk, Effect
from services.ledger import Appender
from services.manuals import texts
from services.remote_work import days, hours, seats

EFFECTS: Mapping[str, Sequence[Effect]] = {
    leave.APPROVAL_KIND: (leave.note_decisions, seats.note_absences),
    trips.APPROVAL_KIND: (trips.note_decisions, seats.note_absences),
    hours.APPROVAL_KIND: (hours.note_decisions, seats.note_absences),
    days.Part.PLAN.approval_kind: (days.note_decisions,),
    days.Part.RESULT.approval_kind: (days.note_decisions,),
    days.WISH_KIND: (days.note_wishes,),
    seats.APPROVAL_KIND: (seats.note_decisions,),
}


def make_desk(ledger: Appender) -> Desk:
    # What is published by a decision is a leaf of its own.
    published = {texts.APPROVAL_KIND: (partial(texts.note_decisions, ledger),)}
    return Desk(ledger, {**EFFECTS, **published})
