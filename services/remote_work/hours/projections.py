"""What a complete check of the ledger compares in hours: what holds, with what was approved."""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.ledger import Difference
from services.remote_work.hours.effects import first_day_of
from services.remote_work.hours.models import FlexibleHours
from services.remote_work.hours.stored import FlexibleView, content_of, views_by_id

BATCH = 200


def find_changed_hours(session: Session) -> Iterable[Difference]:
    """Yields all hours that hold without an approval, other than approved ones, or since another day.

    The approval's own leaf is compared by approvals. Not checked: on which day somebody ended hers.
    """
    ids = list(session.scalars(select(FlexibleHours.id).where(FlexibleHours.holds_from_on.is_not(None))))
    for start in range(0, len(ids), BATCH):
        views = views_by_id(session, ids[start : start + BATCH])
        yield from (Difference(f"hours {view.id.hex()}") for view in views.values() if not _agrees(view))


def _agrees(view: FlexibleView) -> bool:
    approval = view.approval
    if approval is None or approval.state != approvals.APPROVED or approval.decided_at is None:
        return False
    is_same = sha256(content_of(view)).digest() == approval.content_sha256
    return is_same and view.holds_from_on == first_day_of(view, approval.decided_at)
