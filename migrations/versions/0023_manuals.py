"""Work manuals: tasks, revisions, drafts, and the articles that they cite."""

import sqlalchemy as sa
from alembic import op

revision = "0023_manuals"
down_revision = "0022_laws"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_manuals()
    _create_manual_shares()
    _create_manual_notes()
    _create_manual_marks()
    _create_manual_owners()
    _create_manual_revisions()
    _create_manual_proposals()
    _create_manual_drafts()
    _create_manual_citations()
    _create_law_flags()


def downgrade() -> None:
    for table in (
        *("law_flags", "manual_citations", "manual_drafts", "manual_proposals", "manual_revisions"),
        *("manual_owners", "manual_marks", "manual_notes", "manual_shares", "manuals"),
    ):
        op.drop_table(table)


def _create_manuals() -> None:
    op.create_table(
        "manuals",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("owner_id", BIG_ID),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("review_months", sa.Integer(), nullable=False),
        sa.Column("review_by", sa.Date()),
        sa.Column("verified_at", INSTANT),
        sa.Column("verified_by_id", BIG_ID),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", INSTANT),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("inherited", sa.String(12)),
        sa.Column("nagged", sa.Integer(), nullable=False),
        sa.Column("nagged_on", sa.Date()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("inherited IN ('left', 'moved', 'unit_gone')", name="inherited"),
        sa.CheckConstraint("review_months > 0", name="review_months"),
        sa.ForeignKeyConstraint(["institution_id"], ["units.id"], name="fk_manuals_institution_id_units"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_manuals_unit_id_units"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_manuals_owner_id_staff"),
        sa.ForeignKeyConstraint(["verified_by_id"], ["staff.id"], name="fk_manuals_verified_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_manuals"),
        sa.UniqueConstraint("key", name="uq_manuals_key"),
    )
    op.create_index("ix_manuals_code", "manuals", ["institution_id", "code"])
    op.create_index("ix_manuals_inherited", "manuals", ["inherited", "institution_id"])
    op.create_index("ix_manuals_institution", "manuals", ["institution_id", "is_open", "title", "id"])
    op.create_index("ix_manuals_nagging", "manuals", ["nagged", "review_by"])
    op.create_index("ix_manuals_owner", "manuals", ["owner_id", "is_open", "title", "id"])
    op.create_index("ix_manuals_review", "manuals", ["institution_id", "is_open", "review_by", "id"])
    op.create_index("ix_manuals_unit", "manuals", ["unit_id", "is_open", "title", "id"])


def _create_manual_shares() -> None:
    op.create_table(
        "manual_shares",
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_shares_manual_id_manuals"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_manual_shares_unit_id_units"),
        sa.PrimaryKeyConstraint("manual_id", "unit_id", name="pk_manual_shares"),
    )
    op.create_index("ix_manual_shares_unit", "manual_shares", ["unit_id"])


def _create_manual_notes() -> None:
    op.create_table(
        "manual_notes",
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("section", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", BIG_ID, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_notes_manual_id_manuals"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_manual_notes_unit_id_units"),
        sa.ForeignKeyConstraint(["saved_by_id"], ["staff.id"], name="fk_manual_notes_saved_by_id_staff"),
        sa.PrimaryKeyConstraint("manual_id", "unit_id", "section", name="pk_manual_notes"),
    )


def _create_manual_marks() -> None:
    op.create_table(
        "manual_marks",
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("is_watched", sa.Boolean(), nullable=False),
        sa.Column("is_favourite", sa.Boolean(), nullable=False),
        sa.Column("seen_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_watched OR is_favourite", name="asked_for"),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_marks_manual_id_manuals"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_manual_marks_staff_id_staff"),
        sa.PrimaryKeyConstraint("manual_id", "staff_id", name="pk_manual_marks"),
    )
    op.create_index("ix_manual_marks_staff", "manual_marks", ["staff_id"])


def _create_manual_owners() -> None:
    op.create_table(
        "manual_owners",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("owner_id", BIG_ID),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("why", sa.String(12), nullable=False),
        sa.Column("by_id", BIG_ID),
        sa.Column("from_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "why IN ('created', 'given', 'handover', 'left', 'moved', 'unit_gone')",
            name="why",
        ),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_owners_manual_id_manuals"),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_manual_owners_owner_id_staff"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_manual_owners_unit_id_units"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_manual_owners_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_manual_owners"),
    )
    op.create_index("ix_manual_owners_manual", "manual_owners", ["manual_id", "from_at"])
    op.create_index("ix_manual_owners_owner", "manual_owners", ["owner_id"])


def _create_manual_revisions() -> None:
    op.create_table(
        "manual_revisions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("number", BIG_ID, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("overview", sa.Text(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.Column("laws", sa.Text(), nullable=False),
        sa.Column("contacts", sa.Text(), nullable=False),
        sa.Column("tips", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("record_id", BIG_ID),
        sa.CheckConstraint(
            "reason IN ('first', 'law', 'guidance', 'error', 'update', 'restore', 'import', 'undone')",
            name="reason",
        ),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_revisions_manual_id_manuals"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_manual_revisions_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_manual_revisions_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_manual_revisions"),
        sa.UniqueConstraint("manual_id", "number", name="uq_manual_revisions_manual_id_number"),
        sa.UniqueConstraint("key", name="uq_manual_revisions_key"),
    )
    op.create_index("ix_manual_revisions_by", "manual_revisions", ["by_id", "published_at"])
    op.create_index("ix_manual_revisions_record", "manual_revisions", ["record_id"])


def _create_manual_proposals() -> None:
    op.create_table(
        "manual_proposals",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("overview", sa.Text()),
        sa.Column("process", sa.Text()),
        sa.Column("laws", sa.Text()),
        sa.Column("contacts", sa.Text()),
        sa.Column("tips", sa.Text()),
        sa.Column("materials", sa.Text()),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("number", sa.Integer()),
        sa.CheckConstraint(
            "reason IN ('first', 'law', 'guidance', 'error', 'update', 'restore', 'import', 'undone')",
            name="reason",
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'published', 'refused', 'withdrawn', 'collided')",
            name="state",
        ),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_proposals_manual_id_manuals"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_manual_proposals_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_manual_proposals"),
    )
    op.create_index("ix_manual_proposals_by", "manual_proposals", ["by_id", "proposed_at"])
    op.create_index("ix_manual_proposals_manual", "manual_proposals", ["manual_id", "state"])


def _create_manual_drafts() -> None:
    op.create_table(
        "manual_drafts",
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("section", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_drafts_manual_id_manuals"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_manual_drafts_staff_id_staff"),
        sa.PrimaryKeyConstraint("manual_id", "staff_id", "section", name="pk_manual_drafts"),
    )
    op.create_index("ix_manual_drafts_staff", "manual_drafts", ["staff_id", "saved_at"])


# The articles that manuals cite, and what a new version of a law changes in them ---------------------------


def _create_manual_citations() -> None:
    op.create_table(
        "manual_citations",
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("law_key", sa.String(200), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("law_title", sa.String(200), nullable=False),
        sa.Column("law_id", BIG_ID),
        sa.Column("version_id", BIG_ID),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_manual_citations_manual_id_manuals"),
        sa.ForeignKeyConstraint(["law_id"], ["laws.id"], name="fk_manual_citations_law_id_laws"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_versions.id"], name="fk_manual_citations_version_id_law_versions"
        ),
        sa.PrimaryKeyConstraint("manual_id", "law_key", "place", name="pk_manual_citations"),
    )
    known = sa.text("law_id IS NOT NULL")
    op.create_index(
        "ix_manual_citations_law",
        "manual_citations",
        ["law_id", "version_id", "place"],
        sqlite_where=known,
        postgresql_where=known,
    )
    unknown = sa.text("law_id IS NULL")
    op.create_index(
        "ix_manual_citations_unknown",
        "manual_citations",
        ["law_key"],
        sqlite_where=unknown,
        postgresql_where=unknown,
    )


def _create_law_flags() -> None:
    op.create_table(
        "law_flags",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("law_id", BIG_ID, nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("from_version_id", BIG_ID, nullable=False),
        sa.Column("version_id", BIG_ID, nullable=False),
        sa.Column("flagged_at", INSTANT, nullable=False),
        sa.Column("cleared_at", INSTANT),
        sa.Column("cleared_by_id", BIG_ID),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_law_flags_manual_id_manuals"),
        sa.ForeignKeyConstraint(["law_id"], ["laws.id"], name="fk_law_flags_law_id_laws"),
        sa.ForeignKeyConstraint(
            ["from_version_id"], ["law_versions.id"], name="fk_law_flags_from_version_id_law_versions"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["law_versions.id"], name="fk_law_flags_version_id_law_versions"
        ),
        sa.ForeignKeyConstraint(["cleared_by_id"], ["staff.id"], name="fk_law_flags_cleared_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_law_flags"),
        sa.UniqueConstraint(
            "manual_id", "place", "version_id", name="uq_law_flags_manual_id_place_version_id"
        ),
    )
    is_open = sa.text("cleared_at IS NULL")
    op.create_index(
        "ix_law_flags_open", "law_flags", ["manual_id"], sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_index("ix_law_flags_version", "law_flags", ["version_id"])
