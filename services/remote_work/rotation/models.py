"""Tables of rotation: dated rules, wishes without reasons, plans with everybody's days, swaps."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_STAFF = "staff.id"
_UNIT = "units.id"
_PLAN = "rotation_plans.id"
LONGEST_NAME, LONGEST_BASIS = 60, 200
MOST_DAYS = 371


class RotationShare(Base):
    """Which part of its days a unit, with all below it, is at home from a day on; 0 for essential units.

    Without a unit it is the whole organisation's.
    """

    __tablename__ = "rotation_shares"
    __table_args__ = (
        CheckConstraint("parts >= 0 AND parts < of_parts", name="share"),
        Index("ix_rotation_shares_unit", "unit_id", "from_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(_UNIT))
    from_on: Mapped[date]
    parts: Mapped[int]
    of_parts: Mapped[int]
    basis: Mapped[str] = mapped_column(String(LONGEST_BASIS))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class RotationExclusion(Base):
    """A person who takes no part from one day to another. Why is nobody's business here."""

    __tablename__ = "rotation_exclusions"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class RotationPost(Base):
    """A counter or a team in which at least so many must be present on every working day."""

    __tablename__ = "rotation_posts"
    __table_args__ = (
        CheckConstraint("least_present > 0", name="least"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="period"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT), index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    least_present: Mapped[int]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class RotationPostMember(Base):
    """Who can keep a counter; a post without such rows is kept by everybody of its unit and below."""

    __tablename__ = "rotation_post_members"

    post_id: Mapped[int] = mapped_column(ForeignKey("rotation_posts.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)


class RotationWish(Base):
    """At home, or in the office, on a weekday (0 is Monday) or on one day. No column holds a reason."""

    __tablename__ = "rotation_wishes"
    __table_args__ = (
        CheckConstraint("want IN ('home', 'office')", name="want"),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 0 AND 4", name="weekday"),
        CheckConstraint("until_on >= from_on", name="period"),
        Index("ix_rotation_wishes_staff", "staff_id", "until_on"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    want: Mapped[str] = mapped_column(String(6))
    is_fixed: Mapped[bool]
    weekday: Mapped[int | None]
    from_on: Mapped[date]
    until_on: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class RotationFloor(Base):
    """On which floor a unit, with all below it, sits from a day on."""

    __tablename__ = "rotation_floors"

    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT), primary_key=True)
    from_on: Mapped[date] = mapped_column(primary_key=True)
    floor: Mapped[str] = mapped_column(String(LONGEST_NAME))


class RotationOutbreak(Base):
    """A time in which groups must not meet."""

    __tablename__ = "rotation_outbreaks"
    __table_args__ = (
        CheckConstraint("groups BETWEEN 2 AND 4", name="groups"),
        CheckConstraint("until_on >= from_on", name="period"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    groups: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]


class RotationGroupMember(Base):
    """The group of a person in an outbreak, from 1."""

    __tablename__ = "rotation_group_members"

    outbreak_id: Mapped[int] = mapped_column(ForeignKey("rotation_outbreaks.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF), primary_key=True)
    group_number: Mapped[int]


class RotationPlan(Base):
    """A rotation from one day to another, from draft to publication.

    `work` says where its solution is: `none`, `asked`, `solving` (by a worker until `lease_until`), `solved`,
    `impossible`, `failed`. `result` holds what the solver said. `base_id` is the published plan that this one
    makes anew with the fewest moves. A share of its own (`parts`) is the crisis dial's.
    """

    __tablename__ = "rotation_plans"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'withdrawn')", name="state"),
        CheckConstraint(
            "work IN ('none', 'asked', 'solving', 'solved', 'impossible', 'failed')", name="work"
        ),
        CheckConstraint("from_on <= until_on", name="period"),
        CheckConstraint("parts IS NULL OR (parts > 0 AND parts < of_parts)", name="share"),
        Index("ix_rotation_plans_state", "state", "from_on"),
        Index("ix_rotation_plans_work", "work", "lease_until"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    parts: Mapped[int | None]
    of_parts: Mapped[int | None]
    base_id: Mapped[int | None] = mapped_column(ForeignKey(_PLAN))
    work: Mapped[str] = mapped_column(String(10))
    seconds: Mapped[int]
    asked_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int]
    inputs: Mapped[str] = mapped_column(String(32))
    result: Mapped[dict[str, object]] = mapped_column(JSON)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    made_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    published_at: Mapped[datetime | None]


class RotationLine(Base):
    """One person in a plan. `days` has a letter for each calendar day from the plan's first on: H at home,
    O in the office, a point for a day without work. `planned` are the days as they were before any swap.
    """

    __tablename__ = "rotation_lines"
    __table_args__ = (
        UniqueConstraint("plan_id", "staff_id"),
        Index("ix_rotation_lines_staff", "staff_id"),
        Index("ix_rotation_lines_unit", "plan_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(_PLAN))
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    unit_id: Mapped[int] = mapped_column(ForeignKey(_UNIT))
    parts: Mapped[int]
    of_parts: Mapped[int]
    before: Mapped[int]
    days: Mapped[str] = mapped_column(String(MOST_DAYS))
    planned: Mapped[str] = mapped_column(String(MOST_DAYS))
    unmet: Mapped[list[dict[str, object]]] = mapped_column(JSON)


class RotationSwap(Base):
    """Two people change a day at home for one in the office: the colleague's tap, then the lead's."""

    __tablename__ = "rotation_swaps"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'agreed', 'done', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("staff_id <> other_id", name="other"),
        Index("ix_rotation_swaps_staff", "staff_id", "state"),
        Index("ix_rotation_swaps_other", "other_id", "state"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey(_PLAN), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    gives_on: Mapped[date]
    other_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    takes_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))
    decided_at: Mapped[datetime | None]
