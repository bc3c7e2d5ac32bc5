"""Tables of people: who works where, how they sign in, and which devices speak for them.

Days are local (Asia/Seoul); an `until_on` or `left_on` is the last day that still counts, as people say it.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_STAFF = "staff.id"


class Unit(Base):
    """A unit for as long as it is the same one; its name and its place in the tree are its periods'."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(24))


class UnitPeriod(Base):
    """What a unit is called and which unit it belongs to, from one day to another."""

    __tablename__ = "unit_periods"
    __table_args__ = (
        UniqueConstraint("unit_id", "from_on"),
        CheckConstraint("parent_id IS NULL OR parent_id <> unit_id", name="parent"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class Staff(Base):
    """A member of staff; `number` is text, matched exactly, and signatures bind to it: it never changes."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    initials: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str | None] = mapped_column(String(2))
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    user_handle: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]


class Assignment(Base):
    """Where somebody works: one unit at a time, so the periods of a person never overlap."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("staff_id", "from_on"),
        Index("ix_assignments_unit", "unit_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str] = mapped_column(String(40))
    is_lead: Mapped[bool]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class RoleGrant(Base):
    __tablename__ = "role_grants"
    __table_args__ = (UniqueConstraint("staff_id", "role", "from_on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    role: Mapped[str] = mapped_column(String(24), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    granted_at: Mapped[datetime]


class Deputy(Base):
    """Who decides for whom, and on which days."""

    __tablename__ = "deputies"
    __table_args__ = (CheckConstraint("principal_id <> deputy_id", name="other"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    appointed_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    appointed_at: Mapped[datetime]


class Password(Base):
    """One hash a person; a password that somebody else issued must be changed and runs out."""

    __tablename__ = "passwords"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
    must_change: Mapped[bool]
    expires_at: Mapped[datetime | None]


class SignInSession(Base):
    """A signed-in browser: its token is known here by its SHA-256 alone."""

    __tablename__ = "sessions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    label: Mapped[str] = mapped_column(String(80))
    method: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class KnownBrowser(Base):
    """A browser that this person has signed in from before: strangers cannot use up its attempts."""

    __tablename__ = "known_browsers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    last_used_at: Mapped[datetime] = mapped_column(index=True)


class AttemptCounter(Base):
    """How full one budget of failed attempts is. Its name is hashed: no list of addresses is kept."""

    __tablename__ = "attempt_counters"

    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    scope: Mapped[str] = mapped_column(String(12))
    level: Mapped[float]
    counted_at: Mapped[datetime] = mapped_column(index=True)


class Passkey(Base):
    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(2048))
    label: Mapped[str] = mapped_column(String(60))
    transports: Mapped[list[str]] = mapped_column(JSON)
    is_synced: Mapped[bool]
    sign_count: Mapped[int] = mapped_column(BigId)
    count_fell_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class Challenge(Base):
    """A question to a passkey: answered once, and in time."""

    __tablename__ = "challenges"

    value: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(12))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    context: Mapped[bytes] = mapped_column(LargeBinary(512))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Device(Base):
    """A key that signs captures. `proof` is what the ledger gets to see with the second signature."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'active', 'retired', 'revoked')", name="state"),
        CheckConstraint("state = 'pending' OR enrolled_record_id IS NOT NULL", name="enrolled"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(65), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    label: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(8))
    challenge: Mapped[bytes] = mapped_column(LargeBinary(32))
    proof: Mapped[bytes] = mapped_column(LargeBinary(8192))
    replaces_id: Mapped[bytes | None] = mapped_column(ForeignKey("devices.id"))
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    lost_since_at: Mapped[datetime | None]
    enrolled_record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    retired_record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    revoked_record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class Consent(Base):
    """A decision about one's position, with the wording that was on the screen; rows are only added."""

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    state: Mapped[str] = mapped_column(String(12))
    wording: Mapped[str] = mapped_column(String(40))
    decided_at: Mapped[datetime]


class StaffImport(Base):
    """A staff file as it was read, what it would do, and what it did."""

    __tablename__ = "staff_imports"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    filename: Mapped[str] = mapped_column(String(200))
    plan: Mapped[dict[str, object]] = mapped_column(JSON)
    planned_at: Mapped[datetime]
    applied_at: Mapped[datetime | None] = mapped_column(index=True)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))


class StaffImportChange(Base):
    """One row as an import found it and left it: enough to take the import back."""

    __tablename__ = "staff_import_changes"

    import_id: Mapped[str] = mapped_column(ForeignKey("staff_imports.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    table: Mapped[str] = mapped_column(String(24))
    row_id: Mapped[int] = mapped_column(BigId)
    before: Mapped[dict[str, object] | None] = mapped_column(JSON)
    after: Mapped[dict[str, object] | None] = mapped_column(JSON)
