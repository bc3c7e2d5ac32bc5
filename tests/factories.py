"""Things that tests need, made the way the product makes them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from services import approvals, people
from services.clock import StoppedClock, local_day
from services.crypto import base64url, signing
from services.db import Database
from services.ledger import Appender, Guard, NewRecord, Plan, Sequenced, check, open_ledger, sequence_pending
from tests.authenticator import RP_ID, WEB_ORIGIN, Authenticator

NOW = datetime(2026, 9, 29, 6, 20, tzinfo=UTC)
ORIGIN = "example.go.kr/ledger"


@dataclass(frozen=True)
class SequencerKeys:
    """A log key and a pending key that are the same in every process of a test."""

    signer: Ed25519PrivateKey = field(
        default_factory=lambda: Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    )
    pending_key: bytes = b"\x08" * 32


KEYS = SequencerKeys()


class Ledger:
    """One ledger with its guard file, and a clock that a test moves."""

    def __init__(self, database: Database, folder: Path, origin: str = ORIGIN) -> None:
        self.database, self.origin = database, origin
        self.guard = Guard(folder / "guard")
        self.appender = Appender(KEYS.pending_key)
        self.now = NOW

    def open(self) -> "Ledger":
        open_ledger(self.database, KEYS, self.guard, self.origin, self.now)
        self.sequence()
        return self

    def append(self, count: int = 1, kind: str = "evidence") -> list[int]:
        """Commits this many records, each about a device and with a number of its own; their ids."""
        new = [NewRecord(kind, [("device", b"%08d" % n)], {"number": n}, self.now) for n in range(count)]
        with self.database.writing() as session:
            return [record.id for record in self.appender.append_many(session, new)]

    def sequence(self, batch: int = 4096) -> Sequenced:
        """One run of the sequencer, a second later than the last."""
        self.now += timedelta(seconds=1)
        return sequence_pending(self.database, KEYS, self.guard, StoppedClock(self.now), batch=batch)

    def grow(self, *counts: int) -> list[int]:
        """Appends and sequences batches of these sizes; the ids of all records."""
        ids = []
        for count in counts:
            ids += self.append(count)
            self.sequence()
        return ids

    def check(self, **plan: object) -> dict[str, list[str]]:
        """What a complete check finds: the places by code; nothing in a ledger that is in order."""
        report = check(self.database, self.guard, Plan(KEYS.pending_key, **plan), "test", self.now)  # type: ignore[arg-type]
        found: dict[str, list[str]] = {}
        for finding in report.findings:
            found.setdefault(finding.code, []).append(finding.about)
        return found


# People -----------------------------------------------------------------------------------------------------

# For a test whose behaviour does not depend on the engine, in a file that otherwise runs on both.
sqlite_only = pytest.mark.parametrize("engine_name", ["sqlite"])
postgresql_only = pytest.mark.parametrize("engine_name", ["postgresql"])

TODAY = local_day(NOW)
LONG_AGO = date(2026, 1, 1)
PASSWORD = "바닷가에서 만난 9월"
PARTY = people.RelyingParty(RP_ID, WEB_ORIGIN, "발길")


@cache
def password_hash() -> str:
    """One hash for everybody: hashing is slow on purpose."""
    return people.hash_password(PASSWORD)


@dataclass(frozen=True)
class Cast:
    """The fixed cast: ids of staff, and of the units they work in.

    The traveller and her colleague work in a team under the lead; the director leads their department.
    """

    traveller: int
    colleague: int
    lead: int
    director: int
    mayor: int
    auditor: int
    administrator: int
    stranger: int
    institution: int
    department: int
    team: int


NUMBERS = {
    "traveller": "001001",
    "colleague": "001002",
    "lead": "001003",
    "director": "001004",
    "mayor": "000001",
    "auditor": "002001",
    "administrator": "003001",
    "stranger": "004001",
}


def make_cast(session: Session) -> Cast:
    """The cast with its units, all since January, with one password."""
    units = _make_units(session)
    ids = people.create_persons(session, _cast_members(units), NOW, password_hash=password_hash())
    return Cast(
        **{name: ids[number] for name, number in NUMBERS.items()},
        institution=units["institution"],
        department=units["department"],
        team=units["team"],
    )


def _make_units(session: Session) -> dict[str, int]:
    kind = people.UnitKind
    top = people.create_unit(session, kind.INSTITUTION, "가람시", None, LONG_AGO)
    department = people.create_unit(session, kind.DEPARTMENT, "건축과", top, LONG_AGO)
    return {
        "institution": top,
        "department": department,
        "team": people.create_unit(session, kind.TEAM, "건축허가팀", department, LONG_AGO),
        "audit": people.create_unit(session, kind.DEPARTMENT, "감사담당관", top, LONG_AGO),
        "general": people.create_unit(session, kind.DEPARTMENT, "총무과", top, LONG_AGO),
        "centre": people.create_unit(session, kind.NEIGHBOURHOOD_CENTRE, "새벽동", top, LONG_AGO),
    }


def _cast_members(units: dict[str, int]) -> list[people.NewPerson]:
    def member(
        who: str, name: str, unit: str, title: str, *, leads: bool = False, role: people.Role | None = None
    ) -> people.NewPerson:
        roles = [role] if role else []
        return people.NewPerson(NUMBERS[who], name, LONG_AGO, units[unit], title, is_lead=leads, roles=roles)

    return [
        member("traveller", "김가람", "team", "주무관"),
        member("colleague", "이나루", "team", "주무관"),
        member("lead", "박다온", "team", "팀장", leads=True),
        member("director", "최라온", "department", "과장", leads=True),
        member("mayor", "정마루", "institution", "시장", leads=True),
        member("auditor", "한바다", "audit", "주무관", role=people.Role.AUDITOR),
        member("administrator", "윤사랑", "general", "주무관", role=people.Role.ADMINISTRATOR),
        member("stranger", "서아라", "centre", "주무관"),
    ]


def visit(browser_token: str | None = None, address: str = "192.0.2.7") -> people.Visit:
    return people.Visit(address, "Chrome · Android", browser_token)


@dataclass(frozen=True)
class Phone:
    """A browser profile with its device key, and the device as the server knows it."""

    key: ec.EllipticCurvePrivateKey
    device: people.DeviceView

    @property
    def public_key(self) -> bytes:
        return self.device.public_key


def new_key() -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """A device key and its public half as 65 bytes."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return key, key.public_key().public_bytes(*form)


def enrol_pending(
    session: Session,
    staff_id: int,
    passkey: Authenticator,
    *,
    label: str = "내 휴대전화",
    now: datetime = NOW,
) -> Phone:
    """A pending device, enrolled the way a phone does it; the passkey is made if the person has none."""
    key, public_key = new_key()
    question = people.begin_enrolment(session, staff_id, public_key, origin=ORIGIN, party=PARTY, now=now)
    device = people.complete_enrolment(
        session, staff_id, answer_enrolment(question, key, public_key, passkey, label), party=PARTY, now=now
    )
    return Phone(key, device)


def answer_enrolment(
    question: people.EnrolmentQuestion,
    key: ec.EllipticCurvePrivateKey,
    public_key: bytes,
    passkey: Authenticator,
    label: str = "내 휴대전화",
) -> people.NewDevice:
    """What a phone sends back to an enrolment question."""
    is_assertion = question.proof is people.ProofKind.ASSERTION
    credential = passkey.get(question.options) if is_assertion else passkey.create(question.options)
    challenge = base64url.decode(question.options["challenge"])
    return people.NewDevice(
        public_key=public_key,
        credential=credential,
        possession=signing.sign(key, people.possession_message(challenge)),
        label=label,
    )


def enrol_phone(
    session: Session, appender: Appender, staff_id: int, confirmer_id: int, passkey: Authenticator
) -> Phone:
    """An active device with the lead's tap."""
    phone = enrol_pending(session, staff_id, passkey)
    return Phone(
        phone.key,
        people.confirm_device(session, appender, phone.device.id, confirmer_id, NOW, approvals.load_lineup),
    )
