"""Tables of remote days."""

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_STAFF, _RECORD = "staff.id", "ledger_records.id"
LONGEST_WHY = 200
# Who and number, sealed: 30 characters of up to four bytes, 20 digits, and what sealing adds.
LONGEST_EMERGENCY = 180


def _day() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["staff_id", "held_on"], ["remote_days.staff_id", "remote_days.held_on"])


class RemoteRule(Base):
    """What applies to remote days from a day on, with its basis; `RemoteRules` says what each means."""

    __tablename__ = "remote_rules"

    from_on: Mapped[date] = mapped_column(primary_key=True)
    plan_due_min: Mapped[int]
    plan_ask_min: Mapped[int]
    plan_lead_min: Mapped[int]
    result_due_min: Mapped[int]
    result_ask_min: Mapped[int]
    result_lead_min: Mapped[int]
    grace_min: Mapped[int]
    deliver_days: Mapped[int]
    needs: Mapped[list[str]] = mapped_column(JSON)
    pledge_months: Mapped[int]
    contact_days: Mapped[int]
    forward_code: Mapped[str] = mapped_column(String(40))
    undo_code: Mapped[str] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(200))


class RemoteDay(Base):
    """A day that somebody works elsewhere; closed ones stay for what was put in.

    `plan_id` and `result_id` are the newest texts that count, `started_at` and `ended_at` when the server got
    the taps. `plan_told`, `result_told`: the reminders that were sent, as bits (`services/.../reminders.py`).
    """

    __tablename__ = "remote_days"
    __table_args__ = (
        CheckConstraint("place IN ('home', 'centre')", name="place"),
        CheckConstraint("closed_why IN ('taken_back', 'rotation', 'seat')", name="closed_why"),
        Index("ix_remote_days_day", "held_on", "is_open"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    held_on: Mapped[date] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(8))
    is_open: Mapped[bool]
    closed_why: Mapped[str | None] = mapped_column(String(10))
    changed_at: Mapped[datetime]
    plan_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    result_id: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    plan_told: Mapped[int]
    result_told: Mapped[int]


class RemoteOrigin(Base):
    """One of those who say that a day is remote, and where it is worked."""

    __tablename__ = "remote_day_origins"
    __table_args__ = (
        _day(),
        CheckConstraint("place IN ('home', 'centre')", name="place"),
        Index("ix_remote_day_origins_origin", "origin_kind", "origin_id", "held_on"),
    )

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    held_on: Mapped[date] = mapped_column(primary_key=True)
    origin_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    origin_id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    place: Mapped[str] = mapped_column(String(8))
    said_at: Mapped[datetime]


class RemoteText(Base):
    """A plan or a result as it was put in. It never changes: `sha256` is over all of it, and in its leaf. One
    that was destroyed has neither lines nor note, and its hash still.

    `state` follows its request, which is the round of the same number as `revision`.
    """

    __tablename__ = "remote_texts"
    __table_args__ = (
        _day(),
        CheckConstraint("part IN ('plan', 'result')", name="part"),
        CheckConstraint("state IN ('waiting', 'approved', 'refused', 'withdrawn')", name="state"),
        Index("ux_remote_texts_revision", "staff_id", "held_on", "part", "revision", unique=True),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    held_on: Mapped[date]
    part: Mapped[str] = mapped_column(String(6))
    revision: Mapped[int]
    lines: Mapped[list[list[str | int | bool | None]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(300))
    plan_id: Mapped[bytes | None] = mapped_column(ForeignKey("remote_texts.id"))
    received_at: Mapped[datetime]
    stated_at: Mapped[datetime]
    clock_off_s: Mapped[int | None]
    timing: Mapped[str] = mapped_column(String(8))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(12))
    request_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("approval_requests.id"))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey(_RECORD))
    is_destroyed: Mapped[bool] = mapped_column(default=False)


class RemoteMark(Base):
    """A start or an end: the first tap, by the id that a phone gave it."""

    __tablename__ = "remote_marks"
    __table_args__ = (_day(), CheckConstraint("moment IN ('started', 'ended')", name="moment"))

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    held_on: Mapped[date] = mapped_column(primary_key=True)
    moment: Mapped[str] = mapped_column(String(8), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    received_at: Mapped[datetime]
    stated_at: Mapped[datetime]
    clock_off_s: Mapped[int | None]
    plan_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey(_RECORD))


class PledgeWording(Base):
    """The text of the security pledge from a day on."""

    __tablename__ = "remote_pledge_wordings"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    from_on: Mapped[date] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime | None]


class Pledge(Base):
    """A wording that somebody has signed, and the last day on which that holds."""

    __tablename__ = "remote_pledges"
    __table_args__ = (Index("ux_remote_pledges_signed", "staff_id", "version", "until_on", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    version: Mapped[int] = mapped_column(ForeignKey("remote_pledge_wordings.version"))
    text_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    signed_at: Mapped[datetime]
    until_on: Mapped[date]
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey(_RECORD))


class RemoteContact(Base):
    """Where somebody is reached, as she said last. `emergency` is sealed: it is about somebody else."""

    __tablename__ = "remote_contacts"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    desk_phone: Mapped[str] = mapped_column(String(20))
    own_phone: Mapped[str] = mapped_column(String(20))
    emergency: Mapped[bytes] = mapped_column(LargeBinary(LONGEST_EMERGENCY))
    confirmed_at: Mapped[datetime]


class Forwarding(Base):
    """The office phone of one day: dialled, tried by a colleague, undone."""

    __tablename__ = "remote_forwardings"
    __table_args__ = (_day(), Index("ix_remote_forwardings_asked", "asked_id", "held_on"))

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    held_on: Mapped[date] = mapped_column(primary_key=True)
    dialled_at: Mapped[datetime | None]
    asked_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    asked_at: Mapped[datetime | None]
    tested_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    tested_at: Mapped[datetime | None]
    tested_ok: Mapped[bool | None]
    undone_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]


class RemoteWish(Base):
    """A day that somebody asked for herself."""

    __tablename__ = "remote_wishes"
    __table_args__ = (Index("ix_remote_wishes_staff", "staff_id", "held_on"),)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    held_on: Mapped[date]
    why: Mapped[str] = mapped_column(String(LONGEST_WHY))
    asked_at: Mapped[datetime]
