"""The columns, keys and indexes that the tables of people have alike; only 0002 is made of them."""

import sqlalchemy as sa
from alembic import op

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def new_id() -> sa.Column:
    return sa.Column("id", BIG_ID, nullable=False)


def reference(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, BIG_ID, nullable=nullable)


def period() -> tuple[sa.Column, sa.Column]:
    return sa.Column("from_on", sa.Date(), nullable=False), sa.Column("until_on", sa.Date())


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def to(table: str, column: str, target: str = "staff") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
