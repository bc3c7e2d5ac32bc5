"""Meals: menus, who does not eat, and what was expected and served."""

import sqlalchemy as sa
from alembic import op

revision = "0012_meals"
down_revision = "0011_lunch"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_cafeteria_menus()
    _create_meal_opt_outs()
    _create_meal_days()
    # Who is away at noon: few trips end later than that, however many there were before.
    op.create_index("ix_trips_end", "trips", ["ends_at", "starts_at"])


def downgrade() -> None:
    op.drop_index("ix_trips_end", "trips")
    op.drop_table("meal_days")
    op.drop_table("meal_opt_outs")
    op.drop_table("cafeteria_menus")


def _create_cafeteria_menus() -> None:
    op.create_table(
        "cafeteria_menus",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("dishes", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("changed_by_id", BIG_ID),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_menus_cafeteria_id_cafeterias"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["staff.id"], name="fk_cafeteria_menus_changed_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", "served_on", name="pk_cafeteria_menus"),
    )


def _create_meal_opt_outs() -> None:
    op.create_table(
        "meal_opt_outs",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_meal_opt_outs_staff_id_staff"),
        sa.PrimaryKeyConstraint("staff_id", "served_on", name="pk_meal_opt_outs"),
    )
    op.create_index("ix_meal_opt_outs_served_on", "meal_opt_outs", ["served_on"])


def _create_meal_days() -> None:
    op.create_table(
        "meal_days",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("present", sa.Integer()),
        sa.Column("away", sa.JSON(), nullable=False),
        sa.Column("opted_out", sa.Integer()),
        sa.Column("expected", sa.Integer()),
        sa.Column("told_at", INSTANT),
        sa.Column("served", sa.Integer()),
        sa.Column("left_over", sa.Integer()),
        sa.Column("counted_by_id", BIG_ID),
        sa.Column("counted_at", INSTANT),
        sa.CheckConstraint("served IS NULL OR served >= 0", name="served"),
        sa.CheckConstraint("left_over IS NULL OR left_over >= 0", name="left_over"),
        sa.CheckConstraint("(told_at IS NULL) = (expected IS NULL)", name="told"),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_meal_days_cafeteria_id_cafeterias"
        ),
        sa.ForeignKeyConstraint(["counted_by_id"], ["staff.id"], name="fk_meal_days_counted_by_id_staff"),
        sa.PrimaryKeyConstraint("cafeteria_id", "served_on", name="pk_meal_days"),
    )
