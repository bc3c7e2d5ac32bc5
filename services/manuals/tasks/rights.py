"""Who may do what with a manual: its owner, the leads above it, its unit, editors and administrators."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Forbidden
from services.manuals.tasks.views import ManualView
from services.texts import N_


@dataclass(frozen=True)
class Rights:
    """`write` is to put a text forward; `publish` to publish it oneself, where no rule asks for a decision;
    `manage` to give it to somebody, to close it, to say with whom it is shared. `note_unit_ids` are units for
    which one may write what is different there."""

    write: bool
    publish: bool
    manage: bool
    note_unit_ids: frozenset[int] = frozenset()


def rights_of(session: Session, manual: ManualView, staff_id: int, now: datetime) -> Rights:
    """What a person may do with a manual today, in a handful of statements."""
    today = local_day(now)
    person = people.find_person(session, staff_id, today)
    if person is None or not person.is_in_service(today):
        return Rights(write=False, publish=False, manage=False)
    own_line = people.list_line_ids(session, person.unit_id, today)
    above = people.list_line_ids(session, manual.unit_id, today)
    leads = person.is_lead and person.unit_id in above
    edits = _looks_after_all(session, staff_id, now) and manual.institution_id in own_line
    is_owner = manual.owner_id == staff_id
    # Whoever works in the unit, in a team below it, or in the same department writes; others ask.
    is_near = manual.unit_id in own_line or (
        person.unit_id in above and person.unit_id != manual.institution_id
    )
    publish = is_owner or leads or edits
    return Rights(
        write=publish or is_near,
        publish=publish,
        manage=publish,
        note_unit_ids=frozenset(manual.shared_with if edits else set(manual.shared_with) & set(own_line)),
    )


def check_may(right: bool) -> None:
    """Raises: Forbidden `not_manual_owner`."""
    if not right:
        raise Forbidden("not_manual_owner", N_("이 매뉴얼의 담당자나 부서장만 할 수 있어요."))


def may_create(session: Session, unit_id: int, staff_id: int, now: datetime) -> bool:
    """Whether a person may begin a manual of the unit: who works there or leads it, and editors."""
    today = local_day(now)
    person = people.find_person(session, staff_id, today)
    if person is None or not person.is_in_service(today):
        return False
    own_line = people.list_line_ids(session, person.unit_id, today)
    above = people.list_line_ids(session, unit_id, today)
    # A manual of the institution itself is one for those who look after all.
    works_there = unit_id in own_line and unit_id != above[-1]
    leads = person.is_lead and person.unit_id in above
    return works_there or leads or (_looks_after_all(session, staff_id, now) and bool({*above} & {*own_line}))


def _looks_after_all(session: Session, staff_id: int, now: datetime) -> bool:
    roles = people.list_roles(session, staff_id, local_day(now))
    return bool(roles & {people.Role.MANUAL_EDITOR, people.Role.ADMINISTRATOR})
