"""What is kept about people: notices, consents, imports of staff, the log of looks."""

import sqlalchemy as sa
from alembic import op

from migrations.people.columns import BIG_ID, INSTANT, index, key, new_id, reference, to


def create_notices() -> None:
    op.create_table(
        "people_notices",
        new_id(),
        reference("staff_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        to("people_notices", "staff_id"),
        key("people_notices"),
    )
    op.create_index("ix_people_notices_staff", "people_notices", ["staff_id", "read_at"])


def create_consents() -> None:
    op.create_table(
        "consents",
        new_id(),
        reference("staff_id"),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        to("consents", "staff_id"),
        key("consents"),
    )
    index("consents", "staff_id")


def create_imports() -> None:
    op.create_table(
        "staff_imports",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        reference("applied_by_id", nullable=True),
        sa.Column("undone_at", INSTANT),
        reference("undone_by_id", nullable=True),
        to("staff_imports", "applied_by_id"),
        to("staff_imports", "undone_by_id"),
        key("staff_imports"),
    )
    index("staff_imports", "applied_at")
    op.create_table(
        "staff_import_changes",
        sa.Column("import_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(24), nullable=False),
        sa.Column("row_id", BIG_ID, nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        to("staff_import_changes", "import_id", "staff_imports"),
        key("staff_import_changes", "import_id", "position"),
    )


def create_access_log() -> None:
    op.create_table(
        "access_log",
        new_id(),
        reference("viewer_id"),
        reference("subject_id"),
        sa.Column("what_kind", sa.String(40), nullable=False),
        sa.Column("what_id", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        to("access_log", "viewer_id"),
        to("access_log", "subject_id"),
        key("access_log"),
    )
    index("access_log", "viewer_id")
    op.create_index("ix_access_log_subject", "access_log", ["subject_id", "id"])
    op.create_index("ix_access_log_what", "access_log", ["what_kind", "what_id"])
