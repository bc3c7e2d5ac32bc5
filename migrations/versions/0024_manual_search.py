"""The index of manuals, synonyms, and what was not found."""

import sqlalchemy as sa
from alembic import op

revision = "0024_manual_search"
down_revision = "0023_manuals"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_entries()
    _create_bits()
    _create_words()
    _create_synonyms()
    _create_unfound()


def downgrade() -> None:
    op.drop_table("manual_unfound_queries")
    op.drop_table("manual_synonyms")
    op.drop_table("manual_search_words")
    op.drop_table("manual_search_bits")
    op.drop_table("manual_search_entries")


def _create_entries() -> None:
    op.create_table(
        "manual_search_entries",
        sa.Column("manual_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("manual_id", name="pk_manual_search_entries"),
    )
    op.create_index("ix_manual_search_entries_institution", "manual_search_entries", ["institution_id"])


def _create_bits() -> None:
    op.create_table(
        "manual_search_bits",
        sa.Column("token", sa.String(24), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("token", "block", name="pk_manual_search_bits"),
    )


def _create_words() -> None:
    op.create_table(
        "manual_search_words",
        sa.Column("word", sa.String(20), nullable=False),
        sa.Column("keys", sa.LargeBinary(80), nullable=False),
        sa.Column("backwards", sa.LargeBinary(80), nullable=False),
        sa.Column("initials", sa.LargeBinary(20), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_manual_search_words"),
    )
    for column in ("keys", "backwards", "initials"):
        op.create_index(f"ix_manual_search_words_{column}", "manual_search_words", [column])


def _create_synonyms() -> None:
    op.create_table(
        "manual_synonyms",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("institution_id", BIG_ID, nullable=False),
        sa.Column("word", sa.String(20), nullable=False),
        sa.Column("meaning", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("by_id", BIG_ID),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= from_on", name="days"),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["units.id"], name="fk_manual_synonyms_institution_id_units"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_manual_synonyms_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_manual_synonyms"),
        sa.UniqueConstraint(
            "institution_id",
            "word",
            "meaning",
            "from_on",
            name="uq_manual_synonyms_institution_id_word_meaning_from_on",
        ),
    )


def _create_unfound() -> None:
    op.create_table(
        "manual_unfound_queries",
        sa.Column("institution_id", BIG_ID, nullable=False),
        sa.Column("query", sa.String(100), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("answered_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["units.id"], name="fk_manual_unfound_queries_institution_id_units"
        ),
        sa.PrimaryKeyConstraint("institution_id", "query", name="pk_manual_unfound_queries"),
    )
    op.create_index("ix_manual_unfound_queries_last", "manual_unfound_queries", ["institution_id", "last_on"])
