"""Files of manuals that somebody has looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0028_manual_imports"
down_revision = "0027_handovers"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "manual_imports",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("institution_id", BIG_ID, nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("planned_by_id", BIG_ID, nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        sa.Column("applied_by_id", BIG_ID),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["units.id"], name="fk_manual_imports_institution_id_units"
        ),
        *(
            sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_manual_imports_{column}_staff")
            for column in ("planned_by_id", "applied_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_manual_imports"),
    )


def downgrade() -> None:
    op.drop_table("manual_imports")
