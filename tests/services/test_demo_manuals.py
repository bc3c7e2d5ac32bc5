"""The demonstration's manuals: as many as a city has, each in somebody's hands, some just being changed."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from services import approvals, handovers, people
from services.clock import local_day
from services.db import Database
from services.demo.handovers import hand_duties_over
from services.demo.manuals import MANUALS, SYNONYMS, UNFOUND, keep_manuals
from services.demo.organisation import CAFETERIA_MANAGER, EDITOR, LEAD, TRAVELLER, build_organisation
from services.keys import open_web_keys
from services.ledger import Appender
from services.manuals import citing, materials, search, starter, tasks, texts
from services.manuals.tasks import Filter, State
from services.people import Person
from services.settings import Mode, Settings
from tests.factories import NOW


@pytest.fixture(scope="module")
def session(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "balgil.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{folder / 'balgil.db'}")
    settings = Settings(mode=Mode.DEMO, state_dir=folder / "state", ledger_origin="localhost/demo")
    ledger = Appender(open_web_keys(settings, NOW).pending_key)
    with database.hurrying(), database.writing() as session:
        members = build_organisation(session, random.Random(1), NOW)
        keep_manuals(session, ledger, members, random.Random(2), NOW)
        hand_duties_over(session, random.Random(3), NOW)
    with database.reading() as session:
        yield session
    database.dispose()


def person(session: Session, number: str) -> Person:
    found = people.find_person_by_number(session, number, local_day(NOW))
    assert found
    return found


def test_every_unit_has_some_and_every_one_has_an_owner(session: Session) -> None:
    root = people.list_units(session, local_day(NOW))[0].id
    by_unit = tasks.count_by_unit(session, root)
    assert sum(by_unit.values()) == MANUALS == 582
    assert len(by_unit) == 59
    assert tasks.count_manuals(session, Filter(state=State.UNOWNED), NOW) == 0
    overdue = tasks.count_manuals(session, Filter(state=State.OVERDUE), NOW)
    assert 0 < overdue < MANUALS / 5


def test_duties_wait_for_the_traveller_and_a_checklist_is_at_hand(session: Session) -> None:
    traveller = person(session, TRAVELLER)
    (line,) = handovers.list_handovers(session, to_id=traveller.id)
    assert (line.state, line.count) == (handovers.State.OFFERED, 1)
    everything = materials.list_materials_of(session, tasks.list_ids(session, Filter(), NOW))
    assert [material.name for files in everything.values() for material in files] == ["현장 점검표"]


def test_the_library_is_among_them_and_is_found(session: Session) -> None:
    titles = {manual.file.title for manual in starter.list_library()}
    ids = tasks.list_ids(session, Filter(), NOW)
    assert titles <= {manual.title for manual in tasks.list_by_id(session, ids, NOW)}
    owner = person(session, CAFETERIA_MANAGER).id
    (settlement,) = tasks.list_manuals(session, Filter(owner_id=owner, title="여비"), NOW).manuals
    assert search.search(session, search.Query("여비정산", None)).hits[0].manual_id == settlement.id


def test_words_that_people_use_find_what_manuals_say(session: Session) -> None:
    institution = people.list_units(session, local_day(NOW))[0].id
    for word, meaning in SYNONYMS:
        hits = search.search(session, search.Query(word, institution_id=institution)).hits
        ids = [hit.manual_id for hit in hits]
        assert meaning in "".join(
            text
            for published in texts.list_published(session, ids[:1]).values()
            for text in published.texts.values()
        ), word


def test_what_the_list_of_searches_says_is_really_in_no_manual(session: Session) -> None:
    institution = people.list_units(session, local_day(NOW))[0].id
    assert [line.query for line in search.list_unfound(session, institution)] == [word for word, _ in UNFOUND]
    for word, _ in UNFOUND:
        results = search.search(session, search.Query(word, institution_id=institution))
        assert not results.hits or results.missing, word


def test_a_watcher_sees_what_has_changed(session: Session) -> None:
    assert tasks.count_changed(session, person(session, TRAVELLER).id) == 2


def test_a_changed_rule_has_flagged_one_of_the_editors(session: Session) -> None:
    (flagged,) = citing.list_flagged(session, person(session, EDITOR).id).manuals
    assert flagged.title == "공무 국외출장"
    (flag,) = citing.list_flags(session, flagged.manual_id)
    assert flag.place == "제5조제1항"


def test_a_draft_is_begun_and_a_correction_waits_for_the_lead(session: Session) -> None:
    assert len(texts.list_own_drafts(session, person(session, EDITOR).id)) == 1
    waiting = approvals.list_waiting(session, person(session, LEAD).id, NOW)
    assert [request.subject_kind for request in waiting].count(texts.APPROVAL_KIND) == 1
