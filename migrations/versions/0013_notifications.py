"""Notifications: the notices of people become everybody's, some are told only once, and some are carried on.

What was told before counts as carried: nobody's telephone rings for it on the day of the update.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013_notifications"
down_revision = "0012_meals"

KEPT = "id, staff_id, kind, facts, created_at, read_at"
INSTANT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNSORTED = sa.text("sorted_at IS NULL")


def upgrade() -> None:
    _create("notices", sa.Column("once", sa.String(80)), sa.Column("sorted_at", INSTANT))
    op.create_index("ix_notices_staff", "notices", ["staff_id", "read_at"])
    op.create_index("ux_notices_once", "notices", ["kind", "once", "staff_id"], unique=True)
    _move("people_notices", "notices")
    op.execute("UPDATE notices SET sorted_at = created_at")
    op.create_index(
        "ix_notices_unsorted", "notices", ["id"], sqlite_where=UNSORTED, postgresql_where=UNSORTED
    )
    _create_choices()
    _create_push()
    _create_mail()


def downgrade() -> None:
    for table in (
        "mail_waits",
        "mailboxes",
        "push_waits",
        "push_subscriptions",
        "notice_times",
        "notice_switches",
    ):
        op.drop_table(table)
    _create("people_notices")
    op.create_index("ix_people_notices_staff", "people_notices", ["staff_id", "read_at"])
    _move("notices", "people_notices")


def _create(table: str, *further: sa.Column[Any]) -> None:
    op.create_table(
        table,
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        *further,
        _refers(table, "staff_id", "staff"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )


def _create_choices() -> None:
    op.create_table(
        "notice_switches",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("topic", sa.String(24), nullable=False),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("mail", sa.Boolean(), nullable=False),
        _refers("notice_switches", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("staff_id", "topic", name="pk_notice_switches"),
    )
    op.create_table(
        "notice_times",
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("quiet_from_minute", sa.Integer()),
        sa.Column("quiet_until_minute", sa.Integer()),
        sa.Column("digest_minute", sa.Integer()),
        _refers("notice_times", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_notice_times"),
    )


def _create_push() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("session_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("endpoint", sa.String(1000), nullable=False),
        sa.Column("endpoint_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("host", sa.String(1000), nullable=False),
        sa.Column("public_key", sa.LargeBinary(65), nullable=False),
        sa.Column("secret", sa.LargeBinary(16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        *_attempts(),
        _refers("push_subscriptions", "session_id", "sessions", ondelete="CASCADE"),
        _refers("push_subscriptions", "staff_id", "staff"),
        sa.UniqueConstraint("session_id", name="uq_push_subscriptions_session_id"),
        sa.UniqueConstraint("endpoint_hash", name="uq_push_subscriptions_endpoint_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_push_subscriptions"),
    )
    op.create_index("ix_push_subscriptions_staff_id", "push_subscriptions", ["staff_id"])
    op.create_table(
        "push_waits",
        sa.Column("subscription_id", BIG_ID, nullable=False),
        sa.Column("notice_id", BIG_ID, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        _refers("push_waits", "subscription_id", "push_subscriptions", ondelete="CASCADE"),
        _refers("push_waits", "notice_id", "notices", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("subscription_id", "notice_id", name="pk_push_waits"),
    )
    op.create_index("ix_push_waits_due", "push_waits", ["due_at"])
    op.create_index("ix_push_waits_notice_id", "push_waits", ["notice_id"])


def _create_mail() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("staff_id", BIG_ID, nullable=False),
        *_attempts(),
        _refers("mailboxes", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("staff_id", name="pk_mailboxes"),
    )
    op.create_table(
        "mail_waits",
        sa.Column("notice_id", BIG_ID, nullable=False),
        sa.Column("staff_id", BIG_ID, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        _refers("mail_waits", "notice_id", "notices", ondelete="CASCADE"),
        _refers("mail_waits", "staff_id", "staff"),
        sa.PrimaryKeyConstraint("notice_id", name="pk_mail_waits"),
    )
    op.create_index("ix_mail_waits_due", "mail_waits", ["due_at", "staff_id"])
    op.create_index("ix_mail_waits_staff_id", "mail_waits", ["staff_id"])


def _attempts() -> Sequence[sa.Column[Any]]:
    return (
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", INSTANT),
        sa.Column("leased_until", INSTANT),
    )


def _refers(table: str, column: str, target: str, **options: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target}"
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, **options)


def _move(source: str, target: str) -> None:
    op.execute(f"INSERT INTO {target} ({KEPT}) SELECT {KEPT} FROM {source}")  # noqa: S608 - names of tables
    op.drop_table(source)
    if op.get_bind().dialect.name == "postgresql":
        newest = f"(SELECT max(id) FROM {target})"  # noqa: S608 - the name of a table
        op.execute(f"SELECT setval(pg_get_serial_sequence('{target}', 'id'), coalesce({newest}, 1))")
