"""Units, who works in them, who has which role, who stands in for whom."""

import sqlalchemy as sa
from alembic import op

from migrations.people.columns import INSTANT, index, key, new_id, period, reference, to, unique


def create_units() -> None:
    op.create_table("units", new_id(), sa.Column("kind", sa.String(24), nullable=False), key("units"))
    op.create_table(
        "unit_periods",
        new_id(),
        reference("unit_id"),
        reference("parent_id", nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        *period(),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="ck_unit_periods_parent"),
        to("unit_periods", "unit_id", "units"),
        to("unit_periods", "parent_id", "units"),
        key("unit_periods"),
        unique("unit_periods", "unit_id", "from_on"),
    )
    index("unit_periods", "parent_id")


def create_staff() -> None:
    op.create_table(
        "staff",
        new_id(),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("initials", sa.String(60), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("language", sa.String(2)),
        sa.Column("joined_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.Column("user_handle", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        key("staff"),
        unique("staff", "number"),
        unique("staff", "user_handle"),
    )


def create_assignments() -> None:
    op.create_table(
        "assignments",
        new_id(),
        reference("staff_id"),
        reference("unit_id"),
        sa.Column("title", sa.String(40), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        *period(),
        to("assignments", "staff_id"),
        to("assignments", "unit_id", "units"),
        key("assignments"),
        unique("assignments", "staff_id", "from_on"),
    )
    op.create_index("ix_assignments_unit", "assignments", ["unit_id", "from_on"])


def create_roles() -> None:
    op.create_table(
        "role_grants",
        new_id(),
        reference("staff_id"),
        sa.Column("role", sa.String(24), nullable=False),
        *period(),
        reference("granted_by_id", nullable=True),
        sa.Column("granted_at", INSTANT, nullable=False),
        to("role_grants", "staff_id"),
        to("role_grants", "granted_by_id"),
        key("role_grants"),
        unique("role_grants", "staff_id", "role", "from_on"),
    )
    index("role_grants", "role")


def create_deputies() -> None:
    op.create_table(
        "deputies",
        new_id(),
        reference("principal_id"),
        reference("deputy_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        reference("appointed_by_id"),
        sa.Column("appointed_at", INSTANT, nullable=False),
        sa.CheckConstraint("principal_id <> deputy_id", name="ck_deputies_other"),
        to("deputies", "principal_id"),
        to("deputies", "deputy_id"),
        to("deputies", "appointed_by_id"),
        key("deputies"),
    )
    index("deputies", "principal_id")
    index("deputies", "deputy_id")
