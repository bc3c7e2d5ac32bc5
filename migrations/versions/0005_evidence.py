"""Evidences: captures as they arrived, sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0005_evidence"
down_revision = "0004_trips"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "evidences",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("device_id", sa.LargeBinary(8), nullable=False),
        sa.Column("sequence", BIG_ID, nullable=False),
        sa.Column("previous", sa.LargeBinary(16), nullable=False),
        sa.Column("trip_id", sa.LargeBinary(8)),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("frame", sa.LargeBinary(512)),
        sa.Column("context", sa.LargeBinary(4200)),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.Column("destroyed_at", INSTANT),
        sa.Column("destroyed_rule", sa.String(40)),
        sa.CheckConstraint("source IN ('phone', 'paper')", name="source"),
        sa.CheckConstraint("(frame IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_evidences_staff_id_staff"),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_evidences_trip_id_trips"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_evidences_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidences"),
    )
    op.create_index("ix_evidences_staff", "evidences", ["staff_id", "received_at"])
    op.create_index("ix_evidences_chain", "evidences", ["device_id", "sequence"])
    op.create_index("ix_evidences_previous", "evidences", ["previous"])
    op.create_index("ix_evidences_trip_id", "evidences", ["trip_id"])


def downgrade() -> None:
    op.drop_table("evidences")
