"""Approvals: lines of steps, rules, standing deputies, acts that can be undone, drafts."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0015_approval_lines"
down_revision = "0014_absences"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
REQUESTS = "approval_requests"
NEW_COLUMNS = ("steps", "step", "level", "is_delegated", "version")

ONE_STEP = """
    UPDATE approval_requests SET steps = '[["decision", "lead"]]', step = 0, level = 'lead',
        is_delegated = :no, version = CASE WHEN state = 'waiting' THEN 1 ELSE 2 END
"""
ACTS = """
    INSERT INTO approval_acts (request_id, step, is_final, decision, reason, decider_id, as_deputy,
        decided_at, record_id)
    SELECT id, 0, :yes, state, reason, decided_by_id, as_deputy, decided_at, record_id
    FROM approval_requests
    WHERE state IN ('approved', 'refused') AND record_id IS NOT NULL AND decided_by_id IS NOT NULL
"""


def upgrade() -> None:
    _grow_requests()
    _make_acts()
    _make_rules()
    _make_deputies()
    _make_drafts()


def downgrade() -> None:
    for table in ("approval_drafts", "last_deciders", "standing_deputies"):
        op.drop_table(table)
    for table in ("deputy_rules", "approval_rules", "approval_acts"):
        op.drop_table(table)
    op.drop_index("ux_approval_requests_waiting", REQUESTS)
    op.drop_index("ix_approval_requests_submitted", REQUESTS)
    for name in (*NEW_COLUMNS, "destroyed_at"):
        op.drop_column(REQUESTS, name)
    op.add_column(REQUESTS, sa.Column("senior_id", BIG_ID))


def _grow_requests() -> None:
    """So far everything had one step, before the nearest lead whom it did not concern."""
    op.drop_column(REQUESTS, "senior_id")
    types = (sa.JSON(), sa.Integer(), sa.String(12), sa.Boolean(), sa.Integer())
    for name, kind in zip(NEW_COLUMNS, types, strict=True):
        op.add_column(REQUESTS, sa.Column(name, kind))
    op.add_column(REQUESTS, sa.Column("destroyed_at", INSTANT))
    op.execute(sa.text(ONE_STEP).bindparams(no=False))
    with op.batch_alter_table(REQUESTS) as table:
        for name, kind in zip(NEW_COLUMNS, types, strict=True):
            table.alter_column(name, existing_type=kind, nullable=False)
    op.create_index("ix_approval_requests_submitted", REQUESTS, ["requester_id", "submitted_at"])
    op.create_index(
        "ux_approval_requests_waiting",
        REQUESTS,
        ["subject_kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _make_acts() -> None:
    op.create_table(
        "approval_acts",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", BIG_ID, nullable=False),
        sa.Column("repeat_id", sa.LargeBinary(16)),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("decider_id", BIG_ID, nullable=False),
        sa.Column("as_deputy", sa.Boolean(), nullable=False),
        sa.Column("acted_for_id", BIG_ID),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("record_id", BIG_ID, nullable=False),
        sa.Column("undone_at", INSTANT),
        sa.Column("undo_record_id", BIG_ID),
        sa.CheckConstraint("decision IN ('approved', 'refused')", name="decision"),
        sa.ForeignKeyConstraint(
            ["request_id"], ["approval_requests.id"], name="fk_approval_acts_request_id_approval_requests"
        ),
        sa.ForeignKeyConstraint(["decider_id"], ["staff.id"], name="fk_approval_acts_decider_id_staff"),
        sa.ForeignKeyConstraint(["acted_for_id"], ["staff.id"], name="fk_approval_acts_acted_for_id_staff"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_approval_acts_record_id_ledger_records"
        ),
        sa.ForeignKeyConstraint(
            ["undo_record_id"], ["ledger_records.id"], name="fk_approval_acts_undo_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_approval_acts"),
        sa.UniqueConstraint("repeat_id", name="uq_approval_acts_repeat_id"),
    )
    op.create_index("ix_approval_acts_request", "approval_acts", ["request_id"])
    op.create_index("ix_approval_acts_record", "approval_acts", ["record_id"])
    op.create_index("ix_approval_acts_decider", "approval_acts", ["decider_id", "decided_at"])
    op.execute(sa.text(ACTS).bindparams(yes=True))


def _make_rules() -> None:
    op.create_table(
        "approval_rules",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("fact", sa.String(40), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(12), nullable=False),
        sa.Column("review_level", sa.String(12)),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.CheckConstraint("level IN ('lead', 'department', 'institution')", name="level"),
        sa.CheckConstraint("review_level IN ('lead', 'department')", name="review_level"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
        sa.PrimaryKeyConstraint("id", name="pk_approval_rules"),
    )
    op.create_index("ix_approval_rules_kind", "approval_rules", ["subject_kind", "from_on"])


def _make_deputies() -> None:
    rules = op.create_table(
        "deputy_rules",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("from_on", name="pk_deputy_rules"),
    )
    op.bulk_insert(
        rules,
        [
            {
                "from_on": date(2000, 1, 1),
                "kinds": ["leave", "training", "trip", "free", "centre", "remote"],
                "basis": "행정업무의 운영 및 혁신에 관한 규정 제10조",
            }
        ],
    )
    op.create_table(
        "standing_deputies",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("principal_id", BIG_ID, nullable=False),
        sa.Column("deputy_id", BIG_ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("named_at", INSTANT, nullable=False),
        sa.CheckConstraint("principal_id <> deputy_id", name="somebody_else"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
        sa.ForeignKeyConstraint(
            ["principal_id"], ["staff.id"], name="fk_standing_deputies_principal_id_staff"
        ),
        sa.ForeignKeyConstraint(["deputy_id"], ["staff.id"], name="fk_standing_deputies_deputy_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_standing_deputies"),
    )
    op.create_index("ix_standing_deputies_principal", "standing_deputies", ["principal_id", "until_on"])
    op.create_table(
        "last_deciders",
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_last_deciders_staff_id_staff"),
        sa.PrimaryKeyConstraint("from_on", name="pk_last_deciders"),
    )


def _make_drafts() -> None:
    op.create_table(
        "approval_drafts",
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(16), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_approval_drafts_owner_id_staff"),
        sa.PrimaryKeyConstraint("subject_kind", "subject_id", name="pk_approval_drafts"),
    )
    op.create_index("ix_approval_drafts_owner", "approval_drafts", ["owner_id", "saved_at"])
