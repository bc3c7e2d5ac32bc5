"""Tables of approvals."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_REASON, LONGEST_BASIS = 500, 200


class ApprovalRequest(Base):
    """One text put on its line. It never changes: what is asked anew is a new round. One that was destroyed
    says nothing any more.

    `steps` are pairs of a role and a level, fixed by the rules of the day it was put forward; `step` is the
    one that it has come to, `level` that step's. Who stands at a level, and who stands in, is asked anew
    whenever somebody looks, so that nothing waits for one who has moved on or is away. `approver_id` is whom
    the present step was put before, null where nobody was above the requester.
    `party` are the others whom it concerns: none of them decides.
    """

    __tablename__ = "approval_requests"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "round"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> requester_id", name="no_self_approval"),
        Index("ix_approval_requests_waiting", "requester_id", "state"),
        Index("ix_approval_requests_decided", "decided_by_id", "decided_at"),
        Index("ix_approval_requests_submitted", "requester_id", "submitted_at"),
        # Of one subject at most one round waits, whoever submits and undoes at the same moment.
        Index(
            "ux_approval_requests_waiting",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    round: Mapped[int]
    requester_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    party: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    title: Mapped[str] = mapped_column(String(200))
    lines: Mapped[list[list[str]]] = mapped_column(JSON)
    cautions: Mapped[list[str]] = mapped_column(JSON)
    content_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    steps: Mapped[list[list[str]]] = mapped_column(JSON)
    step: Mapped[int]
    level: Mapped[str] = mapped_column(String(12))
    is_delegated: Mapped[bool]
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    submitted_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    as_deputy: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    destroyed_at: Mapped[datetime | None]


class ApprovalAct(Base):
    """What one person did at one step, with its leaf; it never changes, but may be marked as undone.

    `acted_for_id` is the lead in whose place it was done, null where she did it herself. `repeat_id` was made
    on the phone: the same act sent twice is one.
    """

    __tablename__ = "approval_acts"
    __table_args__ = (
        CheckConstraint("decision IN ('approved', 'refused')", name="decision"),
        UniqueConstraint("repeat_id"),
        Index("ix_approval_acts_request", "request_id"),
        Index("ix_approval_acts_record", "record_id"),
        Index("ix_approval_acts_decider", "decider_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("approval_requests.id"))
    repeat_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    step: Mapped[int]
    is_final: Mapped[bool]
    decision: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    decider_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    as_deputy: Mapped[bool]
    acted_for_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    undone_at: Mapped[datetime | None]
    undo_record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class ApprovalRule(Base):
    """Who decides on a kind of request from a day on (전결): the level, and the level that reviews before.

    With a `fact` it holds for requests in which that number is at least `at_least`.
    """

    __tablename__ = "approval_rules"
    __table_args__ = (
        CheckConstraint("level IN ('lead', 'department', 'institution')", name="level"),
        CheckConstraint("review_level IN ('lead', 'department')", name="review_level"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
        Index("ix_approval_rules_kind", "subject_kind", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(String(40))
    fact: Mapped[str] = mapped_column(String(40))
    at_least: Mapped[int]
    level: Mapped[str] = mapped_column(String(12))
    review_level: Mapped[str | None] = mapped_column(String(12))
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class DeputyRule(Base):
    """From a day on: the kinds of absence in which a lead's standing deputy steps in."""

    __tablename__ = "deputy_rules"

    from_on: Mapped[date] = mapped_column(primary_key=True)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class LastDecider(Base):
    """From a day on: who decides on what has nobody above its requester."""

    __tablename__ = "last_deciders"

    from_on: Mapped[date] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class StandingDeputy(Base):
    """Who steps in for a person, from a day on, whenever she is away."""

    __tablename__ = "standing_deputies"
    __table_args__ = (
        CheckConstraint("principal_id <> deputy_id", name="somebody_else"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
        Index("ix_standing_deputies_principal", "principal_id", "until_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    named_at: Mapped[datetime]


class ApprovalDraft(Base):
    """What somebody has begun to write and not put forward yet, as her form holds it."""

    __tablename__ = "approval_drafts"
    __table_args__ = (Index("ix_approval_drafts_owner", "owner_id", "saved_at"),)

    subject_kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    title: Mapped[str] = mapped_column(String(200))
    fields: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    saved_at: Mapped[datetime]
