"""A town hall with manuals: frames without texts, for what happens around them."""

from hashlib import sha256

from services import people
from services.clock import local_day
from services.manuals import tasks
from services.manuals.tasks import ManualView, NewManual
from tests.cast import Member
from tests.hall import Hall


def unit_of(hall: Hall, member: Member) -> int:
    found = hall.read(lambda s: people.get_person(s, member.staff_id, local_day(hall.now)).unit_id)
    assert found
    return found


def make_manual(
    hall: Hall, owner: Member, title: str = "건축허가 접수", unit_id: int | None = None
) -> ManualView:
    """A manual of the owner's unit; the same title again is the same manual."""
    new = NewManual(
        sha256(title.encode()).digest()[:16], unit_id or unit_of(hall, owner), title, owner.staff_id
    )
    return hall.write(lambda s: tasks.create_manual(s, new, owner.staff_id, hall.now))


def owner_of(hall: Hall, manual_id: int) -> int | None:
    return hall.read(lambda s: tasks.load_manual(s, manual_id, hall.now)).owner_id
