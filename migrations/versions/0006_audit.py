"""Audit: closer looks, and the documents that auditors hand in."""

import sqlalchemy as sa
from alembic import op

revision = "0006_audit"
down_revision = "0005_evidence"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "closer_looks",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("evidence_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("viewer_id", BIG_ID, nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_closer_looks_staff_id_staff"),
        sa.ForeignKeyConstraint(["viewer_id"], ["staff.id"], name="fk_closer_looks_viewer_id_staff"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_closer_looks_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_closer_looks"),
    )
    op.create_index("ix_closer_looks_evidence_id", "closer_looks", ["evidence_id"])
    op.create_table(
        "audit_batches",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("auditor_id", BIG_ID, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["staff.id"], name="fk_audit_batches_auditor_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_batches"),
    )
    op.create_index("ix_audit_batches_auditor", "audit_batches", ["auditor_id", "created_at"])
    op.create_index("ix_audit_batches_expires_at", "audit_batches", ["expires_at"])
    _create_files()
    _create_part("audit_chunks", sa.SmallInteger(), sa.Column("data", sa.LargeBinary(), nullable=False))
    _create_part(
        "audit_codes",
        sa.Integer(),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(800), nullable=False),
        sa.Column("shown_at", INSTANT),
    )


def _create_files() -> None:
    op.create_table(
        "audit_files",
        sa.Column("batch_id", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("size", BIG_ID, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("problem", sa.String(40), nullable=False),
        sa.Column("pages", sa.Integer()),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("unreadable_pages", sa.Integer(), nullable=False),
        sa.Column("other_codes", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("lease_until", INSTANT),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_audit_files_state")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["audit_batches.id"],
            name="fk_audit_files_batch_id_audit_batches",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", "position", name="pk_audit_files"),
    )
    op.create_index("ix_audit_files_work", "audit_files", ["state", "lease_until"])


def _create_part(name: str, number: sa.Integer, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        sa.Column("batch_id", sa.LargeBinary(16), nullable=False),
        sa.Column("file_position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", number, autoincrement=False, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["batch_id", "file_position"],
            ["audit_files.batch_id", "audit_files.position"],
            name=f"fk_{name}_batch_id_file_position_audit_files",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("batch_id", "file_position", "number", name=f"pk_{name}"),
    )


def downgrade() -> None:
    for name in ("audit_codes", "audit_chunks", "audit_files", "audit_batches", "closer_looks"):
        op.drop_table(name)
