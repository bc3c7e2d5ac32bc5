"""The second signature that makes a device active: an earlier device's, or the lead's one tap.

Who stands at the top of the tree has no lead: then an administrator taps. Nobody confirms her own device,
not through her deputy either. Who acts for the lead confirms as the deputy; who that is, approvals know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.crypto import canonical, signing
from services.crypto.canonical import Value
from services.errors import Forbidden, Refused
from services.ledger import Appender, NewRecord
from services.notifications import notify
from services.people.devices import (
    DeviceState,
    DeviceView,
    lock_device,
    lock_own_device,
    retire_row,
    subjects_of,
    to_device_view,
    wrong_state,
)
from services.people.enrolment_proof import (
    SecondKind,
    confirmation_message,
    facts_without_passkey,
    is_demo,
)
from services.people.leads import Leadership
from services.people.models import Device
from services.people.notices import NoticeKind
from services.people.persons import Person, list_persons, names_of, numbers_of
from services.people.roles import Role, list_roles
from services.texts import N_

LONGEST_PROOF = 1 << 15


@dataclass(frozen=True)
class DeviceToConfirm:
    device: DeviceView
    owner: Person
    second: SecondKind


class Holder(Protocol):
    """As whom a person acts: None for the lead herself."""

    @property
    def acted_for_id(self) -> int | None: ...


class Lineup(Protocol):
    """The leads of an instant, and who acts for them."""

    @property
    def leadership(self) -> Leadership: ...
    def find_holder(self, person_id: int, requester_id: int, unit_id: int | None) -> Holder | None: ...


LoadLineup = Callable[[Session, datetime], Lineup]


@dataclass(frozen=True)
class _Confirmer:
    """What a person may confirm now."""

    staff_id: int
    is_administrator: bool
    lineup: Lineup

    def second_for(self, owner: Person) -> SecondKind | None:
        if owner.id == self.staff_id:
            return None
        if self.lineup.leadership.lead_of(owner.id, owner.unit_id) is None:
            return SecondKind.ADMINISTRATOR if self.is_administrator else None
        holder = self.lineup.find_holder(self.staff_id, owner.id, owner.unit_id)
        if holder is None:
            return None
        return SecondKind.LEAD if holder.acted_for_id is None else SecondKind.DEPUTY


def list_devices_to_confirm(
    session: Session, staff_id: int, now: datetime, load_lineup: LoadLineup
) -> list[DeviceToConfirm]:
    """The pending devices that this person can confirm with one tap, oldest first."""
    rows = session.scalars(
        select(Device).where(Device.state == DeviceState.PENDING).order_by(Device.created_at)
    ).all()
    if not rows:
        return []
    on = local_day(now)
    confirmer = _load_confirmer(session, staff_id, now, load_lineup)
    owners = list_persons(session, {row.staff_id for row in rows}, on)
    # Nobody is let in who has left meanwhile.
    pairs = [(row, owners[row.staff_id]) for row in rows if owners[row.staff_id].is_in_service(on)]
    return [
        DeviceToConfirm(to_device_view(row), owner, second)
        for row, owner in pairs
        if (second := confirmer.second_for(owner))
    ]


def confirm_device(
    session: Session,
    ledger: Appender,
    device_id: bytes,
    by_id: int,
    now: datetime,
    load_lineup: LoadLineup,
) -> DeviceView:
    """The tap of the owner's lead, or of who stands in: the device is active. A second tap changes nothing.

    Raises: NotFound `device_not_found`; Forbidden `not_the_lead`; Conflict `device_state`.
    """
    row = lock_device(session, device_id)
    on = local_day(now)
    owner = list_persons(session, [row.staff_id], on)[row.staff_id]
    second = _load_confirmer(session, by_id, now, load_lineup).second_for(owner)
    if second is None or not owner.is_in_service(on):
        raise Forbidden("not_the_lead", N_("이 직원의 팀장만 확인할 수 있어요."))
    if _is_waiting(row):
        by = names_of(session, [by_id])[by_id]
        _activate(session, ledger, row, second, str(by_id), b"", by, now)
    return to_device_view(row)


def confirm_with_device(
    session: Session,
    ledger: Appender,
    staff_id: int,
    device_id: bytes,
    *,
    by_device_id: bytes,
    signature: bytes,
    now: datetime,
) -> DeviceView:
    """An earlier active device of the same person signs `confirmation_message`: the new one is active.

    Raises: NotFound `device_not_found` for somebody else's; Conflict `device_state`; BadSignature.
    """
    row = lock_own_device(session, staff_id, device_id)
    earlier = lock_own_device(session, staff_id, by_device_id)
    if earlier.state != DeviceState.ACTIVE or earlier.id == row.id:
        raise wrong_state()
    signing.verify_signature(earlier.public_key, confirmation_message(row.challenge), signature)
    if _is_waiting(row):
        _activate(session, ledger, row, SecondKind.DEVICE, earlier.id.hex(), signature, earlier.label, now)
    return to_device_view(row)


def enrol_demo_devices(
    session: Session,
    ledger: Appender,
    devices: Sequence[tuple[int, bytes]],
    *,
    origin: str,
    label: str,
    now: datetime,
) -> list[DeviceView]:
    """Active devices of simulated phones, pairs of staff id and public key, without passkey and lead.

    Their records say so, and only a demonstration's ledger takes them. Raises: Refused `demo_only`.
    """
    if not is_demo(origin):
        raise Refused("demo_only")
    numbers = numbers_of(session, {staff_id for staff_id, _ in devices})
    rows, records = [], []
    for staff_id, public_key in devices:
        facts = _demo_facts(public_key, numbers[staff_id])
        row = _demo_row(staff_id, public_key, label, facts, now)
        rows.append(row)
        records.append(NewRecord("device_enrolled", subjects_of(row), facts, now))
    for row, record in zip(rows, ledger.append_many(session, records), strict=True):
        row.enrolled_record_id = record.id
    session.add_all(rows)
    session.flush()
    return [to_device_view(row) for row in rows]


def _load_confirmer(session: Session, staff_id: int, now: datetime, load_lineup: LoadLineup) -> _Confirmer:
    roles = list_roles(session, staff_id, local_day(now))
    return _Confirmer(staff_id, Role.ADMINISTRATOR in roles, load_lineup(session, now))


def _is_waiting(row: Device) -> bool:
    """Whether the device still waits; raises Conflict when it is already over with it."""
    if row.state not in (DeviceState.PENDING, DeviceState.ACTIVE):
        raise wrong_state()
    return row.state == DeviceState.PENDING


def _activate(
    session: Session,
    ledger: Appender,
    row: Device,
    second: SecondKind,
    second_id: str,
    signature: bytes,
    by: str,
    now: datetime,
) -> None:
    proof = canonical.decode(row.proof, max_bytes=LONGEST_PROOF)
    facts: dict[str, Value] = {
        **(proof if isinstance(proof, dict) else {}),
        "second": second.value,
        "second_id": second_id,
        "second_signature": signature,
    }
    row.enrolled_record_id = ledger.append(session, "device_enrolled", subjects_of(row), facts, now).id
    row.state, row.activated_at = DeviceState.ACTIVE, now
    notify(session, row.staff_id, NoticeKind.DEVICE_ENROLLED, now, label=row.label, by=by)
    if row.replaces_id is not None:
        replaced = lock_device(session, row.replaces_id)
        if replaced.state == DeviceState.ACTIVE:
            retire_row(session, ledger, replaced, "replaced", now)


def _demo_facts(public_key: bytes, staff_number: str) -> Mapping[str, Value]:
    return {
        **facts_without_passkey(),
        "key": public_key,
        "nonce": b"",
        "possession": b"",
        "staff_number": staff_number,
        "second": SecondKind.DEMO.value,
        "second_id": "",
        "second_signature": b"",
    }


def _demo_row(
    staff_id: int, public_key: bytes, label: str, facts: Mapping[str, Value], now: datetime
) -> Device:
    return Device(
        id=signing.device_id(public_key),
        public_key=public_key,
        staff_id=staff_id,
        label=label,
        state=DeviceState.ACTIVE,
        challenge=b"",
        proof=canonical.encode(facts),
        created_at=now,
        activated_at=now,
    )
