"""Approvals: what is put before a lead, round by round."""

import sqlalchemy as sa
from alembic import op

revision = "0003_approvals"
down_revision = "0002_people"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "approval_requests",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(16), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("requester_id", BIG_ID, nullable=False),
        sa.Column("approver_id", BIG_ID),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("cautions", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by_id", BIG_ID),
        sa.Column("as_deputy", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("record_id", BIG_ID),
        sa.CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requester_id",
            name="no_self_approval",
        ),
        sa.ForeignKeyConstraint(
            ["requester_id"], ["staff.id"], name="fk_approval_requests_requester_id_staff"
        ),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name="fk_approval_requests_approver_id_staff"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name="fk_approval_requests_decided_by_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_approval_requests_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_requests"),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", "round", name="uq_approval_requests_subject_kind_subject_id_round"
        ),
    )
    op.create_index("ix_approval_requests_waiting", "approval_requests", ["requester_id", "state"])
    op.create_index("ix_approval_requests_decided", "approval_requests", ["decided_by_id", "decided_at"])


def downgrade() -> None:
    op.drop_table("approval_requests")
