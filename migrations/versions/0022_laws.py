"""Amounts of the organisation, and laws in all their versions."""

import sqlalchemy as sa
from alembic import op

revision = "0022_laws"
down_revision = "0021_meetings"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_rates()
    _create_laws()
    _create_law_names()
    _create_law_versions()
    _create_law_articles()
    _create_law_annexes()
    _create_law_uploads()


def downgrade() -> None:
    for table in (
        "law_uploads",
        "law_annexes",
        "law_articles",
        "law_versions",
        "law_names",
        "laws",
        "rates",
    ):
        op.drop_table(table)


def _create_rates() -> None:
    op.create_table(
        "rates",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("amount", sa.Integer()),
        sa.Column("unit", sa.String(8), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("certainty", sa.String(1), nullable=False),
        sa.Column("set_by_id", BIG_ID),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.CheckConstraint("amount >= 0", name="amount"),
        sa.CheckConstraint("unit IN ('won', 'day', 'hour', 'percent')", name="unit"),
        sa.CheckConstraint("certainty IN ('H', 'M', 'L')", name="certainty"),
        sa.ForeignKeyConstraint(["set_by_id"], ["staff.id"], name="fk_rates_set_by_id_staff"),
        sa.PrimaryKeyConstraint("key", "from_on", name="pk_rates"),
    )


def _create_laws() -> None:
    op.create_table(
        "laws",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("ministry", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_laws"),
        sa.UniqueConstraint("number", name="uq_laws_number"),
    )


def _create_law_names() -> None:
    op.create_table(
        "law_names",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("law_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("is_short", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["law_id"], ["laws.id"], name="fk_law_names_law_id_laws"),
        sa.PrimaryKeyConstraint("key", name="pk_law_names"),
    )
    op.create_index("ix_law_names_law", "law_names", ["law_id"])


def _create_law_versions() -> None:
    op.create_table(
        "law_versions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("law_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("promulgated_on", sa.Date(), nullable=False),
        sa.Column("promulgation_number", sa.String(20), nullable=False),
        sa.Column("in_force_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(500), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("imported_by_id", BIG_ID),
        sa.ForeignKeyConstraint(["law_id"], ["laws.id"], name="fk_law_versions_law_id_laws"),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["staff.id"], name="fk_law_versions_imported_by_id_staff"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_law_versions"),
        sa.UniqueConstraint(
            "law_id",
            "promulgated_on",
            "promulgation_number",
            "in_force_on",
            name="uq_law_versions_promulgation",
        ),
    )


def _create_law_articles() -> None:
    op.create_table(
        "law_articles",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("article", sa.Integer(), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("chapter", sa.String(300), nullable=False),
        sa.Column("heading", sa.String(300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("part IN ('main', 'addendum')", name="part"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_versions.id"], name="fk_law_articles_version_id_law_versions"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_law_articles"),
        sa.UniqueConstraint(
            "version_id", "part", "article", "branch", name="uq_law_articles_version_id_part_article_branch"
        ),
    )


def _create_law_annexes() -> None:
    op.create_table(
        "law_annexes",
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(40), nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_versions.id"], name="fk_law_annexes_version_id_law_versions"
        ),
        sa.PrimaryKeyConstraint("version_id", "position", name="pk_law_annexes"),
    )


def _create_law_uploads() -> None:
    op.create_table(
        "law_uploads",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("planned_by_id", BIG_ID, nullable=False),
        sa.Column("applied_at", INSTANT),
        sa.Column("versions", sa.Integer()),
        sa.Column("flags", sa.Integer()),
        sa.ForeignKeyConstraint(["planned_by_id"], ["staff.id"], name="fk_law_uploads_planned_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_law_uploads"),
    )
