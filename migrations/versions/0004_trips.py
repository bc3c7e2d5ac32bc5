"""Trips: planned journeys, the organisation's places, the boundaries of towns."""

import sqlalchemy as sa
from alembic import op

revision = "0004_trips"
down_revision = "0003_approvals"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_places()
    _create_towns()
    _create_trips()
    _create_destinations()
    _create_companions()


def downgrade() -> None:
    for table in ("trip_companions", "trip_destinations", "trips", "towns", "places"):
        op.drop_table(table)


def _create_places() -> None:
    op.create_table(
        "places",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_places"),
        sa.UniqueConstraint("name", name="uq_places_name"),
    )


def _create_towns() -> None:
    op.create_table(
        "towns",
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("name_en", sa.String(60), nullable=False),
        sa.Column("south_e7", sa.Integer(), nullable=False),
        sa.Column("north_e7", sa.Integer(), nullable=False),
        sa.Column("west_e7", sa.Integer(), nullable=False),
        sa.Column("east_e7", sa.Integer(), nullable=False),
        sa.Column("polygons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_towns"),
    )
    op.create_index("ix_towns_box", "towns", ["south_e7", "north_e7"])


def _create_trips() -> None:
    op.create_table(
        "trips",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(200), nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("vehicle", sa.String(20), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT),
        sa.CheckConstraint("ends_at > starts_at", name="period"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_trips_owner_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_trips"),
    )
    op.create_index("ix_trips_owner", "trips", ["owner_id", "starts_at"])


def _create_destinations() -> None:
    op.create_table(
        "trip_destinations",
        sa.Column("trip_id", sa.LargeBinary(8), nullable=False),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("lat_e7", sa.Integer()),
        sa.Column("lon_e7", sa.Integer()),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_trip_destinations_trip_id_trips"),
        sa.PrimaryKeyConstraint("trip_id", "position", name="pk_trip_destinations"),
    )


def _create_companions() -> None:
    op.create_table(
        "trip_companions",
        sa.Column("trip_id", sa.LargeBinary(8), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["trip_id"], ["trips.id"], name="fk_trip_companions_trip_id_trips"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_trip_companions_staff_id_staff"),
        sa.PrimaryKeyConstraint("trip_id", "staff_id", name="pk_trip_companions"),
    )
    op.create_index("ix_trip_companions_staff_id", "trip_companions", ["staff_id"])
