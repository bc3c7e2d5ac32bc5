"""Lunch slots: the rule, plans, groups, weeks, swaps, reminders, calendar feeds."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0011_lunch"
down_revision = "0010_forecast"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_lunch_rules()
    _create_lunch_plans()
    _create_lunch_members()
    _create_lunch_weeks()
    _create_lunch_swaps()
    _create_lunch_reminders()
    _create_calendar_feeds()


def downgrade() -> None:
    op.drop_table("calendar_feeds")
    op.drop_table("lunch_reminders")
    op.drop_table("lunch_swaps")
    op.drop_table("lunch_weeks")
    op.drop_table("lunch_members")
    op.drop_table("lunch_plans")
    op.drop_table("lunch_rules")


def _create_lunch_rules() -> None:
    op.create_table(
        "lunch_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.Column("most_moved_min", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("from_on", name="pk_lunch_rules"),
    )
    # Lunch is from 12:00 to 13:00; the head may move it within one hour (지방공무원 복무규정 제2조).
    rules = sa.table(
        "lunch_rules",
        sa.column("from_on", sa.Date()),
        sa.column("starts_minute", sa.Integer()),
        sa.column("ends_minute", sa.Integer()),
        sa.column("most_moved_min", sa.Integer()),
        sa.column("basis", sa.String()),
    )
    first = {
        "starts_minute": 720,
        "ends_minute": 780,
        "most_moved_min": 60,
        "basis": "지방공무원 복무규정 제2조",
    }
    op.bulk_insert(rules, [{"from_on": date(2000, 1, 1)} | first])


def _create_lunch_plans() -> None:
    op.create_table(
        "lunch_plans",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("slot_minutes", sa.JSON(), nullable=False),
        sa.Column("slot_length_min", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_by_id", BIG_ID),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("published_by_id", BIG_ID),
        sa.Column("published_at", INSTANT),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        sa.CheckConstraint("from_on <= until_on", name="period"),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_lunch_plans_cafeteria_id_cafeterias"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_lunch_plans_made_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff.id"], name="fk_lunch_plans_published_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lunch_plans"),
    )
    op.create_index("ix_lunch_plans_cafeteria", "lunch_plans", ["cafeteria_id", "state", "from_on"])


def _create_lunch_members() -> None:
    op.create_table(
        "lunch_members",
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("least_present", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["lunch_plans.id"], name="fk_lunch_members_plan_id_lunch_plans"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_lunch_members_unit_id_units"),
        sa.PrimaryKeyConstraint("plan_id", "unit_id", name="pk_lunch_members"),
    )


def _create_lunch_weeks() -> None:
    op.create_table(
        "lunch_weeks",
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["lunch_plans.id"], name="fk_lunch_weeks_plan_id_lunch_plans"),
        sa.PrimaryKeyConstraint("plan_id", "week_on", name="pk_lunch_weeks"),
    )


def _create_lunch_swaps() -> None:
    op.create_table(
        "lunch_swaps",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("other_unit_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_by_id", BIG_ID, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_by_id", BIG_ID),
        sa.Column("answered_at", INSTANT),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'refused', 'withdrawn')", name="state"),
        sa.CheckConstraint("from_on <= until_on", name="period"),
        sa.ForeignKeyConstraint(["answered_by_id"], ["staff.id"], name="fk_lunch_swaps_answered_by_id_staff"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["staff.id"], name="fk_lunch_swaps_asked_by_id_staff"),
        sa.ForeignKeyConstraint(["other_unit_id"], ["units.id"], name="fk_lunch_swaps_other_unit_id_units"),
        sa.ForeignKeyConstraint(["plan_id"], ["lunch_plans.id"], name="fk_lunch_swaps_plan_id_lunch_plans"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_lunch_swaps_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_lunch_swaps"),
    )
    op.create_index("ix_lunch_swaps_plan", "lunch_swaps", ["plan_id", "from_on"])


def _create_lunch_reminders() -> None:
    op.create_table(
        "lunch_reminders",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("before_min", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_lunch_reminders_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_lunch_reminders"),
    )


def _create_calendar_feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("last_read_at", INSTANT),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_calendar_feeds_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_calendar_feeds"),
        sa.UniqueConstraint("token_hash", name="uq_calendar_feeds_token_hash"),
    )
