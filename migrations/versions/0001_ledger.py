"""The ledger: logs, records, tiles, heads, checks."""

import sqlalchemy as sa
from alembic import op

revision = "0001_ledger"
down_revision = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_logs()
    _create_heads()
    _create_records()
    _create_tiles()
    _create_checks()


def downgrade() -> None:
    for table in ("ledger_checks", "ledger_tiles", "ledger_records", "ledger_heads", "ledger_logs"):
        op.drop_table(table)


def _create_logs() -> None:
    op.create_table(
        "ledger_logs",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("published_size", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", INSTANT),
        sa.Column("trouble_code", sa.String(40)),
        sa.Column("trouble_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_logs"),
        sa.UniqueConstraint("origin", name="uq_ledger_logs_origin"),
    )


def _create_heads() -> None:
    op.create_table(
        "ledger_heads",
        sa.Column("log_id", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("previous_size", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("at", INSTANT),
        sa.Column("note", sa.LargeBinary()),
        sa.Column("mac", sa.LargeBinary()),
        sa.Column("cosignatures", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_logs.id"], name="fk_ledger_heads_log_id_ledger_logs"),
        sa.PrimaryKeyConstraint("log_id", "size", name="pk_ledger_heads"),
    )


def _create_records() -> None:
    op.create_table(
        "ledger_records",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("blob", sa.LargeBinary()),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("subject_1", sa.LargeBinary()),
        sa.Column("subject_2", sa.LargeBinary()),
        sa.Column("log_id", sa.SmallInteger()),
        sa.Column("leaf_index", sa.BigInteger()),
        sa.Column("head_size", sa.BigInteger()),
        sa.Column("refused_at", INSTANT),
        sa.Column("purged_by", BIG_ID),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_logs.id"], name="fk_ledger_records_log_id_ledger_logs"),
        sa.ForeignKeyConstraint(
            ["purged_by"], ["ledger_records.id"], name="fk_ledger_records_purged_by_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_records"),
        sa.UniqueConstraint("entry", name="uq_ledger_records_entry"),
        sa.UniqueConstraint("log_id", "leaf_index", name="uq_ledger_records_log_id_leaf_index"),
    )
    for subject in ("subject_1", "subject_2"):
        op.create_index(f"ix_ledger_records_{subject}", "ledger_records", [subject])


def _create_tiles() -> None:
    op.create_table(
        "ledger_tiles",
        sa.Column("log_id", sa.SmallInteger(), nullable=False),
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log_id"], ["ledger_logs.id"], name="fk_ledger_tiles_log_id_ledger_logs"),
        sa.PrimaryKeyConstraint("log_id", "level", "number", name="pk_ledger_tiles"),
    )


def _create_checks() -> None:
    op.create_table(
        "ledger_checks",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("log_id", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", INSTANT, nullable=False),
        sa.Column("findings", sa.BigInteger(), nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["log_id", "size"],
            ["ledger_heads.log_id", "ledger_heads.size"],
            name="fk_ledger_checks_log_id_size_ledger_heads",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_ledger_checks_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_checks"),
        sa.UniqueConstraint("record_id", name="uq_ledger_checks_record_id"),
    )
