"""Handovers, files of a manual and the offline pack in every look: whole, readable, in reach."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services import handovers, people, trips
from services.clock import local_day
from services.db import Database
from services.handovers import NewHandover, Parts, Writing
from services.manuals import materials, tasks
from services.manuals.tasks import NewManual
from services.trips import DestinationPlan, TripPlan
from tests import material_files as files
from tests.browser.conftest import Looker, empty_server, look_around
from tests.browser.looks import LANGUAGES
from tests.browser.server import Server
from tests.cast import Cast, make_cast
from tests.phones import GEOCHANG

Pages = dict[str, tuple[str, str]]
NAMES = ("handovers", "handovers-writing", "handovers-taking", "manuals-material", "manuals-pack")
TITLES = ("건축허가 접수와 처리", "건축물대장 표시 변경과 등기 촉탁", "착공신고")
PARTS = Parts(
    plans="10월까지 건축물대장 정비 2,400건 가운데 1,850건을 마쳤음.\n11월에 불법 건축물 합동점검.",
    issues="중앙로 12 옥상 증축 민원: 9월 24일 현장 확인, 10월 15일까지 시정 명령.",
    contacts="건축사협회 지회, 소방서 예방안전과",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("handover-looks")
    with empty_server(folder, sqlite_template, has_worker=False) as server:
        yield server


@pytest.fixture(scope="module")
def pages(server: Server) -> Pages:
    form = materials.look_at_file("건축허가 신청서.pdf", files.pdf(2))
    database, now = Database(server.database_url), datetime.now(UTC)
    with database.writing() as session:
        cast = make_cast(session, now)
        manual_id = _make_manuals(session, cast, now)
        material = materials.add_material(
            session, manual_id, "건축허가 신청서", form, cast.lead.staff_id, now
        )
        writing, taking = _make_handovers(session, cast, now)
    database.dispose()
    return {
        "handovers": ("lead", "/handovers"),
        "handovers-writing": ("traveller", f"/handovers/{writing.hex()}"),
        "handovers-taking": ("lead", f"/handovers/{taking.hex()}"),
        "manuals-material": ("traveller", f"/manuals/{manual_id}/materials/{material.id}"),
        "manuals-pack": ("traveller", "/manuals/pack"),
    }


def _make_manuals(session: Session, cast: Cast, now: datetime) -> int:
    """The traveller's, and one that she watches; the first one's id."""
    who, on = cast.traveller.staff_id, local_day(now)
    unit_id = people.get_person(session, who, on).unit_id or 0
    news = [NewManual(secrets.token_bytes(16), unit_id, title, who) for title in TITLES]
    watched = NewManual(secrets.token_bytes(16), unit_id, "사용승인", cast.lead.staff_id)
    *ids, other = tasks.create_manuals(session, [*news, watched], who, now)
    tasks.set_mark(session, other, who, is_watched=True, is_favourite=True)
    return ids[0]


def _make_handovers(session: Session, cast: Cast, now: datetime) -> tuple[bytes, bytes]:
    """One that is being written, with things in hand, and one that waits for the lead's yes."""
    who, on = cast.traveller.staff_id, local_day(now)
    plan = TripPlan(
        id=b"trip0001",
        purpose="도로 파손 현장 점검",
        destinations=[DestinationPlan("거창군청", GEOCHANG, 300)],
        starts_at=now + timedelta(days=2),
        ends_at=now + timedelta(days=2, hours=5),
    )
    trips.plan_trip(session, who, plan, now)
    owned = tasks.list_ids(session, tasks.Filter(owner_id=who), now)
    ids = []
    for number, manual_ids in enumerate((owned[:1], owned[1:])):
        new = NewHandover(secrets.token_bytes(16), who, "transfer", on + timedelta(days=5), "own", manual_ids)
        view = handovers.open_handover(session, new, who, now)
        to_id = cast.lead.staff_id if number else cast.colleague.staff_id
        writing = Writing(PARTS, view.version, set(manual_ids), to_id, bool(number), "transfer", view.last_on)
        handovers.write_handover(session, view.id, writing, who, now)
        ids.append(view.id)
    handovers.offer_handover(session, ids[1], who, now)
    return ids[0], ids[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_pages_look_right(looker: Looker, server: Server, pages: Pages, name: str, language: str) -> None:
    assert look_around(looker, server, pages[name], name, language) == {}
