"""Days off that were entered, and the cafeterias."""

import sqlalchemy as sa
from alembic import op

revision = "0008_cafeterias"
down_revision = "0007_approval_party"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_special_days()
    _create_cafeterias()
    _create_cafeteria_closures()


def downgrade() -> None:
    op.drop_table("cafeteria_closures")
    op.drop_table("cafeterias")
    op.drop_table("special_days")


def _create_special_days() -> None:
    op.create_table(
        "special_days",
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_by_id", BIG_ID),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["staff.id"], name="fk_special_days_made_by_id_staff"),
        sa.PrimaryKeyConstraint("held_on", name="pk_special_days"),
    )


def _create_cafeterias() -> None:
    op.create_table(
        "cafeterias",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("counters", sa.Integer(), nullable=False),
        sa.Column("served_per_minute", sa.Double(), nullable=False),
        sa.Column("normal_min", sa.Integer(), nullable=False),
        sa.Column("busy_min", sa.Integer(), nullable=False),
        sa.Column("packed_min", sa.Integer(), nullable=False),
        sa.Column("has_lobby", sa.Boolean(), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("normal_min < busy_min AND busy_min < packed_min", name="bounds"),
        sa.CheckConstraint("opens_minute < closes_minute", name="hours"),
        sa.CheckConstraint("served_per_minute > 0", name="rate"),
        sa.PrimaryKeyConstraint("id", name="pk_cafeterias"),
        sa.UniqueConstraint("name", name="uq_cafeterias_name"),
    )


def _create_cafeteria_closures() -> None:
    op.create_table(
        "cafeteria_closures",
        sa.Column("cafeteria_id", BIG_ID, nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["cafeteria_id"], ["cafeterias.id"], name="fk_cafeteria_closures_cafeteria_id_cafeterias"
        ),
        sa.PrimaryKeyConstraint("cafeteria_id", "closed_on", name="pk_cafeteria_closures"),
    )
