"""A town hall in which every one of people's pages has something true to show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services import notifications, people, trips
from services.access_log import log_look
from services.clock import local_day
from services.people import ConsentState
from tests.authenticator import Authenticator
from tests.browser.phone import parts_of, staff_id_of
from tests.browser.server import Server
from tests.cast import Member
from tests.factories import NUMBERS, answer_enrolment, new_key
from tests.phones import make_phone
from webapp.context import Parts

STAFF_FILE = """직원번호,이름,부서,팀,직위,시행일
001001,김가람,건축과,건축허가팀,주무관,
001002,이나루,건축과,,주무관,2026-12-01
700001,새로온사람,건축과,건축허가팀,주무관,
700002,헤매는사람,없는과,,주무관,
,번호없는사람,건축과,,,
"""


@dataclass(frozen=True)
class World:
    """Ids for addresses."""

    active: str
    pending: str
    plan: str
    applied: str
    traveller: int
    unit: int


def build_world(server: Server) -> World:
    parts, now = parts_of(server), parts_of(server).clock.now()
    traveller = Member(staff_id_of(server, "traveller"), NUMBERS["traveller"], "김가람")
    phone = make_phone(parts.database, parts.ledger, parts.keys, traveller, parts.settings.origin, now)
    make_phone(
        parts.database, parts.ledger, parts.keys, traveller, parts.settings.origin, now - timedelta(days=40)
    )
    with parts.database.writing() as session:
        devices = people.list_devices(session, traveller.staff_id)
        people.revoke_device(
            session,
            parts.ledger,
            devices[-1].id,
            lost_since_at=now - timedelta(days=3),
            by_id=traveller.staff_id,
            now=now - timedelta(days=2),
        )
        for state in (ConsentState.GIVEN, ConsentState.PAUSED, ConsentState.GIVEN):
            people.record_consent(session, traveller.staff_id, state, "2026-11-21", now)
    pending = _enrol(parts, traveller.staff_id, now)
    for minutes in (200, 140, 15):
        tap = phone.tap(now - timedelta(minutes=minutes))
        _receive(parts, traveller, tap.text, tap.sealed_context, now)
    _look(server, parts, traveller.staff_id, tap.id.hex(), now)
    _appoint(server, parts, now)
    return World(
        active=phone.device_id.hex(),
        pending=pending,
        plan=_plan(parts, now, "2026년 12월 인사발령 명단 최종.csv"),
        applied=_apply(parts, server, now),
        traveller=traveller.staff_id,
        unit=_unit(parts, now),
    )


def _enrol(parts: Parts, staff_id: int, now: datetime) -> str:
    """A pending device with a passkey."""
    own = parts.settings
    passkey = Authenticator(origin=own.base_url, rp_id=own.public_host, is_synced=True)
    party = people.RelyingParty(own.public_host, own.base_url, own.organisation)
    key, public_key = new_key()
    with parts.database.writing() as session:
        question = people.begin_enrolment(
            session, staff_id, public_key, origin=own.origin, party=party, now=now
        )
        device = people.complete_enrolment(
            session,
            staff_id,
            answer_enrolment(question, key, public_key, passkey, "내 휴대전화"),
            party=party,
            now=now,
        )
    return device.id.hex()


def _receive(parts: Parts, owner: Member, text: str, context: bytes, now: datetime) -> None:
    opened = trips.open_upload(
        trips.Keys(parts.keys.audit, parts.settings.origin),
        trips.Signer(owner.staff_id, owner.number),
        trips.Upload(text, context, owner.number),
    )
    with parts.database.writing() as session:
        trips.receive_evidence(session, parts.ledger, parts.settings.origin, opened, now)


def _look(server: Server, parts: Parts, subject_id: int, evidence_id: str, now: datetime) -> None:
    with parts.database.writing() as session:
        log_look(
            session,
            viewer_id=staff_id_of(server, "auditor"),
            subject_id=subject_id,
            what_kind="position",
            what_id=evidence_id,
            reason="3분기 여비 표본 점검: 목적지와 거리가 멀어 정확한 위치를 확인함",
            now=now,
        )
        notifications.notify(
            session, subject_id, people.NoticeKind.LOOKED_CLOSER, now, reason="3분기 여비 표본 점검"
        )


def _appoint(server: Server, parts: Parts, now: datetime) -> None:
    lead, today = staff_id_of(server, "lead"), local_day(now)
    with parts.database.writing() as session:
        people.appoint_deputy(
            session,
            lead,
            staff_id_of(server, "colleague"),
            today,
            today + timedelta(days=4),
            by_id=lead,
            now=now,
        )


def _plan(parts: Parts, now: datetime, name: str) -> str:
    with parts.database.writing() as session:
        plan = people.plan_import(session, STAFF_FILE.encode(), name, local_day(now))
        return people.store_plan(session, plan, now)


def _apply(parts: Parts, server: Server, now: datetime) -> str:
    data = "직원번호,이름,부서\n800001,먼저온사람,건축과\n".encode()
    with parts.database.writing() as session:
        plan = people.plan_import(session, data, "신규.csv", local_day(now))
        return people.apply_import(session, plan, staff_id_of(server, "administrator"), now).id


def _unit(parts: Parts, now: datetime) -> int:
    with parts.database.reading() as session:
        return next(unit.id for unit in people.list_units(session, local_day(now)) if unit.name == "건축과")
