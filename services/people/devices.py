"""Devices: the keys that sign captures, each of one person and one browser profile.

    pending --second signature--> active --replaced, given up--> retired
                                  active or retired --reported lost--> revoked

A pending device already captures; its captures wait on the phone until it is active. Retiring leaves what it
signed as good as before; only a report of loss casts doubt, and only on what came after. Each step past
`pending` is a leaf, and the owner is told of each.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.clock import local_day, to_millis
from services.crypto.canonical import Value
from services.errors import Conflict, Forbidden, Invalid, NotFound
from services.ledger import Appender
from services.notifications import notify
from services.people.models import Device
from services.people.names import normalise_name
from services.people.notices import NoticeKind
from services.people.roles import Role, list_roles
from services.texts import N_


class DeviceState(StrEnum):
    PENDING = "pending"
    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True)
class DeviceView:
    """A device; the record ids name its leaves in the ledger."""

    id: bytes
    public_key: bytes
    staff_id: int
    label: str
    state: DeviceState
    challenge: bytes
    created_at: datetime
    activated_at: datetime | None
    retired_at: datetime | None
    revoked_at: datetime | None
    lost_since_at: datetime | None
    enrolled_record_id: int | None
    retired_record_id: int | None
    revoked_record_id: int | None


_TABLE = Device.__table__.c
_FIELDS = tuple(DeviceView.__dataclass_fields__)
_STATE = _FIELDS.index("state")
_VIEW = select(*(_TABLE[name] for name in _FIELDS))
_FIND = _VIEW.where(_TABLE.id == bindparam("device_id"))  # built once: every upload runs it


def find_device(session: Session, device_id: bytes) -> DeviceView | None:
    """A device by the first 8 bytes of SHA-256 of its key, in any state."""
    row = session.connection().execute(_FIND, {"device_id": device_id}).first()
    return _from_row(row) if row else None


def devices_by_id(session: Session, device_ids: Collection[bytes]) -> dict[bytes, DeviceView]:
    """Many at once, in one statement; unknown ids are left out."""
    rows = session.connection().execute(_VIEW.where(_TABLE.id.in_(device_ids)))
    return {row.id: _from_row(row) for row in rows}


def list_devices(session: Session, staff_id: int) -> list[DeviceView]:
    """A person's devices in any state, newest first."""
    query = _VIEW.where(_TABLE.staff_id == staff_id).order_by(_TABLE.created_at.desc(), _TABLE.id)
    return [_from_row(row) for row in session.connection().execute(query)]


def rename_device(session: Session, staff_id: int, device_id: bytes, label: str) -> None:
    """Raises: NotFound `device_not_found`; Invalid `name`."""
    row = lock_own_device(session, staff_id, device_id)
    row.label = normalise_name(label, "label")
    session.flush()


def retire_device(
    session: Session, ledger: Appender, device_id: bytes, *, by_id: int, now: datetime
) -> DeviceView:
    """Ends the use of an active device: by its owner, who gives it up or replaces it.

    Raises: NotFound `device_not_found` for somebody else's; Conflict `device_state`.
    """
    row = lock_own_device(session, by_id, device_id)
    if row.state == DeviceState.ACTIVE:
        retire_row(session, ledger, row, "given_up", now)
    elif row.state != DeviceState.RETIRED:
        raise wrong_state()
    return to_device_view(row)


def revoke_device(
    session: Session,
    ledger: Appender,
    device_id: bytes,
    *,
    lost_since_at: datetime,
    by_id: int,
    now: datetime,
) -> DeviceView:
    """Reports a device as lost since an instant: by its owner, or by an administrator whom she called.

    The first report stands; the same again gives its answer.

    Raises: NotFound `device_not_found`; Invalid `lost_since` for the future; Conflict `device_state` for a
    pending one, whose enrolment is cancelled instead.
    """
    row = lock_device(session, device_id)
    if row.staff_id != by_id:
        _check_administrator(session, by_id, now)
    if row.state == DeviceState.REVOKED:
        return to_device_view(row)
    if row.state == DeviceState.PENDING:
        raise wrong_state()
    if lost_since_at > now:
        sentence = N_("앞으로 올 시각은 고를 수 없어요.")
        raise Invalid("lost_since", sentence, fields={"lost_since_at": sentence})
    facts: dict[str, Value] = {"lost_since_ms": to_millis(lost_since_at), "by": str(by_id)}
    row.revoked_record_id = ledger.append(session, "device_revoked", subjects_of(row), facts, now).id
    row.state, row.revoked_at, row.lost_since_at = DeviceState.REVOKED, now, lost_since_at
    notify(session, row.staff_id, NoticeKind.DEVICE_REVOKED, now, label=row.label)
    return to_device_view(row)


def retire_row(session: Session, ledger: Appender, row: Device, reason: str, now: datetime) -> None:
    """The step itself, for an active device."""
    facts = {"reason": reason}
    row.retired_record_id = ledger.append(session, "device_retired", subjects_of(row), facts, now).id
    row.state, row.retired_at = DeviceState.RETIRED, now
    notify(session, row.staff_id, NoticeKind.DEVICE_RETIRED, now, label=row.label)


def lock_device(session: Session, device_id: bytes) -> Device:
    """The row, until the end of the transaction. Raises: NotFound `device_not_found`."""
    row = session.scalars(select(Device).where(Device.id == device_id).with_for_update()).one_or_none()
    if row is None:
        raise _not_found()
    return row


def lock_own_device(session: Session, staff_id: int, device_id: bytes) -> Device:
    """The row of a person's own device. Raises: NotFound `device_not_found`, for somebody else's too."""
    row = lock_device(session, device_id)
    if row.staff_id != staff_id:
        raise _not_found()
    return row


def subjects_of(row: Device) -> list[tuple[str, bytes | str]]:
    """Whom a leaf about a device concerns: its id, and its owner's opaque id."""
    return [("device", row.id), ("staff", str(row.staff_id))]


def to_device_view(row: Device) -> DeviceView:
    return _from_row([getattr(row, name) for name in _FIELDS])


def wrong_state() -> Conflict:
    return Conflict("device_state", N_("이 기기의 상태가 그 사이 바뀌었어요. 화면을 새로 고쳐 주세요."))


def _from_row(row: Sequence[Any]) -> DeviceView:
    values = list(row)
    values[_STATE] = DeviceState(values[_STATE])
    return DeviceView(*values)


def _check_administrator(session: Session, staff_id: int, now: datetime) -> None:
    if Role.ADMINISTRATOR not in list_roles(session, staff_id, local_day(now)):
        raise Forbidden


def _not_found() -> NotFound:
    return NotFound("device_not_found", N_("그런 기기가 없어요."))
