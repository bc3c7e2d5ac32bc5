"""What is kept of past days for the forecast."""

import sqlalchemy as sa
from alembic import op

revision = "0010_forecast"
down_revision = "0009_crowd"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_cafeteria_queue_steps()
    _create_cafeteria_served_days()


def downgrade() -> None:
    op.drop_table("cafeteria_served_days")
    op.drop_table("cafeteria_queue_steps")


def _create_cafeteria_queue_steps() -> None:
    op.create_table(
        "cafeteria_queue_steps",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("queue", sa.Double(), nullable=False),
        sa.Column("wait_min", sa.Double(), nullable=False),
        sa.Column("arrivals", sa.Double(), nullable=False),
        sa.Column("readings", sa.Integer(), nullable=False),
        sa.Column("low_min", sa.Double()),
        sa.Column("mid_min", sa.Double()),
        sa.Column("high_min", sa.Double()),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_queue_steps_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", "served_on", "minute", name="pk_cafeteria_queue_steps"),
    )


def _create_cafeteria_served_days() -> None:
    op.create_table(
        "cafeteria_served_days",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("dishes", sa.JSON(), nullable=False),
        sa.Column("served_per_minute", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_served_days_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", "served_on", name="pk_cafeteria_served_days"),
    )
