"""Tables of trips, places, towns and evidences."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_PLACE = 80
LONGEST_PURPOSE = 200


class Place(Base):
    """A destination that the organisation keeps in its list."""

    __tablename__ = "places"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST_PLACE), unique=True)
    lat_e7: Mapped[int] = mapped_column(Integer)
    lon_e7: Mapped[int] = mapped_column(Integer)
    radius_m: Mapped[int] = mapped_column(Integer)


class Town(Base):
    """A boundary with its name; the outer box finds candidates, the polygons decide."""

    __tablename__ = "towns"
    __table_args__ = (Index("ix_towns_box", "south_e7", "north_e7"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(60))
    south_e7: Mapped[int] = mapped_column(Integer)
    north_e7: Mapped[int] = mapped_column(Integer)
    west_e7: Mapped[int] = mapped_column(Integer)
    east_e7: Mapped[int] = mapped_column(Integer)
    polygons: Mapped[list[list[list[list[float]]]]] = mapped_column(JSON)


class Trip(Base):
    """A planned journey; its id is made on the device, so that sending it twice makes one."""

    __tablename__ = "trips"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="period"),
        Index("ix_trips_owner", "owner_id", "starts_at"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    purpose: Mapped[str] = mapped_column(String(LONGEST_PURPOSE))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    vehicle: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class Destination(Base):
    """A place to go, as it was planned: a later change of the organisation's list does not reach it."""

    __tablename__ = "trip_destinations"

    trip_id: Mapped[bytes] = mapped_column(ForeignKey("trips.id"), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    lat_e7: Mapped[int | None] = mapped_column(Integer)
    lon_e7: Mapped[int | None] = mapped_column(Integer)
    radius_m: Mapped[int] = mapped_column(Integer)


class Companion(Base):
    """Who goes along: her taps belong to the same trip as the owner's."""

    __tablename__ = "trip_companions"

    trip_id: Mapped[bytes] = mapped_column(ForeignKey("trips.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)


class Evidence(Base):
    """One capture as it arrived: sealed. Nothing of the position stands in the clear, not even its time.

    `trip_id` is the trip it counts for, only ever one that its signer owns or goes along on; what the payload
    itself names stays sealed. A destroyed one stays as a tombstone: its id, its record, the rule and the day.
    """

    __tablename__ = "evidences"
    __table_args__ = (
        CheckConstraint("source IN ('phone', 'paper')", name="source"),
        CheckConstraint("(frame IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed"),
        Index("ix_evidences_staff", "staff_id", "received_at"),
        Index("ix_evidences_chain", "device_id", "sequence"),
    )

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    device_id: Mapped[bytes] = mapped_column(LargeBinary(8))
    sequence: Mapped[int] = mapped_column(BigId)
    previous: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    trip_id: Mapped[bytes | None] = mapped_column(ForeignKey("trips.id"), index=True)
    received_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(8))
    frame: Mapped[bytes | None] = mapped_column(LargeBinary(512))
    context: Mapped[bytes | None] = mapped_column(LargeBinary(4200))
    record_id: Mapped[int] = mapped_column(BigId, ForeignKey("ledger_records.id"))
    destroyed_at: Mapped[datetime | None]
    destroyed_rule: Mapped[str | None] = mapped_column(String(40))
