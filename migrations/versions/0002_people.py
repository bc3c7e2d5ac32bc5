"""People: units, staff, roles, sign-in, passkeys, devices, consents, imports; the log of looks."""

from alembic import op

from migrations.people import organisation, records, sign_in

revision = "0002_people"
down_revision = "0001_ledger"

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
    organisation.create_units()
    organisation.create_staff()
    organisation.create_assignments()
    organisation.create_roles()
    organisation.create_deputies()
    sign_in.create_passwords()
    sign_in.create_sessions()
    sign_in.create_attempt_counters()
    sign_in.create_passkeys()
    sign_in.create_devices()
    records.create_notices()
    records.create_consents()
    records.create_imports()
    records.create_access_log()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
