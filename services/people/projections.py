"""What a complete check of the ledger compares in people: devices as rows and as leaves."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import InstrumentedAttribute

from services.ledger import Difference, Record
from services.people.devices import DeviceState
from services.people.models import Device, Staff


def compare_enrolled(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    """Yields every device whose key, person or leaf differs from its enrolment."""
    numbers = _numbers(session, records)
    for record, row in _pairs(session, records):
        if row is None:
            yield Difference(_about(record), "projection_missing")
        elif (
            row.public_key != record.facts.get("key")
            or numbers.get(row.staff_id) != record.facts.get("staff_number")
            or row.enrolled_record_id != record.id
        ):
            yield Difference(_about(record))


def compare_retired(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    yield from _compare_end(session, records, Device.retired_record_id)


def compare_revoked(session: Session, records: Sequence[Record]) -> Iterable[Difference]:
    yield from _compare_end(session, records, Device.revoked_record_id)


def find_unproven_devices(session: Session) -> Iterable[Difference]:
    """Yields every device in a state that no leaf stands for."""
    query = select(Device.id).where(
        or_(
            (Device.state != DeviceState.PENDING) & Device.enrolled_record_id.is_(None),
            (Device.state == DeviceState.RETIRED) & Device.retired_record_id.is_(None),
            (Device.state == DeviceState.REVOKED) & Device.revoked_record_id.is_(None),
        )
    )
    for device_id in session.scalars(query):
        yield Difference(f"device {device_id.hex()}", "record_missing")


def _compare_end(
    session: Session, records: Sequence[Record], column: InstrumentedAttribute[int | None]
) -> Iterator[Difference]:
    for record, row in _pairs(session, records):
        if row is None:
            yield Difference(_about(record), "projection_missing")
        elif getattr(row, column.key) != record.id:
            yield Difference(_about(record))


def _pairs(session: Session, records: Sequence[Record]) -> list[tuple[Record, Device | None]]:
    ids = {record.id: _device_id(record) for record in records}
    rows = {row.id: row for row in session.scalars(select(Device).where(Device.id.in_(ids.values())))}
    return [(record, rows.get(ids[record.id])) for record in records]


def _numbers(session: Session, records: Sequence[Record]) -> dict[int, str]:
    wanted = [record.facts.get("staff_number") for record in records]
    query = select(Staff.id, Staff.number).where(Staff.number.in_(wanted))
    return {row.id: row.number for row in session.execute(query)}


def _device_id(record: Record) -> bytes:
    return next(
        (value for kind, value in record.subjects if kind == "device" and isinstance(value, bytes)), b""
    )


def _about(record: Record) -> str:
    return f"device {_device_id(record).hex()}"
