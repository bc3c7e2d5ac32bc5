"""People: units, staff, roles, sign-in, passkeys, devices, consents, imports; the log of looks."""

import sqlalchemy as sa
from alembic import op

revision = "0002_people"
down_revision = "0001_ledger"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

TABLES = (
    "units",
    "unit_periods",
    "staff",
    "assignments",
    "role_grants",
    "deputies",
    "passwords",
    "sessions",
    "known_browsers",
    "attempt_counters",
    "passkeys",
    "challenges",
    "devices",
    "people_notices",
    "consents",
    "staff_imports",
    "staff_import_changes",
    "access_log",
)


def upgrade() -> None:
    _create_units()
    _create_staff()
    _create_assignments()
    _create_roles()
    _create_deputies()
    _create_passwords()
    _create_sessions()
    _create_attempt_counters()
    _create_passkeys()
    _create_devices()
    _create_notices()
    _create_consents()
    _create_imports()
    _create_access_log()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column:
    return sa.Column("id", BIG_ID, nullable=False)


def _reference(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, BIG_ID, nullable=nullable)


def _period() -> tuple[sa.Column, sa.Column]:
    return sa.Column("from_on", sa.Date(), nullable=False), sa.Column("until_on", sa.Date())


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _to(table: str, column: str, target: str = "staff") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}_{target}")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _create_units() -> None:
    op.create_table("units", _id(), sa.Column("kind", sa.String(24), nullable=False), _key("units"))
    op.create_table(
        "unit_periods",
        _id(),
        _reference("unit_id"),
        _reference("parent_id", nullable=True),
        sa.Column("name", sa.String(60), nullable=False),
        *_period(),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="ck_unit_periods_parent"),
        _to("unit_periods", "unit_id", "units"),
        _to("unit_periods", "parent_id", "units"),
        _key("unit_periods"),
        _unique("unit_periods", "unit_id", "from_on"),
    )
    _index("unit_periods", "parent_id")


def _create_staff() -> None:
    op.create_table(
        "staff",
        _id(),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("initials", sa.String(60), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("language", sa.String(2)),
        sa.Column("joined_on", sa.Date()),
        sa.Column("left_on", sa.Date()),
        sa.Column("user_handle", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        _key("staff"),
        _unique("staff", "number"),
        _unique("staff", "user_handle"),
    )


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        _id(),
        _reference("staff_id"),
        _reference("unit_id"),
        sa.Column("title", sa.String(40), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        *_period(),
        _to("assignments", "staff_id"),
        _to("assignments", "unit_id", "units"),
        _key("assignments"),
        _unique("assignments", "staff_id", "from_on"),
    )
    op.create_index("ix_assignments_unit", "assignments", ["unit_id", "from_on"])


def _create_roles() -> None:
    op.create_table(
        "role_grants",
        _id(),
        _reference("staff_id"),
        sa.Column("role", sa.String(24), nullable=False),
        *_period(),
        _reference("granted_by_id", nullable=True),
        sa.Column("granted_at", INSTANT, nullable=False),
        _to("role_grants", "staff_id"),
        _to("role_grants", "granted_by_id"),
        _key("role_grants"),
        _unique("role_grants", "staff_id", "role", "from_on"),
    )
    _index("role_grants", "role")


def _create_deputies() -> None:
    op.create_table(
        "deputies",
        _id(),
        _reference("principal_id"),
        _reference("deputy_id"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        _reference("appointed_by_id"),
        sa.Column("appointed_at", INSTANT, nullable=False),
        sa.CheckConstraint("principal_id <> deputy_id", name="ck_deputies_other"),
        _to("deputies", "principal_id"),
        _to("deputies", "deputy_id"),
        _to("deputies", "appointed_by_id"),
        _key("deputies"),
    )
    _index("deputies", "principal_id")
    _index("deputies", "deputy_id")


def _create_passwords() -> None:
    op.create_table(
        "passwords",
        _reference("staff_id"),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("expires_at", INSTANT),
        _to("passwords", "staff_id"),
        _key("passwords", "staff_id"),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        _id(),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        _reference("staff_id"),
        sa.Column("label", sa.String(80), nullable=False),
        sa.Column("method", sa.String(12), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        _to("sessions", "staff_id"),
        _key("sessions"),
        _unique("sessions", "token_hash"),
    )
    _index("sessions", "staff_id")
    _index("sessions", "expires_at")
    op.create_table(
        "known_browsers",
        _id(),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        _reference("staff_id"),
        sa.Column("last_used_at", INSTANT, nullable=False),
        _to("known_browsers", "staff_id"),
        _key("known_browsers"),
        _unique("known_browsers", "token_hash"),
    )
    _index("known_browsers", "staff_id")
    _index("known_browsers", "last_used_at")


def _create_attempt_counters() -> None:
    op.create_table(
        "attempt_counters",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("counted_at", INSTANT, nullable=False),
        _key("attempt_counters", "key"),
    )
    _index("attempt_counters", "counted_at")


def _create_passkeys() -> None:
    op.create_table(
        "passkeys",
        _id(),
        _reference("staff_id"),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(2048), nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("sign_count", BIG_ID, nullable=False),
        sa.Column("count_fell_at", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT),
        _to("passkeys", "staff_id"),
        _key("passkeys"),
        _unique("passkeys", "credential_id"),
    )
    _index("passkeys", "staff_id")
    op.create_table(
        "challenges",
        sa.Column("value", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(12), nullable=False),
        _reference("staff_id", nullable=True),
        sa.Column("context", sa.LargeBinary(512), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        _to("challenges", "staff_id"),
        _key("challenges", "value"),
    )
    _index("challenges", "expires_at")


def _create_devices() -> None:
    records = ("enrolled_record_id", "retired_record_id", "revoked_record_id")
    instants = ("activated_at", "retired_at", "revoked_at", "lost_since_at")
    op.create_table(
        "devices",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("public_key", sa.LargeBinary(65), nullable=False),
        _reference("staff_id"),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("challenge", sa.LargeBinary(32), nullable=False),
        sa.Column("proof", sa.LargeBinary(8192), nullable=False),
        sa.Column("replaces_id", sa.LargeBinary(8)),
        sa.Column("created_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in instants),
        *(_reference(name, nullable=True) for name in records),
        sa.CheckConstraint("state IN ('pending', 'active', 'retired', 'revoked')", name="ck_devices_state"),
        sa.CheckConstraint("state = 'pending' OR enrolled_record_id IS NOT NULL", name="ck_devices_enrolled"),
        _to("devices", "staff_id"),
        _to("devices", "replaces_id", "devices"),
        *(_to("devices", name, "ledger_records") for name in records),
        _key("devices"),
        _unique("devices", "public_key"),
    )
    _index("devices", "staff_id")


def _create_notices() -> None:
    op.create_table(
        "people_notices",
        _id(),
        _reference("staff_id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("read_at", INSTANT),
        _to("people_notices", "staff_id"),
        _key("people_notices"),
    )
    op.create_index("ix_people_notices_staff", "people_notices", ["staff_id", "read_at"])


def _create_consents() -> None:
    op.create_table(
        "consents",
        _id(),
        _reference("staff_id"),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("wording", sa.String(40), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        _to("consents", "staff_id"),
        _key("consents"),
    )
    _index("consents", "staff_id")


def _create_imports() -> None:
    op.create_table(
        "staff_imports",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("applied_at", INSTANT),
        _reference("applied_by_id", nullable=True),
        sa.Column("undone_at", INSTANT),
        _reference("undone_by_id", nullable=True),
        _to("staff_imports", "applied_by_id"),
        _to("staff_imports", "undone_by_id"),
        _key("staff_imports"),
    )
    _index("staff_imports", "applied_at")
    op.create_table(
        "staff_import_changes",
        sa.Column("import_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(24), nullable=False),
        sa.Column("row_id", BIG_ID, nullable=False),
        sa.Column("before", sa.JSON()),
        sa.Column("after", sa.JSON()),
        _to("staff_import_changes", "import_id", "staff_imports"),
        _key("staff_import_changes", "import_id", "position"),
    )


def _create_access_log() -> None:
    op.create_table(
        "access_log",
        _id(),
        _reference("viewer_id"),
        _reference("subject_id"),
        sa.Column("what_kind", sa.String(40), nullable=False),
        sa.Column("what_id", sa.String(80), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("looked_at", INSTANT, nullable=False),
        _to("access_log", "viewer_id"),
        _to("access_log", "subject_id"),
        _key("access_log"),
    )
    _index("access_log", "viewer_id")
    op.create_index("ix_access_log_subject", "access_log", ["subject_id", "id"])
    op.create_index("ix_access_log_what", "access_log", ["what_kind", "what_id"])
