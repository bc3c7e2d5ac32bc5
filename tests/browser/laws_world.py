"""A law in three versions, and a manual that cites what two of them change: for tests of pages."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from services import laws, people
from services.clock import local_day
from services.db import Database
from services.manuals import citing, tasks
from services.manuals.tasks import NewManual
from tests.law_files import TRAVEL, law_file, with_term

CITES = f"「{TRAVEL}」 제8조의2제2항"


@dataclass(frozen=True)
class LawsWorld:
    law_id: int
    manual_id: int
    version_ids: tuple[int, ...]


def build(database_url: str, owner_number: str = "001001") -> LawsWorld:
    """The newest version comes into force in three weeks; an owner has looked at the oldest one."""
    database, now = Database(database_url), datetime.now(UTC)
    today, later = local_day(now), local_day(now) + timedelta(days=21)
    with database.writing() as session:
        owner = people.find_person_by_number(session, owner_number, today)
        if owner is None:
            raise LookupError(owner_number)
        new = NewManual(secrets.token_bytes(16), owner.unit_id or 0, "국내 출장 여비 정산", owner_id=owner.id)
        manual_id = tasks.create_manual(session, new, owner.id, now).id
        citing.take_laws(session, [law_file("2020-07-02", "2020-07-02")], None, now)
        citing.note_citations(session, manual_id, [CITES, "「행정절차법」 제21조"], now)
        versions = [
            law_file((today - timedelta(days=9)).isoformat(), today.isoformat(), with_term("3주일")),
            law_file((today - timedelta(days=8)).isoformat(), later.isoformat(), with_term("1개월")),
        ]
        citing.take_laws(session, versions, None, now + timedelta(milliseconds=1))
        (law,) = laws.list_laws(session)
    database.dispose()
    return LawsWorld(law.id, manual_id, tuple(version.id for version in law.versions))
