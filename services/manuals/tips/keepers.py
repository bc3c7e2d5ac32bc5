"""Who answers for a manual on a day: its owner, whoever stands in for her, and the leads of its unit."""

from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Forbidden
from services.manuals import tasks
from services.manuals.tasks import ManualView, Rights
from services.texts import N_


def find_keeper(session: Session, manual: ManualView, now: datetime) -> int | None:
    """The one who is told: the owner while she is in service, else the lead of the unit or above."""
    on = local_day(now)
    owner = people.find_person(session, manual.owner_id, on) if manual.owner_id else None
    return owner.id if owner and owner.is_in_service(on) else find_unit_lead(session, manual.unit_id, now)


def find_unit_lead(session: Session, unit_id: int, now: datetime) -> int | None:
    """The nearest lead of a unit, in it or above."""
    return people.load_leadership(session, local_day(now)).lead_of(0, unit_id)


def keeps(
    session: Session, manual: ManualView, staff_id: int, now: datetime, rights: Rights | None = None
) -> bool:
    """Whether somebody may confirm and end what readers wrote, and answer what they asked: whoever may
    publish the manual, and who stands in for its owner. `rights` are hers, where they are known already."""
    if (rights or tasks.rights_of(session, manual, staff_id, now)).publish:
        return True
    return manual.owner_id in people.list_principals(session, staff_id, local_day(now))


def check_keeps(session: Session, manual: ManualView, staff_id: int, now: datetime) -> None:
    """Raises: Forbidden `not_keeper`."""
    if not keeps(session, manual, staff_id, now):
        raise Forbidden("not_keeper", N_("이 매뉴얼의 담당자나 부서장만 할 수 있어요."))
