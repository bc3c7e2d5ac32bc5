"""Smart-work centres: the rule, floors with their seats, bookings, and offers in an emergency."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0020_seats"
down_revision = "0019_rotation"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_seat_rules()
    _create_seat_centres()
    _create_seat_floors()
    _create_seat_floor_closures()
    _create_seats()
    _create_seat_emergencies()
    _create_seat_bookings()
    _create_seat_takings()


def downgrade() -> None:
    op.drop_table("seat_takings")
    op.drop_table("seat_bookings")
    op.drop_table("seat_emergencies")
    op.drop_table("seats")
    op.drop_table("seat_floor_closures")
    op.drop_table("seat_floors")
    op.drop_table("seat_centres")
    op.drop_table("seat_rules")


def _create_seat_rules() -> None:
    op.create_table(
        "seat_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("noon_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("most_days_ahead", sa.Integer(), nullable=False),
        sa.Column("most_days_a_week", sa.Integer(), nullable=False),
        sa.Column("cancel_before_min", sa.Integer(), nullable=False),
        sa.Column("check_in_before_min", sa.Integer(), nullable=False),
        sa.Column("release_after_min", sa.Integer(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("from_on", name="pk_seat_rules"),
    )
    # A place to begin; an administrator sets the rules of the organisation from a day on.
    rules = sa.table(
        "seat_rules",
        sa.column("from_on", sa.Date()),
        sa.column("opens_minute", sa.Integer()),
        sa.column("noon_minute", sa.Integer()),
        sa.column("closes_minute", sa.Integer()),
        sa.column("most_days_ahead", sa.Integer()),
        sa.column("most_days_a_week", sa.Integer()),
        sa.column("cancel_before_min", sa.Integer()),
        sa.column("check_in_before_min", sa.Integer()),
        sa.column("release_after_min", sa.Integer()),
        sa.column("needs_approval", sa.Boolean()),
        sa.column("basis", sa.String()),
    )
    first = {
        "opens_minute": 540,
        "noon_minute": 780,
        "closes_minute": 1080,
        "most_days_ahead": 14,
        "most_days_a_week": 3,
        "cancel_before_min": 60,
        "check_in_before_min": 60,
        "release_after_min": 10,
        "needs_approval": False,
        "basis": "기관에서 정하기 전까지 쓰는 기준",
    }
    op.bulk_insert(rules, [{"from_on": date(2000, 1, 1)} | first])


def _create_seat_centres() -> None:
    op.create_table(
        "seat_centres",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_seat_centres"),
        sa.UniqueConstraint("name", name="uq_seat_centres_name"),
    )


def _create_seat_floors() -> None:
    op.create_table(
        "seat_floors",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("centre_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(12), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["seat_centres.id"], name="fk_seat_floors_centre_id_seat_centres"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seat_floors"),
    )
    op.create_index("ux_seat_floors_name", "seat_floors", ["centre_id", "name"], unique=True)


def _create_seat_floor_closures() -> None:
    op.create_table(
        "seat_floor_closures",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("floor_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["floor_id"], ["seat_floors.id"], name="fk_seat_floor_closures_floor_id_seat_floors"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_seat_floor_closures_made_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_floor_closures"),
    )


def _create_seats() -> None:
    op.create_table(
        "seats",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("floor_id", BIG_ID, nullable=False),
        sa.Column("label", sa.String(12), nullable=False),
        sa.Column("grid_column", sa.Integer(), nullable=False),
        sa.Column("grid_row", sa.Integer(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("code", sa.LargeBinary(8), nullable=False),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.ForeignKeyConstraint(["floor_id"], ["seat_floors.id"], name="fk_seats_floor_id_seat_floors"),
        sa.PrimaryKeyConstraint("id", name="pk_seats"),
        sa.UniqueConstraint("code", name="uq_seats_code"),
    )
    op.create_index("ux_seats_label", "seats", ["floor_id", "label"], unique=True)
    op.create_index("ux_seats_place", "seats", ["floor_id", "grid_column", "grid_row"], unique=True)


def _create_seat_emergencies() -> None:
    op.create_table(
        "seat_emergencies",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("why", sa.String(200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("answer_until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.Column("without_count", sa.Integer(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_seat_emergencies_made_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_emergencies"),
    )


def _create_seat_bookings() -> None:
    op.create_table(
        "seat_bookings",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("seat_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(3), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("why", sa.String(20)),
        sa.Column("emergency_id", sa.LargeBinary(16)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True)),
        sa.Column("over_at", sa.DateTime(timezone=True)),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("cut_at", sa.DateTime(timezone=True)),
        sa.Column("was_state", sa.String(9)),
        sa.Column("was_part", sa.String(3)),
        sa.CheckConstraint("part IN ('day', 'am', 'pm')", name="ck_seat_bookings_part"),
        sa.CheckConstraint(
            "state IN ('offered', 'booked', 'here', 'left', 'cancelled', 'released', 'ended')",
            name="ck_seat_bookings_state",
        ),
        sa.ForeignKeyConstraint(
            ["emergency_id"], ["seat_emergencies.id"], name="fk_seat_bookings_emergency_id_seat_emergencies"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_seat_bookings_seat_id_seats"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_seat_bookings_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_seat_bookings"),
    )
    op.create_index("ix_seat_bookings_day", "seat_bookings", ["booked_on", "state"])
    op.create_index("ix_seat_bookings_staff", "seat_bookings", ["staff_id", "booked_on"])


def _create_seat_takings() -> None:
    op.create_table(
        "seat_takings",
        sa.Column("seat_id", BIG_ID, nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("half", sa.String(2), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("booking_id", sa.LargeBinary(16), nullable=False),
        sa.CheckConstraint("half IN ('am', 'pm')", name="ck_seat_takings_half"),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["seat_bookings.id"], name="fk_seat_takings_booking_id_seat_bookings"
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name="fk_seat_takings_seat_id_seats"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_seat_takings_staff_id_staff"),
        sa.PrimaryKeyConstraint("seat_id", "taken_on", "half", name="pk_seat_takings"),
    )
    op.create_index("ix_seat_takings_booking", "seat_takings", ["booking_id"])
    op.create_index("ix_seat_takings_day", "seat_takings", ["taken_on"])
    op.create_index("ux_seat_takings_person", "seat_takings", ["staff_id", "taken_on", "half"], unique=True)
