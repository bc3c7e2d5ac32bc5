"""Absences: who is away when; the trips of today come along."""

import sqlalchemy as sa
from alembic import op

revision = "0014_absences"
down_revision = "0013_notifications"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

LIVE_TRIPS = """
    SELECT trips.id AS trip_id, trips.owner_id, trips.starts_at, trips.ends_at,
        r.state = 'approved' AS is_approved
    FROM trips JOIN approval_requests AS r ON r.subject_kind = 'trip' AND r.subject_id = trips.id
    WHERE r.state IN ('waiting', 'approved') AND trips.cancelled_at IS NULL
"""
TRAVELLERS = f"""
    SELECT owner_id AS staff_id, starts_at, ends_at, is_approved, trip_id FROM ({LIVE_TRIPS}) AS own
    UNION
    SELECT c.staff_id, t.starts_at, t.ends_at, t.is_approved, t.trip_id
    FROM ({LIVE_TRIPS}) AS t JOIN trip_companions AS c ON c.trip_id = t.trip_id
"""  # noqa: S608 - only texts of this file

FILL = f"""
    INSERT INTO absences (staff_id, kind, from_at, until_at, is_approved, source_kind, source_id)
    SELECT staff_id, 'trip', starts_at, ends_at, is_approved, 'trip', trip_id
    FROM ({TRAVELLERS}) AS travellers
"""  # noqa: S608 - only texts of this file


def upgrade() -> None:
    op.create_table(
        "absences",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.Column("until_at", INSTANT, nullable=False),
        sa.Column("is_approved", sa.Boolean(), nullable=False),
        sa.Column("source_kind", sa.String(40), nullable=False),
        sa.Column("source_id", sa.LargeBinary(16), nullable=False),
        sa.CheckConstraint("until_at > from_at", name="period"),
        sa.CheckConstraint("kind IN ('leave', 'training', 'trip', 'free', 'remote', 'centre')", name="kind"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_absences_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_absences"),
    )
    op.create_index("ix_absences_source", "absences", ["source_kind", "source_id"])
    op.create_index("ix_absences_staff", "absences", ["staff_id", "until_at"])
    op.create_index("ix_absences_end", "absences", ["until_at", "from_at"])
    op.execute(FILL)
    op.drop_index("ix_trips_end", "trips")


def downgrade() -> None:
    op.create_index("ix_trips_end", "trips", ["ends_at", "starts_at"])
    op.drop_table("absences")
