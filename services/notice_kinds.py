"""Everything that people can be told, of all subjects."""

from collections.abc import Mapping
from itertools import chain

from services import approvals, cafeteria, leave, meetings, people
from services.notifications import Kind
from services.remote_work import days, hours, rotation, seats

KINDS: Mapping[str, Kind] = {
    str(kind.code): kind
    for kind in chain(
        people.NOTICES,
        approvals.NOTICES,
        meetings.NOTICES,
        days.NOTICES,
        hours.NOTICES,
        leave.NOTICES,
        rotation.NOTICES,
        seats.NOTICES,
        cafeteria.LUNCH_NOTICES,
    )
}
