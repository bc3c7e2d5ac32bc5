"""Flexible hours: the types and their rules, what was asked for, duty days."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0017_flexible_hours"
down_revision = "0016_leave"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

_NUMBERS = (
    "earliest_minute",
    "latest_minute",
    "step_min",
    "shortest_min",
    "longest_min",
    "week_min",
    "break_min",
    "break_from_min",
    "ask_before_min",
)


def upgrade() -> None:
    _create_hours_rules()
    _create_flexible_hours()
    _create_flexible_days()
    _create_duty_days()


def downgrade() -> None:
    op.drop_table("duty_days")
    op.drop_table("flexible_days")
    op.drop_table("flexible_hours")
    op.drop_table("hours_rules")


def _create_hours_rules() -> None:
    rules = op.create_table(
        "hours_rules",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("manner", sa.String(12), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=name == "week_min") for name in _NUMBERS),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.CheckConstraint("manner IN ('daily', 'compressed', 'own_time')", name="manner"),
        sa.PrimaryKeyConstraint("code", "from_on", name="pk_hours_rules"),
    )
    _seed_hours_rules(rules)


def _seed_hours_rules(rules: sa.Table) -> None:
    # The day is from 09:00 to 18:00 with an hour for lunch (지방공무원 복무규정 제2조); staggered hours are
    # eight hours that begin between 07:00 and 10:00, in steps of half an hour (제3조).
    both = {
        "manner": "daily",
        "from_on": date(2000, 1, 1),
        "is_offered": True,
        "step_min": 30,
        "shortest_min": 480,
        "longest_min": 480,
        "week_min": None,
        "break_min": 60,
        "break_from_min": 240,
        "ask_before_min": 0,
    }
    ordinary = {
        "code": "ordinary",
        "name": "정규 근무",
        "earliest_minute": 540,
        "latest_minute": 540,
        "basis": "지방공무원 복무규정 제2조",
    }
    staggered = {
        "code": "staggered",
        "name": "시차출퇴근",
        "earliest_minute": 420,
        "latest_minute": 600,
        "basis": "지방공무원 복무규정 제3조",
    }
    # Forty hours on four days of four to twelve, or with three and a half of them; and work whose hours are
    # the person's own, counted as eight. Which work they suit is each organisation's to say.
    compressed = {
        "code": "compressed",
        "name": "집약근무",
        "manner": "compressed",
        "earliest_minute": 420,
        "latest_minute": 600,
        "shortest_min": 240,
        "longest_min": 720,
        "week_min": 2400,
        "break_from_min": 270,
        "basis": "지방공무원 복무규정 제3조",
    }
    own_time = {
        "code": "own-time",
        "name": "재량근무",
        "manner": "own_time",
        "earliest_minute": 540,
        "latest_minute": 540,
        "basis": "지방공무원 복무규정 제3조",
    }
    op.bulk_insert(rules, [both | row for row in (ordinary, staggered, compressed, own_time)])


def _create_flexible_hours() -> None:
    op.create_table(
        "flexible_hours",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("holds_from_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("free_weekday", sa.Integer()),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("review_reason", sa.String(500)),
        sa.CheckConstraint("until_on >= from_on", name="period"),
        sa.CheckConstraint("free_weekday >= 0 AND free_weekday <= 4", name="free_weekday"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_flexible_hours_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_flexible_hours"),
    )
    op.create_index("ix_flexible_hours_staff", "flexible_hours", ["staff_id", "until_on"])
    op.create_index("ix_flexible_hours_end", "flexible_hours", ["until_on", "holds_from_on"])


def _create_flexible_days() -> None:
    op.create_table(
        "flexible_days",
        sa.Column("hours_id", sa.LargeBinary(16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_minute", sa.Integer(), nullable=False),
        sa.Column("ends_minute", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 6", name="weekday"),
        sa.CheckConstraint("ends_minute > starts_minute", name="length"),
        sa.ForeignKeyConstraint(
            ["hours_id"], ["flexible_hours.id"], name="fk_flexible_days_hours_id_flexible_hours"
        ),
        sa.PrimaryKeyConstraint("hours_id", "weekday", name="pk_flexible_days"),
    )


def _create_duty_days() -> None:
    op.create_table(
        "duty_days",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("unit_id", BIG_ID),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_by_id", BIG_ID),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("kind IN ('training', 'emergency')", name="kind"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_duty_days_unit_id_units"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_duty_days_made_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_days"),
    )
    op.create_index("ix_duty_days_held_on", "duty_days", ["held_on"])
