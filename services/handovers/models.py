"""Tables of handovers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_PART = 5_000
LONGEST_LINE = 300
LONGEST_REASON = 300
_STAFF = "staff.id"
_HANDOVER = "handovers.id"
_KINDS = (
    "kind IN ('request', 'decision', 'minutes', 'question', 'law', 'trip', 'review', 'seat', "
    "'remote', 'watch')"
)


class Handover(Base):
    """Duties that go from one person to another, who takes them once; the parts of the form are texts.

    `why` says what it follows; `last_on` is the leaver's last day with these duties. `as_deputy`: there is no
    successor yet, who takes them stands in. `origin` is `own`, or `transfer` where a change of postings
    opened it, or `deputy` where a deputy hands on. An accepted one never changes any more; `record_id` is the
    leaf that commits to it. `passed_at`: the last day went by, and the manuals went to whoever stands in
    before she had said yes. An accepted one that was destroyed stays for its leaf, and says nothing.
    """

    __tablename__ = "handovers"
    __table_args__ = (
        CheckConstraint("why IN ('transfer', 'reorganisation', 'duties', 'retirement', 'leave')", name="why"),
        CheckConstraint("origin IN ('own', 'transfer', 'deputy')", name="origin"),
        CheckConstraint("state IN ('open', 'offered', 'accepted', 'withdrawn')", name="state"),
        CheckConstraint("state = 'open' OR state = 'withdrawn' OR to_id IS NOT NULL", name="receiver"),
        Index("ix_handovers_leaver", "from_id", "state"),
        Index("ix_handovers_receiver", "to_id", "state"),
        Index("ix_handovers_due", "state", "last_on"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    to_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    as_deputy: Mapped[bool]
    why: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(12))
    last_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    version: Mapped[int]
    plans: Mapped[str] = mapped_column(Text)
    issues: Mapped[str] = mapped_column(Text)
    unsettled: Mapped[str] = mapped_column(Text)
    documents: Mapped[str] = mapped_column(Text)
    goods: Mapped[str] = mapped_column(Text)
    contacts: Mapped[str] = mapped_column(Text)
    remarks: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    offered_at: Mapped[datetime | None]
    offered_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    accepted_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    returned_why: Mapped[str] = mapped_column(String(LONGEST_REASON))
    reminded_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    follows_id: Mapped[bytes | None] = mapped_column(ForeignKey(_HANDOVER))
    record_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("ledger_records.id"))


class HandoverManual(Base):
    """A manual that goes along. `title` and `number` are those on the day on which it was taken."""

    __tablename__ = "handover_manuals"

    handover_id: Mapped[bytes] = mapped_column(ForeignKey(_HANDOVER), primary_key=True)
    manual_id: Mapped[int] = mapped_column(BigId, ForeignKey("manuals.id"), primary_key=True, index=True)
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]


class HandoverItem(Base):
    """What the product knew of when the handover was offered: open things, deadlines, seats, watches.

    `text` is what the thing is called; what it is, says the kind.
    """

    __tablename__ = "handover_items"
    __table_args__ = (CheckConstraint(_KINDS, name="kind"),)

    handover_id: Mapped[bytes] = mapped_column(ForeignKey(_HANDOVER), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(LONGEST_LINE))
    due_on: Mapped[date | None]
    manual_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("manuals.id"))
