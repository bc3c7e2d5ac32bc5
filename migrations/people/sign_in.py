"""What opens the product: passwords, sessions, passkeys; and the devices that sign evidences."""

import sqlalchemy as sa
from alembic import op

from migrations.people.columns import BIG_ID, INSTANT, index, key, new_id, reference, to, unique


def create_passwords() -> None:
    op.create_table(
        "passwords",
        reference("staff_id"),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("expires_at", INSTANT),
        to("passwords", "staff_id"),
        key("passwords", "staff_id"),
    )


def create_sessions() -> None:
    op.create_table(
        "sessions",
        new_id(),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        reference("staff_id"),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        to("sessions", "staff_id"),
        key("sessions"),
        unique("sessions", "token_hash"),
    )
    index("sessions", "staff_id")
    index("sessions", "expires_at")
    op.create_table(
        "known_browsers",
        new_id(),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        reference("staff_id"),
        sa.Column("last_used_at", INSTANT, nullable=False),
        to("known_browsers", "staff_id"),
        key("known_browsers"),
        unique("known_browsers", "token_hash"),
    )
    index("known_browsers", "staff_id")
    index("known_browsers", "last_used_at")


def create_attempt_counters() -> None:
    op.create_table(
        "attempt_counters",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        key("attempt_counters", "key"),
    )
    index("attempt_counters", "counted_at")


def create_passkeys() -> None:
    op.create_table(
        "passkeys",
        new_id(),
        reference("staff_id"),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(2048), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("sign_count", BIG_ID, nullable=False),
        sa.Column("count_fell_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        to("passkeys", "staff_id"),
        key("passkeys"),
        unique("passkeys", "credential_id"),
    )
    index("passkeys", "staff_id")
    op.create_table(
        "challenges",
        sa.Column("value", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        reference("staff_id", nullable=True),
        sa.Column("context", sa.LargeBinary(512), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        to("challenges", "staff_id"),
        key("challenges", "value"),
    )
    index("challenges", "expires_at")


def create_devices() -> None:
    records = ("enrolled_record_id", "retired_record_id", "revoked_record_id")
    instants = ("activated_at", "retired_at", "revoked_at", "lost_since_at")
    op.create_table(
        "devices",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("public_key", sa.LargeBinary(65), nullable=False),
        reference("staff_id"),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("challenge", sa.LargeBinary(32), nullable=False),
        sa.Column("proof", sa.LargeBinary(8192), nullable=False),
        sa.Column("replaces_id", sa.LargeBinary(8)),
        sa.Column("created_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in instants),
        *(reference(name, nullable=True) for name in records),
        sa.CheckConstraint("state IN ('pending', 'active', 'retired', 'revoked')", name="ck_devices_state"),
        sa.CheckConstraint("state = 'pending' OR enrolled_record_id IS NOT NULL", name="ck_devices_enrolled"),
        to("devices", "staff_id"),
        to("devices", "replaces_id", "devices"),
        *(to("devices", name, "ledger_records") for name in records),
        key("devices"),
        unique("devices", "public_key"),
    )
    index("devices", "staff_id")
