"""A head has one time, which is never earlier than what it took in and never moved afterwards."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import null, update

from services.clock import StoppedClock
from services.db import Database
from services.errors import Refused
from services.ledger import (
    Guard,
    Guarded,
    Plan,
    check,
    find_record,
    newest_head,
    sequence_pending,
    verify_start,
)
from services.ledger.logs import find_open_log
from services.ledger.models import LedgerHead, LedgerLog
from services.ledger.sequence import Sequenced, sequencing_steps
from tests.clocks import HandClock
from tests.factories import KEYS, ORIGIN, Ledger


def unpublish(ledger: Ledger, size: int) -> None:
    """Makes the database forget that anything after this size was published."""
    with ledger.database.writing() as session:
        forgotten = {"note": null(), "at": null(), "mac": null()}
        session.execute(update(LedgerHead).where(LedgerHead.size > size).values(**forgotten))
        session.execute(update(LedgerLog).values(published_size=size))


def last_note(ledger: Ledger) -> bytes:
    with ledger.database.reading() as session:
        head = newest_head(session)
    assert head
    return head.note


def stop_after(ledger: Ledger, last: str) -> None:
    """A sequencer that ends after this step."""
    steps = sequencing_steps(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now), Sequenced())
    while next(steps) != last:
        continue
    steps.close()


def test_heads_that_were_made_to_forget_their_signatures_are_not_dated_anew(ledger: Ledger) -> None:
    """Whoever writes to the database could otherwise move yesterday's captures into today's trip."""
    ledger.grow(2, 2, 2)
    unpublish(ledger, 3)
    ledger.now += timedelta(days=1)
    with pytest.raises(Refused, match="ledger_behind_guard"):
        ledger.sequence()
    with pytest.raises(Refused, match="ledger_behind_guard"):
        verify_start(ledger.database, ledger.guard, ORIGIN)
    assert "ledger_behind_guard" in ledger.check()
    with ledger.database.reading() as session:
        head = newest_head(session)
    assert head
    assert head.size == 3


def test_the_last_head_that_is_signed_again_bears_the_time_it_had(ledger: Ledger) -> None:
    ledger.grow(2, 2)
    note = last_note(ledger)
    unpublish(ledger, 3)
    ledger.now += timedelta(days=1)
    stop_after(ledger, "published")
    assert last_note(ledger) == note


def test_a_head_that_was_guarded_before_a_crash_bears_that_time(ledger: Ledger) -> None:
    (record_id,) = ledger.append()
    begun_at = ledger.now
    stop_after(ledger, "guarded")
    ledger.now += timedelta(hours=1)
    ledger.append()
    ledger.sequence()
    with ledger.database.reading() as session:
        record, head = find_record(session, record_id), newest_head(session)
    assert record
    assert head
    assert (record.integrated_at, head.at) == (begun_at, ledger.now)
    assert ledger.check() == {}


def test_a_clock_that_went_back_since_the_guard_was_written_signs_nothing(ledger: Ledger) -> None:
    ledger.append()
    ledger.now += timedelta(minutes=5)
    stop_after(ledger, "guarded")
    with pytest.raises(Refused, match="clock_behind"):
        sequence_pending(ledger.database, KEYS, ledger.guard, StoppedClock(ledger.now - timedelta(minutes=1)))
    with ledger.database.reading() as session:
        head = newest_head(session)
    assert head
    assert head.size == 1
    ledger.sequence()
    assert ledger.check() == {}


class AskedClock(HandClock):
    """A clock that tells when somebody has looked at it."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.asked = threading.Event()

    def now(self) -> datetime:
        self.asked.set()
        return self.at


def test_who_waited_for_the_lock_does_not_date_a_head_to_before_the_wait(ledger: Ledger) -> None:
    """What was appended meanwhile would be said to have arrived before it was made."""
    ledger.append()
    clock = AskedClock(ledger.now)
    run = threading.Thread(target=sequence_pending, args=(ledger.database, KEYS, ledger.guard, clock))
    with ledger.database.writing() as session:
        find_open_log(session, lock=True)
        run.start()
        clock.asked.wait()
        late = clock.advance(seconds=7)
        record_id = ledger.appender.append(session, "evidence", [], {}, late).id
    run.join()
    with ledger.database.reading() as session:
        record = find_record(session, record_id)
    assert record
    assert record.integrated_at == late


class BusyGuard(Guard):
    """A guard file that a sequencer moves ahead just before it is read."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger.guard.path)
        self._ledger = ledger

    def read(self) -> Guarded | None:
        self._ledger.grow(1)
        return super().read()


def test_a_sequencer_at_work_is_no_finding_of_the_check(ledger: Ledger) -> None:
    report = check(ledger.database, BusyGuard(ledger), Plan(KEYS.pending_key), "test", ledger.now)
    assert report.findings == ()


def test_a_guard_file_that_cannot_be_written_stops_the_sequencer_and_says_so(
    database: Database, tmp_path: Path
) -> None:
    """Such as on a full disk: here the name of the temporary file beside it is too long."""
    ledger = Ledger(database, tmp_path)
    ledger.guard = Guard(tmp_path / ("g" * 250))
    with pytest.raises(Refused, match="ledger_guard_unwritable"):
        ledger.open()
    with database.reading() as session:
        log = find_open_log(session)
        assert newest_head(session) is None
    assert log
    assert log.trouble_code == "ledger_guard_unwritable"
    ledger.guard = Guard(tmp_path / "guard")
    ledger.sequence()
    assert ledger.check() == {}
