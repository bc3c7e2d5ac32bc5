"""Leave: its kinds and rules, the leaves, files of the personnel system."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0016_leave"
down_revision = "0015_approval_lines"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

# The order has whole days and hours; that four of a day's eight hours are taken at once is custom.
ANNUAL, TRAINING = "지방공무원 복무규정 제7조", "지방공무원 교육훈련법"
# Code, name, how it counts, whole days, halves, needs a reason, from how many days on a paper, basis.
KINDS = (
    ("annual", "연가", "leave", True, False, False, None, ANNUAL),
    ("half", "반차", "leave", False, True, False, None, ANNUAL),
    ("sick", "병가", "leave", True, True, True, 7, f"{ANNUAL}의5"),
    ("official", "공가", "leave", True, True, True, None, f"{ANNUAL}의6"),
    ("special", "특별휴가", "leave", True, True, True, None, f"{ANNUAL}의7"),
    ("training", "교육", "training", True, True, True, None, TRAINING),
)


def upgrade() -> None:
    _create_leave_kinds()
    _create_leave_rules()
    _create_leave_imports()
    _create_leaves()


def downgrade() -> None:
    op.execute("DELETE FROM absences WHERE source_kind = 'leave'")
    op.drop_table("leaves")
    op.drop_table("leave_imports")
    op.drop_table("leave_rules")
    op.drop_table("leave_kinds")


def _create_leave_kinds() -> None:
    kinds = op.create_table(
        "leave_kinds",
        sa.Column("code", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("absence", sa.String(12), nullable=False),
        sa.Column("has_days", sa.Boolean(), nullable=False),
        sa.Column("has_halves", sa.Boolean(), nullable=False),
        sa.Column("needs_reason", sa.Boolean(), nullable=False),
        sa.Column("paper_from_days", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.CheckConstraint("absence IN ('leave', 'training')", name="absence"),
        sa.CheckConstraint("has_days OR has_halves", name="length"),
        sa.PrimaryKeyConstraint("code", "from_on", name="pk_leave_kinds"),
    )
    columns = (
        "code",
        "name",
        "absence",
        "has_days",
        "has_halves",
        "needs_reason",
        "paper_from_days",
        "basis",
    )
    first = {"from_on": date(2000, 1, 1), "is_open": True}
    op.bulk_insert(
        kinds,
        [
            first | {"position": position} | dict(zip(columns, kind, strict=True))
            for position, kind in enumerate(KINDS, start=1)
        ],
    )


def _create_leave_rules() -> None:
    rules = op.create_table(
        "leave_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("am_until_minute", sa.Integer(), nullable=False),
        sa.Column("pm_from_minute", sa.Integer(), nullable=False),
        sa.Column("most_days_back", sa.Integer(), nullable=False),
        sa.Column("most_days_ahead", sa.Integer(), nullable=False),
        sa.Column("team_away_percent", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.CheckConstraint("am_until_minute BETWEEN 1 AND 1439", name="am"),
        sa.CheckConstraint("pm_from_minute BETWEEN 1 AND 1439", name="pm"),
        sa.CheckConstraint("most_days_back >= 0 AND most_days_ahead >= 0", name="days"),
        sa.CheckConstraint("team_away_percent BETWEEN 0 AND 100", name="team_away"),
        sa.PrimaryKeyConstraint("from_on", name="pk_leave_rules"),
    )
    # Four hours each of a day from 09:00 to 18:00, with lunch in the morning's half.
    first = {
        "from_on": date(2000, 1, 1),
        "am_until_minute": 840,
        "pm_from_minute": 840,
        "most_days_back": 14,
        "most_days_ahead": 366,
        "team_away_percent": 50,
        "basis": "지방공무원 복무규정 제2조",
    }
    op.bulk_insert(rules, [first])


def _create_leave_imports() -> None:
    op.create_table(
        "leave_imports",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT, nullable=True),
        sa.Column("applied_by_id", BIG_ID, nullable=True),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["applied_by_id"], ["staff.id"], name="fk_leave_imports_applied_by_id_staff"),
        sa.ForeignKeyConstraint(["undone_by_id"], ["staff.id"], name="fk_leave_imports_undone_by_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_leave_imports"),
    )


def _create_leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("part", sa.String(4), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("import_id", sa.String(22), nullable=True),
        sa.Column("cancelled_from_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("cancelled_by_id", BIG_ID, nullable=True),
        sa.Column("cancelled_import_id", sa.String(22), nullable=True),
        sa.CheckConstraint("from_on <= until_on", name="period"),
        sa.CheckConstraint("part IN ('day', 'am', 'pm')", name="part"),
        sa.CheckConstraint("part = 'day' OR from_on = until_on", name="half"),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_from_on IS NULL)", name="cancelled"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_leaves_staff_id_staff"),
        sa.ForeignKeyConstraint(["cancelled_by_id"], ["staff.id"], name="fk_leaves_cancelled_by_id_staff"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["leave_imports.id"], name="fk_leaves_import_id_leave_imports"
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_import_id"],
            ["leave_imports.id"],
            name="fk_leaves_cancelled_import_id_leave_imports",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_leaves"),
    )
    op.create_index("ix_leaves_staff", "leaves", ["staff_id", "until_on"])
    op.create_index("ix_leaves_import", "leaves", ["import_id"])
