"""Tables of flexible hours: the organisation's types, what people asked for, days when nobody has them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_NAME, LONGEST_BASIS, LONGEST_REASON = 40, 200, 200
LONGEST_DUTY, LONGEST_REVIEW = 60, 500
_STAFF = "staff.id"


class HoursRule(Base):
    """One type of working hours from a day on, with its legal basis; `ordinary` is everybody's.

    A start lies between two minutes, in steps; a day's work (its break not counted) between two lengths; a
    week adds up to `week_min`, where that is not null. Work of `break_from_min` and more has the break. Who
    wants it for today asks so many minutes before her day begins.
    `manner`: `daily`; `compressed`, a week on four days, the fifth is free; `own_time`, where the start and
    the length are no more than what deadlines are counted from.
    """

    __tablename__ = "hours_rules"
    __table_args__ = (CheckConstraint("manner IN ('daily', 'compressed', 'own_time')", name="manner"),)

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    manner: Mapped[str] = mapped_column(String(12))
    is_offered: Mapped[bool]
    earliest_minute: Mapped[int]
    latest_minute: Mapped[int]
    step_min: Mapped[int]
    shortest_min: Mapped[int]
    longest_min: Mapped[int]
    week_min: Mapped[int | None]
    break_min: Mapped[int]
    break_from_min: Mapped[int]
    ask_before_min: Mapped[int]
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))


class FlexibleHours(Base):
    """What one person asked for, for some weekdays of a time.

    `holds_from_on` is the first day of it, null until it is approved: what is approved late changes no day
    that has begun. From `ended_on` on she wants it no more. What was asked for later goes before.
    `free_weekday`, 0 for Monday, is the one of a compressed week.
    """

    __tablename__ = "flexible_hours"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="period"),
        CheckConstraint("free_weekday >= 0 AND free_weekday <= 4", name="free_weekday"),
        Index("ix_flexible_hours_staff", "staff_id", "until_on"),
        # Everybody's hours of a day: few end later, however many there were before.
        Index("ix_flexible_hours_end", "until_on", "holds_from_on"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    code: Mapped[str] = mapped_column(String(20))
    from_on: Mapped[date]
    until_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    asked_at: Mapped[datetime]
    holds_from_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    free_weekday: Mapped[int | None]
    withdrawn_at: Mapped[datetime | None]
    review_reason: Mapped[str | None] = mapped_column(String(LONGEST_REVIEW))


class FlexibleDay(Base):
    """The hours of one weekday, 0 for Monday, in minutes after midnight in Korea."""

    __tablename__ = "flexible_days"
    __table_args__ = (
        CheckConstraint("weekday >= 0 AND weekday <= 6", name="weekday"),
        CheckConstraint("ends_minute > starts_minute", name="length"),
    )

    hours_id: Mapped[bytes] = mapped_column(ForeignKey("flexible_hours.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]


class DutyDay(Base):
    """A day of training or of an emergency, on which a unit and all below it, or everybody, keep the
    ordinary hours."""

    __tablename__ = "duty_days"
    __table_args__ = (
        CheckConstraint("kind IN ('training', 'emergency')", name="kind"),
        Index("ix_duty_days_held_on", "held_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    held_on: Mapped[date]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(LONGEST_DUTY))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]
