"""Sequencers that die between any two steps, that run at once, and transactions that commit late."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.clock import StoppedClock, to_millis
from services.crypto.checkpoint import open_checkpoint, verifier_keys
from services.crypto.merkle import verify_consistency
from services.db import Database
from services.ledger import consistency_proof, sequence_pending
from services.ledger.models import LedgerHead, LedgerRecord
from services.ledger.sequence import Sequenced, sequencing_steps
from tests.factories import KEYS, ORIGIN, Ledger

HEALING = ["guarded", "signed", "published"]
STEPS = [*HEALING, "healed", "written", "committed", "guarded", "signed", "published"]
KILLED = -9


class Children:
    """Sequencers in other processes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def kill_after(self, ledger: Ledger, steps: int) -> bool:
        """Runs a sequencer that dies after so many steps; whether it came so far."""
        return self._ask(ledger, "kill", steps) == [KILLED]

    def race(self, ledger: Ledger, count: int, rounds: int) -> list[int]:
        return self._ask(ledger, "race", count, rounds)

    def _ask(self, ledger: Ledger, *words: str | int) -> list[int]:
        assert self._process.stdin
        assert self._process.stdout
        url = ledger.database.engine.url.render_as_string(hide_password=False)
        place = (url, ledger.guard.path, to_millis(ledger.now))
        print(*place, *words, file=self._process.stdin, flush=True)
        return [int(word) for word in self._process.stdout.readline().split()]


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    command = [sys.executable, "-m", "tests.services.ledger_child"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Children(process)


@pytest.fixture
def make_url(engine_name: str, request: pytest.FixtureRequest) -> Callable[[], str]:
    name = "make_sqlite_url" if engine_name == "sqlite" else "make_postgres_url"
    return request.getfixturevalue(name)


def assert_in_order(ledger: Ledger) -> None:
    """Every committed record has exactly one place, the check is clean, published heads are consistent."""
    while ledger.sequence().more:
        pass
    assert ledger.check() == {}
    with ledger.database.reading() as session:
        indices = session.scalars(select(LedgerRecord.leaf_index).where(LedgerRecord.log_id == 1)).all()
        assert sorted(indices) == list(range(len(indices)))  # type: ignore[type-var]
        unplaced = session.scalars(select(LedgerRecord.kind).where(LedgerRecord.log_id.is_(None)))
        assert set(unplaced) <= {"check"}
        assert_consistent(session)


def assert_consistent(session: Session) -> None:
    heads = session.scalars(select(LedgerHead).order_by(LedgerHead.size)).all()
    keys = verifier_keys(ORIGIN, KEYS.signer)
    opened = [open_checkpoint(head.note or b"", keys) for head in heads]
    assert [head.checkpoint.size for head in opened] == [head.size for head in heads]
    for older, newer in pairwise(head.checkpoint for head in opened):
        proof = consistency_proof(session, older.size, newer.size)
        verify_consistency(older.size, newer.size, proof, older.root, newer.root)
    times = [at for head in opened for at in head.cosigned_at.values()]
    assert times == sorted(times)


def test_the_steps_are_these(ledger: Ledger, children: Children) -> None:
    ledger.append()
    assert children.kill_after(ledger, 3)
    ledger.append()
    steps = sequencing_steps(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now), Sequenced())
    assert list(steps) == STEPS


@pytest.mark.parametrize("left_over", [False, True])
@pytest.mark.parametrize("steps", range(1, len(STEPS) + 1))
def test_a_sequencer_killed_between_two_steps_is_healed_by_the_next(
    ledger: Ledger, children: Children, steps: int, left_over: bool
) -> None:
    ledger.grow(3)
    ledger.append(2)
    if left_over:
        assert children.kill_after(ledger, 3)
        ledger.append(2)
    assert children.kill_after(ledger, steps) == (left_over or steps <= len(STEPS) - len(HEALING))
    ledger.append(1)
    assert_in_order(ledger)


ACTIONS = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 20)),
    st.tuples(st.just("kill"), st.integers(1, len(STEPS))),
    st.tuples(st.just("run"), st.integers(1, 30)),
    st.tuples(st.just("wait"), st.integers(1, 40)),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTIONS, min_size=1, max_size=12))
def test_any_history_of_deaths_ends_in_order(
    make_url: Callable[[], str],
    children: Children,
    tmp_path_factory: pytest.TempPathFactory,
    actions: list[tuple[str, int]],
) -> None:
    database = Database(make_url())
    ledger = Ledger(database, tmp_path_factory.mktemp("history")).open()
    for action, number in actions:
        if action == "append":
            ledger.append(number)
        elif action == "kill":
            children.kill_after(ledger, number)
        elif action == "run":
            ledger.sequence(batch=number)
        else:
            ledger.now += timedelta(seconds=number)
    assert_in_order(ledger)
    database.dispose()


def test_processes_that_sequence_at_once_are_harmless(ledger: Ledger, children: Children) -> None:
    ledger.append(200)
    assert children.race(ledger, 4, 15) == [0, 0, 0, 0]
    assert_in_order(ledger)


def test_threads_that_sequence_while_others_append_are_harmless(ledger: Ledger) -> None:
    database = ledger.database

    def append(number: int) -> None:
        for _ in range(10):
            with database.writing() as session:
                ledger.appender.append(session, "evidence", [("device", b"%d" % number)], {}, ledger.now)

    def sequence() -> None:
        for _ in range(10):
            sequence_pending(database, KEYS, ledger.guard, StoppedClock(ledger.now), batch=3)

    with ThreadPoolExecutor(8) as pool:
        work = [pool.submit(append, number) for number in range(4)] + [
            pool.submit(sequence) for _ in range(4)
        ]
    assert [job.exception() for job in work] == [None] * 8
    assert_in_order(ledger)
    with database.reading() as session:
        kinds = session.scalars(select(LedgerRecord.kind).where(LedgerRecord.kind == "evidence")).all()
    assert len(kinds) == 40


def test_a_heartbeat_that_another_has_committed_is_enough(ledger: Ledger) -> None:
    ledger.now += timedelta(seconds=60)

    def start_run() -> Iterator[str]:
        return sequencing_steps(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now), Sequenced())

    one, other = start_run(), start_run()
    assert next(one) == next(other) == "healed"
    assert [next(one), next(one)] == ["written", "committed"]
    assert list(other) == ["written", "committed", "guarded", "signed", "published"]
    assert list(one) == []
    assert count_heartbeats(ledger) == 1
    assert_in_order(ledger)


def count_heartbeats(ledger: Ledger) -> int:
    with ledger.database.reading() as session:
        return len(session.scalars(select(LedgerRecord.id).where(LedgerRecord.kind == "heartbeat")).all())


def test_only_one_of_many_heartbeats_is_appended(ledger: Ledger, children: Children) -> None:
    ledger.now += timedelta(seconds=60)
    assert children.race(ledger, 4, 3) == [0, 0, 0, 0]
    assert count_heartbeats(ledger) == 1
    assert_in_order(ledger)


def test_a_transaction_that_commits_late_is_not_skipped(
    make_postgres_url: Callable[[], str], tmp_path: Path
) -> None:
    database = Database(make_postgres_url())
    ledger = Ledger(database, tmp_path).open()
    with database.writing() as late:
        first = ledger.appender.append(late, "evidence", [], {"late": True}, ledger.now).id
        (second,) = ledger.append()
        assert ledger.sequence().taken == 1
    assert first < second
    assert ledger.sequence().taken == 1
    with database.reading() as session:
        query = select(LedgerRecord.leaf_index).where(LedgerRecord.id.in_([first, second]))
        assert session.scalars(query.order_by(LedgerRecord.id)).all() == [2, 1]
    assert_in_order(ledger)
    database.dispose()


def test_a_record_with_a_lower_id_than_the_last_leaf_is_not_skipped(ledger: Ledger) -> None:
    """What a late commit looks like to the sequencer, on either database."""
    ledger.grow(5)
    (record_id,) = ledger.append()
    with ledger.database.writing() as session:
        session.execute(update(LedgerRecord).where(LedgerRecord.id == record_id).values(id=-7))
    assert ledger.sequence().taken == 1
    assert_in_order(ledger)
