"""Crowding: sensors, readings, reports of diners, and the answer that watchers get."""

import sqlalchemy as sa
from alembic import op

revision = "0009_crowd"
down_revision = "0008_cafeterias"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_cafeteria_sensors()
    _create_cafeteria_readings()
    _create_cafeteria_queue_reports()
    _create_cafeteria_report_budgets()
    _create_cafeteria_snapshots()
    _create_cafeteria_outlooks()


def downgrade() -> None:
    op.drop_table("cafeteria_outlooks")
    op.drop_table("cafeteria_snapshots")
    op.drop_table("cafeteria_report_budgets")
    op.drop_table("cafeteria_queue_reports")
    op.drop_table("cafeteria_readings")
    op.drop_table("cafeteria_sensors")


def _create_cafeteria_sensors() -> None:
    op.create_table(
        "cafeteria_sensors",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("made_by_id", BIG_ID),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("last_seen_at", INSTANT),
        sa.Column("clock_offset_s", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_sensors_cafeteria_id_cafeterias"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_cafeteria_sensors_made_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_cafeteria_sensors"),
        sa.UniqueConstraint("key_hash", name="uq_cafeteria_sensors_key_hash"),
    )
    op.create_index("ix_cafeteria_sensors_cafeteria_id", "cafeteria_sensors", ["cafeteria_id"])


def _create_cafeteria_readings() -> None:
    op.create_table(
        "cafeteria_readings",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("sensor_id", BIG_ID),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("measured_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("repeat_id", sa.LargeBinary(16), nullable=False),
        sa.CheckConstraint("kind IN ('level', 'queue', 'entries', 'exits', 'served')", name="kind"),
        sa.CheckConstraint("value >= 0", name="value"),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_readings_cafeteria_id_cafeterias"
        ),
        sa.ForeignKeyConstraint(
            ["sensor_id"], ["cafeteria_sensors.id"], name="fk_cafeteria_readings_sensor_id_cafeteria_sensors"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cafeteria_readings"),
    )
    op.create_index("ix_cafeteria_readings_measured", "cafeteria_readings", ["cafeteria_id", "measured_at"])
    op.create_index(
        "ix_cafeteria_readings_repeat", "cafeteria_readings", ["cafeteria_id", "repeat_id"], unique=True
    )
    op.create_index("ix_cafeteria_readings_sensor_id", "cafeteria_readings", ["sensor_id"])


def _create_cafeteria_queue_reports() -> None:
    op.create_table(
        "cafeteria_queue_reports",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("served_at", INSTANT),
        sa.CheckConstraint("served_at IS NULL OR served_at >= joined_at", name="order"),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_queue_reports_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cafeteria_queue_reports"),
    )
    op.create_index(
        "ix_cafeteria_queue_reports_joined", "cafeteria_queue_reports", ["cafeteria_id", "joined_at"]
    )


def _create_cafeteria_report_budgets() -> None:
    op.create_table(
        "cafeteria_report_budgets",
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("open_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name="pk_cafeteria_report_budgets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cafeteria_report_budgets_told_on", "cafeteria_report_budgets", ["told_on"])


def _create_cafeteria_snapshots() -> None:
    op.create_table(
        "cafeteria_snapshots",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lobby_body", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_snapshots_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", name="pk_cafeteria_snapshots"),
    )


def _create_cafeteria_outlooks() -> None:
    op.create_table(
        "cafeteria_outlooks",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_outlooks_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", name="pk_cafeteria_outlooks"),
    )
