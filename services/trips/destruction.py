"""Destroys evidences when consent is withdrawn. The id, the record, the rule and the day stay as a tombstone.

What is bound to a submitted claim is held to the end of its retention; as there are no claims yet, nothing is
bound, and everything that is kept of the person goes.
Source: 위치정보의 보호 및 이용 등에 관한 법률 제24조 제4항.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from services import people
from services.crypto.keyring import KEY_ID_BYTES
from services.ledger import Appender, NewRecord
from services.trips.models import Evidence

CONSENT_WITHDRAWN = "consent_withdrawn"


def count_unbound_taps(session: Session, staff_id: int) -> int:
    """How many evidences a withdrawal would destroy: to be said before it is done."""
    return session.scalar(select(func.count()).select_from(Evidence).where(_unbound(staff_id))) or 0


def destroy_unbound_taps(session: Session, ledger: Appender, staff_id: int, now: datetime) -> int:
    """Destroys what is kept of a person who has withdrawn consent, with a leaf for each.

    To be called in the transaction that records the withdrawal. Returns: how many were destroyed.
    """
    ids = list(session.scalars(select(Evidence.id).where(_unbound(staff_id)).with_for_update()))
    rule = {"rule": CONSENT_WITHDRAWN}
    ledger.append_many(
        session, [NewRecord("evidence_destroyed", [("evidence", number)], rule, now) for number in ids]
    )
    session.execute(
        update(Evidence)
        .where(_unbound(staff_id))
        .values(frame=None, context=None, destroyed_at=now, destroyed_rule=CONSENT_WITHDRAWN)
    )
    return len(ids)


def destroy_late_arrivals(session: Session, ledger: Appender, since: datetime, now: datetime) -> int:
    """Destroys what a queue still brought after its owner had withdrawn consent; to be run every few minutes.

    The capture itself was lawful and is not refused, so that its receipt stays true. Returns: how many.
    """
    query = select(Evidence.staff_id).distinct()
    recent = query.where(Evidence.received_at >= since, Evidence.destroyed_at.is_(None))
    destroyed = 0
    for staff_id in session.scalars(recent).all():
        consent = people.current_consent(session, staff_id)
        if consent is not None and consent.state == people.ConsentState.WITHDRAWN:
            destroyed += destroy_unbound_taps(session, ledger, staff_id, now)
    return destroyed


def count_sealed_to(session: Session, key_id: bytes) -> int:
    """How many evidences are kept that nothing but this audit key opens: the key stays as long as they do."""
    of_key = func.substr(Evidence.frame, 2, KEY_ID_BYTES) == key_id
    return session.scalar(select(func.count()).select_from(Evidence).where(of_key)) or 0


def _unbound(staff_id: int) -> ColumnElement[bool]:
    return and_(Evidence.staff_id == staff_id, Evidence.destroyed_at.is_(None))
