"""Tables of crowding: what was read and told, who may read, and the answer that watchers get.

Nothing here names a member of staff, except who made a sensor's key.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

_CAFETERIA = "cafeterias.id"


class Sensor(Base):
    """Something that posts readings with a key of its own; the key is known here by its SHA-256 alone.

    `clock_offset_s` is by how much its clock was ahead of ours the last time.
    """

    __tablename__ = "cafeteria_sensors"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), index=True)
    name: Mapped[str] = mapped_column(String(60))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]
    clock_offset_s: Mapped[int | None]


class Reading(Base):
    """One thing that was seen: by the kitchen (`sensor_id` null) or by a sensor.

    `value` is a level from 0 to 3, a number of persons in the queue, or a counter's total of the day.
    `repeat_id` is made from the sender and its own id: what is sent again is known by it. `told_at` is when
    it was measured by the sensor's own clock, `measured_at` by ours.
    """

    __tablename__ = "cafeteria_readings"
    __table_args__ = (
        CheckConstraint("kind IN ('level', 'queue', 'entries', 'exits', 'served')", name="kind"),
        CheckConstraint("value >= 0", name="value"),
        Index("ix_cafeteria_readings_measured", "cafeteria_id", "measured_at"),
        Index("ix_cafeteria_readings_repeat", "cafeteria_id", "repeat_id", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA))
    sensor_id: Mapped[int | None] = mapped_column(ForeignKey("cafeteria_sensors.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    value: Mapped[int]
    measured_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    repeat_id: Mapped[bytes] = mapped_column(LargeBinary(16))


class QueueReport(Base):
    """A diner's two taps: in the queue, and served. The id is made on the phone and leads to nobody."""

    __tablename__ = "cafeteria_queue_reports"
    __table_args__ = (
        CheckConstraint("served_at IS NULL OR served_at >= joined_at", name="order"),
        Index("ix_cafeteria_queue_reports_joined", "cafeteria_id", "joined_at"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA))
    joined_at: Mapped[datetime]
    served_at: Mapped[datetime | None]


class ReportBudget(Base):
    """How often one person has reported on one day, and how many of these were not answered by "served" yet.

    `mark` is a keyed hash of both: it names nobody, and no report bears it. No time either, which would lead
    from one to the other; nor does the place of a row tell who came first.
    """

    __tablename__ = "cafeteria_report_budgets"
    __table_args__ = {"sqlite_with_rowid": False}

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    told_on: Mapped[date] = mapped_column(index=True)
    count: Mapped[int]
    open_count: Mapped[int]


class Snapshot(Base):
    """The answer that all watchers of a cafeteria get until something changes: ready-made JSON.

    `lobby_body` is the one for people who are not signed in, empty where there is none for them. `made_at` is
    the last change, `checked_at` when it was last compared with what is known, `recorded_at` when the days
    before were last handed to the history.
    """

    __tablename__ = "cafeteria_snapshots"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    lobby_body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    checked_at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]


class StoredOutlook(Base):
    """What is expected of one day and of those after it, as JSON: it is made from months of history, and
    nobody waits for it."""

    __tablename__ = "cafeteria_outlooks"

    cafeteria_id: Mapped[int] = mapped_column(ForeignKey(_CAFETERIA), primary_key=True)
    expected_on: Mapped[date]
    content: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
