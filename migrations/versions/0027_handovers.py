"""Handovers: who gives what to whom, and what the product knew of it."""

import sqlalchemy as sa
from alembic import op

revision = "0027_handovers"
down_revision = "0026_manual_materials"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_handovers()
    _create_manuals()
    _create_items()


def downgrade() -> None:
    op.drop_table("handover_items")
    op.drop_table("handover_manuals")
    op.drop_table("handovers")


def _create_handovers() -> None:
    texts = ("plans", "issues", "unsettled", "documents", "goods", "contacts", "remarks")
    op.create_table(
        "handovers",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("from_id", BIG_ID, nullable=False),
        sa.Column("to_id", BIG_ID),
        sa.Column("as_deputy", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by_id", BIG_ID),
        sa.Column("offered_at", INSTANT),
        sa.Column("offered_by_id", BIG_ID),
        sa.Column("accepted_at", INSTANT),
        sa.Column("passed_at", INSTANT),
        sa.Column("returned_at", INSTANT),
        sa.Column("returned_why", sa.String(300), nullable=False),
        sa.Column("reminded_at", INSTANT),
        sa.Column("destroyed_at", INSTANT),
        sa.Column("follows_id", sa.LargeBinary(16)),
        sa.Column("record_id", BIG_ID),
        sa.CheckConstraint(
            "why IN ('transfer', 'reorganisation', 'duties', 'retirement', 'leave')", name="why"
        ),
        sa.CheckConstraint("origin IN ('own', 'transfer', 'deputy')", name="origin"),
        sa.CheckConstraint("state IN ('open', 'offered', 'accepted', 'withdrawn')", name="state"),
        sa.CheckConstraint("state = 'open' OR state = 'withdrawn' OR to_id IS NOT NULL", name="receiver"),
        *(
            sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_handovers_{column}_staff")
            for column in ("from_id", "to_id", "opened_by_id", "offered_by_id")
        ),
        sa.ForeignKeyConstraint(["follows_id"], ["handovers.id"], name="fk_handovers_follows_id_handovers"),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_handovers_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_leaver", "handovers", ["from_id", "state"])
    op.create_index("ix_handovers_receiver", "handovers", ["to_id", "state"])
    op.create_index("ix_handovers_due", "handovers", ["state", "last_on"])


def _create_manuals() -> None:
    op.create_table(
        "handover_manuals",
        sa.Column("handover_id", sa.LargeBinary(16), nullable=False),
        sa.Column("manual_id", BIG_ID, nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name="fk_handover_manuals_handover_id_handovers"
        ),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_handover_manuals_manual_id_manuals"),
        sa.PrimaryKeyConstraint("handover_id", "manual_id", name="pk_handover_manuals"),
    )
    op.create_index("ix_handover_manuals_manual_id", "handover_manuals", ["manual_id"])


def _create_items() -> None:
    op.create_table(
        "handover_items",
        sa.Column("handover_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("manual_id", BIG_ID),
        sa.CheckConstraint(
            "kind IN ('request', 'decision', 'minutes', 'question', 'law', 'trip', 'review', 'seat', "
            "'remote', 'watch')",
            name="kind",
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handovers.id"], name="fk_handover_items_handover_id_handovers"
        ),
        sa.ForeignKeyConstraint(["manual_id"], ["manuals.id"], name="fk_handover_items_manual_id_manuals"),
        sa.PrimaryKeyConstraint("handover_id", "position", name="pk_handover_items"),
    )
