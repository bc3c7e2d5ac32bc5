"""What an owner is told about a device's enrolment: read from the ledger's own record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from services import approvals, ledger, people
from services.approvals import Level
from services.clock import local_day
from services.people import DeviceView, Person, SecondKind

CODE_DIGITS = 4


@dataclass(frozen=True)
class EnrolmentFacts:
    """`by` is the confirming device's label or the confirming person's name."""

    proof: str
    is_synced: bool
    second: str
    by: str
    index: int | None


@dataclass(frozen=True)
class Confirmers:
    """Who can let a new device in by one tap; an administrator where there is no lead."""

    lead: Person | None
    deputy: Person | None


def find_confirmers(session: Session, staff_id: int, now: datetime) -> Confirmers:
    """The lead, and the last of those who act for her now: the first of the line who is there.

    Neither where nobody is above: who decides on requests then is no lead who knows her.
    """
    owner = people.get_person(session, staff_id, local_day(now))
    lineup = approvals.load_lineup(session, now)
    if lineup.leadership.lead_of(staff_id, owner.unit_id) is None:
        return Confirmers(None, None)
    holders = [each.person_id for each in lineup.holders(staff_id, owner.unit_id, Level.LEAD, ())]
    persons = people.list_persons(session, holders, local_day(now))
    return Confirmers(
        lead=persons[holders[0]] if holders else None,
        deputy=persons[holders[-1]] if len(holders) > 1 else None,
    )


def read_enrolments(session: Session, devices: Sequence[DeviceView]) -> dict[bytes, EnrolmentFacts]:
    """By device id; those that wait for their second signature have no record yet."""
    ids = [device.enrolled_record_id for device in devices if device.enrolled_record_id is not None]
    records = {record.id: record for record in ledger.list_records(session, ids) if record.blob is not None}
    confirmers = _names_of_confirmers(session, [record.facts for record in records.values()])
    found = {}
    for device in devices:
        record = records.get(device.enrolled_record_id or 0)
        if record is not None:
            facts = record.facts
            found[device.id] = EnrolmentFacts(
                proof=str(facts.get("proof")),
                is_synced=bool(facts.get("passkey_synced")),
                second=str(facts.get("second")),
                by=confirmers.get(str(facts.get("second_id")), ""),
                index=record.index,
            )
    return found


def confirmation_code(device: DeviceView) -> str:
    """Four digits that both screens show, so that people see that they speak of the same enrolment."""
    digest = sha256(b"balgil-code\x00" + device.challenge).digest()
    return f"{int.from_bytes(digest[:8]) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def _names_of_confirmers(session: Session, facts: Sequence[Mapping[str, object]]) -> dict[str, str]:
    """What to call each `second_id`: a device by its label, a person by her name."""
    devices = {str(f["second_id"]) for f in facts if f.get("second") == SecondKind.DEVICE}
    persons = {str(f["second_id"]) for f in facts} - devices
    labels = people.devices_by_id(session, [bytes.fromhex(name) for name in devices])
    names = people.names_of(session, [int(name) for name in persons if name.isdigit()])
    return {d.id.hex(): d.label for d in labels.values()} | {str(i): name for i, name in names.items()}
