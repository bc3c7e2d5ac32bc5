"""Rotation: rules, wishes, plans, balances, swaps."""

from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019_rotation"
down_revision = "0018_remote_days"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_rotation_shares()
    _create_rotation_exclusions()
    _create_rotation_posts()
    _create_rotation_post_members()
    _create_rotation_wishes()
    _create_rotation_floors()
    _create_rotation_outbreaks()
    _create_rotation_group_members()
    _create_rotation_plans()
    _create_rotation_lines()
    _create_rotation_swaps()


def downgrade() -> None:
    op.drop_table("rotation_swaps")
    op.drop_table("rotation_lines")
    op.drop_table("rotation_plans")
    op.drop_table("rotation_group_members")
    op.drop_table("rotation_outbreaks")
    op.drop_table("rotation_floors")
    op.drop_table("rotation_wishes")
    op.drop_table("rotation_post_members")
    op.drop_table("rotation_posts")
    op.drop_table("rotation_exclusions")
    op.drop_table("rotation_shares")


def _create_rotation_shares() -> None:
    op.create_table(
        "rotation_shares",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("of_parts", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("parts >= 0 AND parts < of_parts", name="ck_rotation_shares_share"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_shares_made_by_id_staff"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rotation_shares_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_shares"),
    )
    op.create_index("ix_rotation_shares_unit", "rotation_shares", ["unit_id", "from_on"])
    # A third at home each day, until the organisation decides otherwise.
    shares = sa.table(
        "rotation_shares",
        *(sa.column(name) for name in ("parts", "of_parts", "basis")),
        sa.column("from_on", sa.Date()),
        sa.column("made_at", INSTANT),
    )
    op.bulk_insert(
        shares,
        [
            {
                "from_on": date(2000, 1, 1),
                "parts": 1,
                "of_parts": 3,
                "basis": "지방공무원 복무규정 제3조",
                "made_at": datetime(2000, 1, 1, tzinfo=UTC),
            }
        ],
    )


def _create_rotation_exclusions() -> None:
    op.create_table(
        "rotation_exclusions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_rotation_exclusions_period"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_exclusions_made_by_id_staff"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_exclusions_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_exclusions"),
    )
    op.create_index("ix_rotation_exclusions_staff_id", "rotation_exclusions", ["staff_id"])


def _create_rotation_posts() -> None:
    op.create_table(
        "rotation_posts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("least_present", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("least_present > 0", name="ck_rotation_posts_least"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ck_rotation_posts_period"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_posts_made_by_id_staff"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rotation_posts_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_posts"),
    )
    op.create_index("ix_rotation_posts_unit_id", "rotation_posts", ["unit_id"])


def _create_rotation_post_members() -> None:
    op.create_table(
        "rotation_post_members",
        sa.Column("post_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["rotation_posts.id"], name="fk_rotation_post_members_post_id_rotation_posts"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_post_members_staff_id_staff"),
        sa.PrimaryKeyConstraint("post_id", "staff_id", name="pk_rotation_post_members"),
    )


def _create_rotation_wishes() -> None:
    op.create_table(
        "rotation_wishes",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("want", sa.String(6), nullable=False),
        sa.Column("is_fixed", sa.Boolean(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("want IN ('home', 'office')", name="ck_rotation_wishes_want"),
        sa.CheckConstraint("until_on >= from_on", name="ck_rotation_wishes_period"),
        sa.CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 4", name="ck_rotation_wishes_weekday"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_wishes_made_by_id_staff"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_wishes_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_wishes"),
    )
    op.create_index("ix_rotation_wishes_staff", "rotation_wishes", ["staff_id", "until_on"])


def _create_rotation_floors() -> None:
    op.create_table(
        "rotation_floors",
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("floor", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rotation_floors_unit_id_units"),
        sa.PrimaryKeyConstraint("unit_id", "from_on", name="pk_rotation_floors"),
    )


def _create_rotation_outbreaks() -> None:
    op.create_table(
        "rotation_outbreaks",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.CheckConstraint("until_on >= from_on", name="ck_rotation_outbreaks_period"),
        sa.CheckConstraint("groups BETWEEN 2 AND 4", name="ck_rotation_outbreaks_groups"),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_outbreaks_made_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_outbreaks"),
    )


def _create_rotation_group_members() -> None:
    op.create_table(
        "rotation_group_members",
        sa.Column("outbreak_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbreak_id"],
            ["rotation_outbreaks.id"],
            name="fk_rotation_group_members_outbreak_id_rotation_outbreaks",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_group_members_staff_id_staff"),
        sa.PrimaryKeyConstraint("outbreak_id", "staff_id", name="pk_rotation_group_members"),
    )


def _create_rotation_plans() -> None:
    op.create_table(
        "rotation_plans",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=True),
        sa.Column("of_parts", sa.Integer(), nullable=True),
        sa.Column("base_id", BIG_ID, nullable=True),
        sa.Column("work", sa.String(10), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.String(32), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("published_by_id", BIG_ID, nullable=True),
        sa.Column("published_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "parts IS NULL OR (parts > 0 AND parts < of_parts)", name="ck_rotation_plans_share"
        ),
        sa.CheckConstraint(
            "work IN ('none', 'asked', 'solving', 'solved', 'impossible', 'failed')",
            name="ck_rotation_plans_work",
        ),
        sa.CheckConstraint("from_on <= until_on", name="ck_rotation_plans_period"),
        sa.CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="ck_rotation_plans_state"),
        sa.ForeignKeyConstraint(
            ["base_id"], ["rotation_plans.id"], name="fk_rotation_plans_base_id_rotation_plans"
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_rotation_plans_made_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["staff.id"], name="fk_rotation_plans_published_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_plans"),
    )
    op.create_index("ix_rotation_plans_state", "rotation_plans", ["state", "from_on"])
    op.create_index("ix_rotation_plans_work", "rotation_plans", ["work", "lease_until"])


def _create_rotation_lines() -> None:
    op.create_table(
        "rotation_lines",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("of_parts", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("days", sa.String(371), nullable=False),
        sa.Column("planned", sa.String(371), nullable=False),
        sa.Column("unmet", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["rotation_plans.id"], name="fk_rotation_lines_plan_id_rotation_plans"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_lines_staff_id_staff"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_rotation_lines_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_lines"),
        sa.UniqueConstraint("plan_id", "staff_id", name="uq_rotation_lines_plan_id_staff_id"),
    )
    op.create_index("ix_rotation_lines_staff", "rotation_lines", ["staff_id"])
    op.create_index("ix_rotation_lines_unit", "rotation_lines", ["plan_id", "unit_id"])


def _create_rotation_swaps() -> None:
    op.create_table(
        "rotation_swaps",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("plan_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("gives_on", sa.Date(), nullable=False),
        sa.Column("other_id", BIG_ID, nullable=False),
        sa.Column("takes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'done', 'refused', 'withdrawn')", name="ck_rotation_swaps_state"
        ),
        sa.CheckConstraint("staff_id <> other_id", name="ck_rotation_swaps_other"),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff.id"], name="fk_rotation_swaps_decided_by_id_staff"
        ),
        sa.ForeignKeyConstraint(["other_id"], ["staff.id"], name="fk_rotation_swaps_other_id_staff"),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["rotation_plans.id"], name="fk_rotation_swaps_plan_id_rotation_plans"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_rotation_swaps_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_rotation_swaps"),
    )
    op.create_index("ix_rotation_swaps_other", "rotation_swaps", ["other_id", "state"])
    op.create_index("ix_rotation_swaps_plan_id", "rotation_swaps", ["plan_id"])
    op.create_index("ix_rotation_swaps_staff", "rotation_swaps", ["staff_id", "state"])
