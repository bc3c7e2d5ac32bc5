"""What a complete check of the ledger compares in leave: the rows with what was put before the lead."""

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.leave.models import Leave
from services.leave.submission import content_of
from services.leave.views import LeaveView, to_views
from services.ledger import Difference

BATCH = 500


def find_changed_leaves(session: Session) -> Iterable[Difference]:
    """Yields every leave that was asked for here and is no longer what its request commits to.

    The request itself is compared with its decision's leaf by the approvals. Not checked: what a file brought
    in, which nobody here has decided on.
    """
    ids = list(session.scalars(select(Leave.id).where(Leave.import_id.is_(None)).order_by(Leave.id)))
    for start in range(0, len(ids), BATCH):
        rows = session.scalars(select(Leave).where(Leave.id.in_(ids[start : start + BATCH]))).all()
        for view in to_views(session, rows):
            if not _is_as_asked(view):
                yield Difference(f"leave {view.id.hex()}")


def _is_as_asked(view: LeaveView) -> bool:
    content = content_of(view.staff_id, view.kind, view.period, view.reason)
    return view.request is not None and view.request.content_sha256 == sha256(content).digest()
