"""Instant meetings: who was called, the answers, minutes, and groups that are called again."""

import sqlalchemy as sa
from alembic import op

revision = "0021_meetings"
down_revision = "0020_seats"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_meetings()
    _create_meeting_members()
    _create_meeting_groups()
    _create_meeting_group_members()


def downgrade() -> None:
    op.drop_table("meeting_group_members")
    op.drop_table("meeting_groups")
    op.drop_table("meeting_members")
    op.drop_table("meetings")


def _create_meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("place", sa.String(100), nullable=False),
        sa.Column("room", sa.String(64), nullable=False),
        sa.Column("called_by_id", BIG_ID, nullable=False),
        sa.Column("called_at", INSTANT, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_version", sa.Integer(), nullable=False),
        sa.Column("minutes_by_id", BIG_ID),
        sa.Column("minutes_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by_id", BIG_ID),
        sa.Column("record_id", BIG_ID),
        sa.Column("destroyed_at", INSTANT),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
        *(
            sa.ForeignKeyConstraint([column], ["staff.id"], name=f"fk_meetings_{column}_staff")
            for column in ("called_by_id", "minutes_by_id", "closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["ledger_records.id"], name="fk_meetings_record_id_ledger_records"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.UniqueConstraint("room", name="uq_meetings_room"),
    )
    op.create_index("ix_meetings_caller", "meetings", ["called_by_id", "called_at"])


def _create_meeting_members() -> None:
    op.create_table(
        "meeting_members",
        sa.Column("meeting_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("answer", sa.String(12)),
        sa.Column("answered_at", INSTANT),
        sa.CheckConstraint("answer IN ('coming', 'ten_minutes', 'cannot')", name="answer"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name="fk_meeting_members_meeting_id_meetings"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_meeting_members_staff_id_staff"),
        sa.PrimaryKeyConstraint("meeting_id", "staff_id", name="pk_meeting_members"),
    )
    op.create_index("ix_meeting_members_staff", "meeting_members", ["staff_id"])


def _create_meeting_groups() -> None:
    op.create_table(
        "meeting_groups",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.id"], name="fk_meeting_groups_owner_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_groups"),
    )
    op.create_index("ix_meeting_groups_owner", "meeting_groups", ["owner_id"])


def _create_meeting_group_members() -> None:
    op.create_table(
        "meeting_group_members",
        sa.Column("group_id", sa.LargeBinary(16), nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["meeting_groups.id"], name="fk_meeting_group_members_group_id_meeting_groups"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_meeting_group_members_staff_id_staff"),
        sa.PrimaryKeyConstraint("group_id", "staff_id", name="pk_meeting_group_members"),
    )
