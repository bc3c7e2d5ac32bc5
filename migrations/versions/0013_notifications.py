"""Notifications: the notices of people become everybody's, and some are told only once."""

import sqlalchemy as sa
from alembic import op

revision = "0013_notifications"
down_revision = "0012_meals"

KEPT = "id, staff_id, kind, facts, created_at, read_at"


def upgrade() -> None:
    _create("notices", sa.Column("once", sa.String(80)))
    op.create_index("ix_notices_staff", "notices", ["staff_id", "read_at"])
    op.create_index("ux_notices_once", "notices", ["staff_id", "kind", "once"], unique=True)
    _move("people_notices", "notices")


def downgrade() -> None:
    _create("people_notices")
    op.create_index("ix_people_notices_staff", "people_notices", ["staff_id", "read_at"])
    _move("notices", "people_notices")


def _create(table: str, *further: sa.Column[str]) -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        table,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", instant, nullable=False),
        sa.Column("read_at", instant),
        *further,
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=f"fk_{table}_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _move(source: str, target: str) -> None:
    op.execute(f"INSERT INTO {target} ({KEPT}) SELECT {KEPT} FROM {source}")  # noqa: S608 - names of tables
    op.drop_table(source)
    if op.get_bind().dialect.name == "postgresql":
        newest = f"(SELECT max(id) FROM {target})"  # noqa: S608 - the name of a table
        op.execute(f"SELECT setval(pg_get_serial_sequence('{target}', 'id'), coalesce({newest}, 1))")
