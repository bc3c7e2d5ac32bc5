"""Tips, questions, and how manuals are used."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0025_manual_tips"
down_revision = "0024_manual_search"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "manual_tip_rules",
    "manual_tips",
    "manual_tip_votes",
    "manual_questions",
    "manual_view_counts",
    "manual_visit_counts",
    "manual_visit_months",
    "manual_visit_marks",
)


def upgrade() -> None:
    _create_rules()
    _create_tips()
    _create_votes()
    _create_questions()
    _create_counts()
    _create_marks()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _refers(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=f"fk_{table}_{column}_{other}")


def _create_rules() -> None:
    rules = op.create_table(
        "manual_tip_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("lives_months", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("fewest_shown", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.CheckConstraint("lives_months BETWEEN 1 AND 120", name="lives"),
        sa.CheckConstraint("doubts BETWEEN 1 AND 100", name="doubts"),
        sa.CheckConstraint("answer_days BETWEEN 1 AND 60", name="answer_days"),
        sa.CheckConstraint("fewest_shown BETWEEN 3 AND 100", name="fewest_shown"),
        sa.PrimaryKeyConstraint("from_on", name="pk_manual_tip_rules"),
    )
    first = {
        "from_on": date(2000, 1, 1),
        "lives_months": 12,
        "doubts": 2,
        "answer_days": 3,
        "fewest_shown": 5,
        "basis": "기관 내부 기준",
    }
    op.bulk_insert(rules, [first])


def _create_tips() -> None:
    op.create_table(
        "manual_tips",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(4), nullable=False),
        sa.Column("title", sa.String(80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("written_by_id", BIG_ID, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("confirmed_at", INSTANT, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by_id", BIG_ID),
        sa.Column("end_reason", sa.String(10)),
        sa.CheckConstraint("kind IN ('tip', 'case')", name="kind"),
        sa.CheckConstraint("(kind = 'case') = (solution <> '')", name="solution"),
        sa.CheckConstraint("end_reason IN ('withdrawn', 'wrong', 'merged')", name="end_reason"),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended"),
        _refers("manual_tips", "manual_id", "manuals"),
        _refers("manual_tips", "written_by_id", "staff"),
        _refers("manual_tips", "ended_by_id", "staff"),
        sa.PrimaryKeyConstraint("id", name="pk_manual_tips"),
    )
    op.create_index("ix_manual_tips_manual", "manual_tips", ["manual_id"])
    op.create_index("ix_manual_tips_expires", "manual_tips", ["expires_on"])


def _create_votes() -> None:
    op.create_table(
        "manual_tip_votes",
        sa.Column("tip_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("voted_at", INSTANT, nullable=False),
        _refers("manual_tip_votes", "tip_id", "manual_tips"),
        _refers("manual_tip_votes", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("tip_id", "staff_id", name="pk_manual_tip_votes"),
    )


def _create_questions() -> None:
    op.create_table(
        "manual_questions",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("manual_id", BIG_ID),
        sa.Column("unit_id", BIG_ID),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("asked_by_id", BIG_ID, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", BIG_ID),
        sa.Column("answered_at", INSTANT),
        sa.Column("tip_id", sa.LargeBinary(16)),
        sa.Column("withdrawn_at", INSTANT),
        sa.CheckConstraint("(manual_id IS NULL) <> (unit_id IS NULL)", name="place"),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered"),
        _refers("manual_questions", "manual_id", "manuals"),
        _refers("manual_questions", "unit_id", "units"),
        _refers("manual_questions", "asked_by_id", "staff"),
        _refers("manual_questions", "answered_by_id", "staff"),
        _refers("manual_questions", "tip_id", "manual_tips"),
        sa.PrimaryKeyConstraint("id", name="pk_manual_questions"),
    )
    op.create_index("ix_manual_questions_manual", "manual_questions", ["manual_id"])
    op.create_index("ix_manual_questions_unit", "manual_questions", ["unit_id"])
    op.create_index("ix_manual_questions_asker", "manual_questions", ["asked_by_id", "asked_at"])


def _create_counts() -> None:
    op.create_table(
        "manual_view_counts",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        _refers("manual_view_counts", "manual_id", "manuals"),
        sa.PrimaryKeyConstraint("month_on", "manual_id", name="pk_manual_view_counts"),
    )
    op.create_table(
        "manual_visit_counts",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("institution_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("unit_id", BIG_ID, nullable=False, autoincrement=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("visitors", sa.Integer(), nullable=False),
        sa.Column("returned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month_on", "institution_id", "unit_id", name="pk_manual_visit_counts"),
    )


def _create_marks() -> None:
    op.create_table(
        "manual_visit_months",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("key", sa.LargeBinary(32)),
        sa.Column("closed_at", INSTANT),
        sa.PrimaryKeyConstraint("month_on", name="pk_manual_visit_months"),
    )
    op.create_table(
        "manual_visit_marks",
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("mark", sa.LargeBinary(16), nullable=False),
        sa.Column("institution_id", BIG_ID, nullable=False),
        sa.Column("unit_id", BIG_ID, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        _refers("manual_visit_marks", "month_on", "manual_visit_months", "month_on"),
        sa.PrimaryKeyConstraint("month_on", "mark", name="pk_manual_visit_marks"),
    )
