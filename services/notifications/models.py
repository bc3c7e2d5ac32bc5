"""Tables of notifications."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_ONCE = 80
LONGEST_ENDPOINT = 1000
_STAFF = "staff.id"
_UNSORTED = text("sorted_at IS NULL")


class Notice(Base):
    """Something a person must be told, as a kind with its facts.

    `once` is what it is about where it may be said one time only, however often it becomes due. `sorted_at`
    is when it was decided how else it is carried to her: until then nothing has been.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_staff", "staff_id", "read_at"),
        Index("ux_notices_once", "kind", "once", "staff_id", unique=True),
        Index("ix_notices_unsorted", "id", sqlite_where=_UNSORTED, postgresql_where=_UNSORTED),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, str]] = mapped_column(JSON)
    once: Mapped[str | None] = mapped_column(String(LONGEST_ONCE))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    sorted_at: Mapped[datetime | None]


class NoticeSwitch(Base):
    """Whether a person wants a topic by push and by mail; the default holds where there is no row."""

    __tablename__ = "notice_switches"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    topic: Mapped[str] = mapped_column(String(24), primary_key=True)
    push: Mapped[bool]
    mail: Mapped[bool]


class NoticeTimes(Base):
    """When a person wants to be left in peace, and when her mail comes if it comes once a day."""

    __tablename__ = "notice_times"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    quiet_from_minute: Mapped[int | None]
    quiet_until_minute: Mapped[int | None]
    digest_minute: Mapped[int | None]


class PushSubscription(Base):
    """Where a signed-in browser takes pushes. It ends with its sign-in, by the database itself.

    `attempts`, `retry_at` and `leased_until` are about what waits for it: a worker that holds the lease is
    sending, and nobody else does until it has passed.
    """

    __tablename__ = "push_subscriptions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    endpoint: Mapped[str] = mapped_column(String(LONGEST_ENDPOINT))
    endpoint_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    host: Mapped[str] = mapped_column(String(LONGEST_ENDPOINT))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(65))
    secret: Mapped[bytes] = mapped_column(LargeBinary(16))
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]


class PushWait(Base):
    """A notice of which a browser has yet to be told, and from when on; gone once it was."""

    __tablename__ = "push_waits"
    __table_args__ = (Index("ix_push_waits_due", "due_at"),)

    subscription_id: Mapped[int] = mapped_column(
        ForeignKey("push_subscriptions.id", ondelete="CASCADE"), primary_key=True
    )
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    due_at: Mapped[datetime]
    is_urgent: Mapped[bool]


class Mailbox(Base):
    """How sending to a person's mail address stands; as with a subscription, for her address."""

    __tablename__ = "mailboxes"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]


class MailWait(Base):
    """A notice that has yet to go out by mail, and from when on; gone once it has."""

    __tablename__ = "mail_waits"
    __table_args__ = (Index("ix_mail_waits_due", "due_at", "staff_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    due_at: Mapped[datetime]
