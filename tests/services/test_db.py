"""The database's ways in: reading, glancing, writing, and once more when another one was first."""

import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

import services.db
from services.asked import ask_once
from services.db import Database
from tests.conftest import MakeDatabase

ADD = text("INSERT INTO places (name, lat_e7, lon_e7, radius_m) VALUES (:name, 1, 1, 1)")
COUNT = text("SELECT count(*) FROM places")


def count(database: Database) -> int:
    with database.reading() as session:
        return int(session.scalar(COUNT) or 0)


def add_and_fail(database: Database) -> None:
    with database.writing() as session:
        session.execute(ADD, {"name": "다른 곳"})
        raise RuntimeError


def test_reading_keeps_nothing(database: Database) -> None:
    with database.reading() as session:
        session.execute(ADD, {"name": "곳"})
    assert count(database) == 0


def test_writing_keeps_all_or_nothing(database: Database) -> None:
    with database.writing() as session:
        session.execute(ADD, {"name": "곳"})
    with pytest.raises(RuntimeError):
        add_and_fail(database)
    assert count(database) == 1


def test_a_glance_sees_what_is_committed_and_holds_nothing(database: Database) -> None:
    with database.writing() as writer:
        writer.execute(ADD, {"name": "곳"})
        with database.glancing() as session:
            assert session.scalar(COUNT) == 0
    with database.glancing() as session:
        assert session.scalar(COUNT) == 1
        with database.writing() as writer:
            writer.execute(ADD, {"name": "다른 곳"})
        assert session.scalar(COUNT) == 2


def test_after_a_glance_the_connection_has_transactions_again(database: Database) -> None:
    with database.glancing() as session:
        session.scalar(COUNT)
    with pytest.raises(RuntimeError):
        add_and_fail(database)
    assert count(database) == 0


def test_of_two_with_one_key_the_second_finds_the_first(database: Database) -> None:
    barrier, answers = threading.Barrier(2), []

    def add_or_find(session: object) -> str:
        found = session.scalar(text("SELECT name FROM places WHERE name = '곳'"))  # type: ignore[attr-defined]
        if found is None:
            session.execute(ADD, {"name": "곳"})  # type: ignore[attr-defined]
        return "first" if found is None else "second"

    def run() -> None:
        barrier.wait()
        answers.append(database.write(add_or_find))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["first", "second"]
    assert count(database) == 1


def test_after_a_conflict_the_other_way_is_taken(database: Database) -> None:
    def add(session: object) -> str:
        session.execute(ADD, {"name": "곳"})  # type: ignore[attr-defined]
        return "added"

    assert database.write(add, lambda _session: "found") == "added"
    assert database.write(add, lambda _session: "found") == "found"
    with pytest.raises(IntegrityError):
        database.write(add)
    assert count(database) == 1


def test_a_connection_that_died_while_it_lay_idle_is_replaced(
    make_postgres_url: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(make_postgres_url())  # type: ignore[operator]
    monkeypatch.setattr(services.db, "IDLE_S", 0.0)
    assert count(database) == 0
    kill_connections_of(database)
    assert count(database) == 0
    # In use a moment ago it is trusted: the one request is told, and the next one has a new connection.
    monkeypatch.setattr(services.db, "IDLE_S", 60.0)
    kill_connections_of(database)
    with pytest.raises(OperationalError):
        count(database)
    assert count(database) == 0
    database.dispose()


def kill_connections_of(database: Database) -> None:
    other = Database(database.engine.url.render_as_string(hide_password=False))
    with other.writing() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    other.dispose()


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_two_that_wait_for_each_other_both_get_through(database: Database) -> None:
    widen = text("UPDATE places SET radius_m = radius_m + 1 WHERE name = :name")
    names, both_hold_one, runs = ("곳", "다른 곳"), threading.Barrier(2), list[str]()
    with database.writing() as session:
        session.execute(ADD, [{"name": name} for name in names])

    def widen_both(order: tuple[str, ...]) -> None:
        def work(session: Session) -> None:
            runs.append(order[0])
            session.execute(widen, {"name": order[0]})
            if runs.count(order[0]) == 1:
                both_hold_one.wait()
            session.execute(widen, {"name": order[1]})

        database.write(work)

    threads = [threading.Thread(target=widen_both, args=(order,)) for order in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert list(session.scalars(text("SELECT radius_m FROM places"))) == [3, 3]
    assert len(runs) == 3


def test_postgresql_waits_for_a_lock_no_longer_than_sqlite(make_postgres_url: MakeDatabase) -> None:
    database = Database(make_postgres_url())
    with database.reading() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "10s"
    with database.glancing() as session:
        assert session.scalar(text("SHOW lock_timeout")) == "10s"
    database.dispose()


def test_what_was_asked_once_is_known_while_nothing_is_written(database: Database) -> None:
    def ask(session: Session) -> int:
        return ask_once(session, ("places",), lambda: session.scalar(COUNT) or 0)

    with database.reading() as session:
        assert (ask(session), ask_once(session, ("others",), lambda: 7)) == (0, 7)
        add_place(database)
        assert ask(session) == 0
    with database.writing() as session:
        assert ask(session) == 1
        session.execute(ADD, {"name": "다른 곳"})
        assert ask(session) == 2
    with database.reading() as session:
        assert ask(session) == 2


def add_place(database: Database) -> None:
    with database.writing() as session:
        session.execute(ADD, {"name": "곳"})
