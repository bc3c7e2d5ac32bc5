"""Tables of what readers add to manuals: tips and cases, votes on them, questions and answers."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base

LONGEST_TITLE, LONGEST_TEXT, LONGEST_QUESTION = 80, 2_000, 500
LONGEST_BASIS = 200
_STAFF, _MANUAL = "staff.id", "manuals.id"


class ManualTipRule(Base):
    """How long tips live from a day on, how many doubts are told to the owner, in how many days a question
    is answered before the lead is told, and from how many readers on a department is shown by name."""

    __tablename__ = "manual_tip_rules"
    __table_args__ = (
        CheckConstraint("lives_months BETWEEN 1 AND 120", name="lives"),
        CheckConstraint("doubts BETWEEN 1 AND 100", name="doubts"),
        CheckConstraint("answer_days BETWEEN 1 AND 60", name="answer_days"),
        CheckConstraint("fewest_shown BETWEEN 3 AND 100", name="fewest_shown"),
    )

    from_on: Mapped[date] = mapped_column(primary_key=True)
    lives_months: Mapped[int]
    doubts: Mapped[int]
    answer_days: Mapped[int]
    fewest_shown: Mapped[int]
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class ManualTip(Base):
    """A tip, or a case with its solution. It counts until `expires_on`, and longer when somebody confirms it.

    `confirmed_at` is when it was written or last confirmed by its owner: votes before it count no more.
    """

    __tablename__ = "manual_tips"
    __table_args__ = (
        CheckConstraint("kind IN ('tip', 'case')", name="kind"),
        CheckConstraint("(kind = 'case') = (solution <> '')", name="solution"),
        CheckConstraint("end_reason IN ('withdrawn', 'wrong', 'merged')", name="end_reason"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="ended"),
        Index("ix_manual_tips_manual", "manual_id"),
        Index("ix_manual_tips_expires", "expires_on"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey(_MANUAL))
    kind: Mapped[str] = mapped_column(String(4))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text: Mapped[str] = mapped_column(Text)
    solution: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    written_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]
    expires_on: Mapped[date]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    end_reason: Mapped[str | None] = mapped_column(String(10))


class ManualTipVote(Base):
    """What one reader says to "아직 맞나요": the newest word of hers."""

    __tablename__ = "manual_tip_votes"

    tip_id: Mapped[bytes] = mapped_column(ForeignKey("manual_tips.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    is_right: Mapped[bool]
    voted_at: Mapped[datetime]


class ManualQuestion(Base):
    """A question that no manual answered. It belongs to a manual, and is its owner's to answer, whoever that
    is by then; or to a department, and is its lead's. `tip_id` is the tip that its answer became."""

    __tablename__ = "manual_questions"
    __table_args__ = (
        CheckConstraint("(manual_id IS NULL) <> (unit_id IS NULL)", name="place"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered"),
        Index("ix_manual_questions_manual", "manual_id"),
        Index("ix_manual_questions_unit", "unit_id"),
        Index("ix_manual_questions_asker", "asked_by_id", "asked_at"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    manual_id: Mapped[int | None] = mapped_column(ForeignKey(_MANUAL))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    text: Mapped[str] = mapped_column(String(LONGEST_QUESTION))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    answered_at: Mapped[datetime | None]
    tip_id: Mapped[bytes | None] = mapped_column(ForeignKey("manual_tips.id"))
    withdrawn_at: Mapped[datetime | None]
