"""Everything that people can be told, of all subjects."""

from collections.abc import Mapping
from itertools import chain

from services import approvals, cafeteria, handovers, leave, meetings, people
from services.manuals import citing, materials, tasks, texts, tips
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
        handovers.NOTICES,
        cafeteria.LUNCH_NOTICES,
        citing.NOTICES,
        materials.NOTICES,
        tasks.NOTICES,
        texts.NOTICES,
        tips.NOTICES,
    )
}
