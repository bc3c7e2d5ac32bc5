"""Tables of lunch slots: the rule, plans with their groups and weeks, swaps, reminders."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_STAFF = "staff.id"
_UNIT = "units.id"
_PLAN = "lunch_plans.id"


class LunchRule(Base):
    """When lunch is, and how far it may be moved, from a day on, with the legal basis."""

    __tablename__ = "lunch_rules"

    from_on: Mapped[date] = mapped_column(primary_key=True)
    starts_minute: Mapped[int]
    ends_minute: Mapped[int]
    most_moved_min: Mapped[int]
    basis: Mapped[str] = mapped_column(String(200))


class LunchPlan(Base):
    """Which group eats when, for some weeks. `slot_minutes` are the slots' first minutes of the day.

    A draft is nobody's lunch; of one cafeteria no two published plans share a day.
    """

    __tablename__ = "lunch_plans"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint("from_on <= until_on", name="period"),
        Index("ix_lunch_plans_cafeteria", "cafeteria_id", "state", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cafeteria_id: Mapped[int] = mapped_column(ForeignKey("cafeterias.id"))
    from_on: Mapped[date]
    until_on: Mapped[date]
    slot_minutes: Mapped[list[int]] = mapped_column(JSON)
    slot_length_min: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    published_at: Mapped[datetime | None]


class LunchMember(Base):
    """A department, or a team of a department that keeps a counter, and its group, from 1.

    `least_present` is how many of the department must stay at the counter at any time; 0 for none.
    """

    __tablename__ = "lunch_members"

    plan_id: Mapped[int] = mapped_column(ForeignKey(_PLAN), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT), primary_key=True)
    group_number: Mapped[int]
    least_present: Mapped[int]


class LunchWeek(Base):
    """One week of a plan: the slot of each group, by its place in `slot_minutes`; group 1 comes first."""

    __tablename__ = "lunch_weeks"

    plan_id: Mapped[int] = mapped_column(ForeignKey(_PLAN), primary_key=True)
    week_on: Mapped[date] = mapped_column(primary_key=True)
    places: Mapped[list[int]] = mapped_column(JSON)


class LunchSwap(Base):
    """Two members of a plan change their slots for some days of one week, once both leads have tapped."""

    __tablename__ = "lunch_swaps"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("from_on <= until_on", name="period"),
        Index("ix_lunch_swaps_plan", "plan_id", "from_on"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(_PLAN))
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    other_unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    answered_at: Mapped[datetime | None]


class LunchReminder(Base):
    """Who wants to be reminded, how many minutes before her slot, and the last day she was."""

    __tablename__ = "lunch_reminders"

    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    before_min: Mapped[int]
    reminded_on: Mapped[date | None]
