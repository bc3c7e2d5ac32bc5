"""Tables of approvals."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_REASON = 500


class ApprovalRequest(Base):
    """One text put before one lead. It never changes: what is asked anew is a new round.

    `approver_id` is the lead of the day it was put forward, null where nobody is above the requester. Who may
    decide is asked anew on the day of the decision, so that nothing waits for somebody who has moved on.
    `party` are the others whom it concerns: none of them decides. Where the requester's own lead is among
    them, `senior_id` is the highest of those leads, and the lead above her decides; null otherwise.
    """

    __tablename__ = "approval_requests"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "round"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> requester_id", name="no_self_approval"),
        Index("ix_approval_requests_waiting", "requester_id", "state"),
        Index("ix_approval_requests_decided", "decided_by_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    round: Mapped[int]
    requester_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    senior_id: Mapped[int | None] = mapped_column(BigId)
    party: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    title: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[list[str]]] = mapped_column(JSON)
    cautions: Mapped[list[str]] = mapped_column(JSON)
    content_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(12))
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    as_deputy: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))
