"""What the very first start puts into an empty database."""

from pathlib import Path

import pytest

from services import demo, people
from services.db import Database
from services.settings import Mode, Settings
from tests import factories
from tests.conftest import MakeDatabase
from webapp.first_start import prepare


@pytest.fixture
def empty(sqlite_database: Database) -> Database:
    return sqlite_database


def production(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path)


def test_without_the_demonstration_there_is_one_administrator(tmp_path: Path, empty: Database) -> None:
    settings = production(tmp_path)
    welcome = prepare(settings, empty, factories.NOW)
    assert welcome.administrator
    said = welcome.text(settings)
    assert settings.base_url in said
    assert welcome.administrator.password in said
    assert not welcome.accounts


def test_its_password_is_said_once(tmp_path: Path, empty: Database) -> None:
    settings = production(tmp_path)
    prepare(settings, empty, factories.NOW)
    again = prepare(settings, empty, factories.NOW)
    assert again.administrator is None
    assert "비밀번호" not in again.text(settings)


def test_a_password_that_was_said_opens(tmp_path: Path, empty: Database) -> None:
    issued = prepare(production(tmp_path), empty, factories.NOW).administrator
    assert issued
    opened = people.sign_in_with_password(
        empty,
        issued.number,
        issued.password,
        factories.visit(),
        now=factories.NOW,
        lifetime=factories.NOW - factories.NOW.replace(hour=0),
    )
    assert opened.person.must_change_password


class TestDemonstration:
    """The load itself is tried by its own tests; here it is only begun, broken off, and found done."""

    @pytest.fixture
    def settings(self, tmp_path: Path, make_sqlite_url: MakeDatabase) -> Settings:
        return Settings(mode=Mode.DEMO, state_dir=tmp_path, database_url=make_sqlite_url())

    @pytest.fixture
    def database(self, settings: Settings) -> Database:
        return Database(settings.database)

    def test_a_filled_one_stays_as_it_is(self, settings: Settings, database: Database) -> None:
        with database.writing() as session:
            factories.make_cast(session)
        welcome = prepare(settings, database, factories.NOW)
        assert welcome.accounts == demo.ACCOUNTS
        assert demo.PASSWORD in welcome.text(settings)
        with database.reading() as session:
            assert people.count_staff(session, factories.TODAY) == len(factories.NUMBERS)

    def test_one_that_was_broken_off_is_begun_anew(self, settings: Settings, database: Database) -> None:
        begun = []

        def load(stage: demo.Stage, _now: object) -> None:
            with stage.database.writing() as session:
                begun.append(people.count_staff(session, factories.TODAY))
                factories.make_cast(session)
            if len(begun) == 1:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            prepare(settings, database, factories.NOW, load)
        prepare(settings, database, factories.NOW, load)
        prepare(settings, database, factories.NOW, load)
        assert begun == [0, 0]
