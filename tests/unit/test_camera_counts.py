"""From looks to readings, and what is kept while the network is away."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from services.cafeteria.camera.counts import KEPT_FOR, MOST_IN_A_BATCH, Outbox, Window, make_reading
from services.cafeteria.camera.looks import Look, read_look, read_refusal

NOON = datetime(2026, 9, 29, 3, 0, tzinfo=UTC)


def run(window: Window, counts: list[float | None], why: str = "blind") -> list[int]:
    looks = [Look(n / 5, count, "" if count is not None else why) for n, count in enumerate(counts)]
    return [value for value in map(window.add, looks) if value is not None]


def test_a_reading_is_the_median_of_its_seconds() -> None:
    assert run(Window(2), [3.2, 3.1, 9.0, 2.9, 3.0, 3.3, 0.0, 3.1, 2.8, 3.1, 0.0]) == [3]


def test_seconds_that_were_mostly_not_seen_are_no_reading() -> None:
    assert run(Window(2), [3.0] * 4 + [None] * 6 + [3.0]) == []
    assert run(Window(2), [3.0] * 5 + [None] * 5 + [3.0]) == [3]


def test_repeated_pictures_are_left_out_of_account_but_some_must_be_new() -> None:
    assert run(Window(2), [3.0] * 3 + [None] * 7 + [3.0], why="same") == [3]
    assert run(Window(2), [3.0] * 2 + [None] * 8 + [3.0], why="same") == []


def test_a_clock_that_jumps_back_begins_a_new_window() -> None:
    window = Window(2)
    assert window.add(Look(100, 5.0, "")) is None
    assert run(window, [1.0] * 11) == [1]


def test_what_waits_is_sent_again_with_the_same_id_until_it_is_taken() -> None:
    outbox = Outbox()
    outbox.add(make_reading(4, NOON))
    first, again = outbox.list_waiting(NOON), outbox.list_waiting(NOON + timedelta(minutes=1))
    assert [reading.id for reading in first] == [reading.id for reading in again]
    assert bytes.fromhex(first[0].id).__len__() == 16
    outbox.remove(first)
    assert outbox.list_waiting(NOON) == []


def test_after_ten_minutes_a_count_is_dropped_the_oldest_first() -> None:
    outbox = Outbox()
    for minute in range(12):
        outbox.add(make_reading(minute, NOON + timedelta(minutes=minute)))
    kept = [reading.value for reading in outbox.list_waiting(NOON + timedelta(minutes=11))]
    assert kept == list(range(1, 12))
    assert outbox.list_waiting(NOON + timedelta(minutes=11) + KEPT_FOR + timedelta(seconds=1)) == []


def test_what_a_wrong_clock_told_does_not_spoil_what_comes_after_it_was_set_back() -> None:
    """The server would refuse the whole batch for one reading from the future."""
    outbox = Outbox()
    outbox.add(make_reading(4, NOON + timedelta(hours=1)))
    outbox.add(make_reading(5, NOON))
    assert [reading.value for reading in outbox.list_waiting(NOON)] == [5]


def test_an_outage_of_a_day_does_not_fill_the_memory() -> None:
    outbox = Outbox()
    for second in range(0, 86_400, 2):
        outbox.add(make_reading(1, NOON + timedelta(seconds=second)))
    assert len(outbox._readings) <= KEPT_FOR.total_seconds() / 2 + 1
    assert len(outbox.list_waiting(NOON + timedelta(seconds=86_400))) == MOST_IN_A_BATCH


@pytest.mark.parametrize(
    "line",
    [
        "",
        "picture",
        "[]",
        json.dumps({"at_s": 1, "count": 2, "why": "look at this face"}),
        json.dumps({"at_s": 1, "count": None, "why": "a name"}),
        json.dumps({"at_s": 1, "count": -3, "why": ""}),
        json.dumps({"at_s": 1, "count": 10**9, "why": ""}),
        json.dumps({"at_s": 1, "count": True, "why": ""}),
        json.dumps({"at_s": "1", "count": 1, "why": ""}),
        json.dumps({"at_s": 1, "count": None, "why": ""}),
        json.dumps({"at_s": 1, "count": 1, "why": "frozen"}),
        '{"at_s": NaN, "count": 1, "why": ""}',
        '{"at_s": 1, "count": Infinity, "why": ""}',
        json.dumps({"at_s": 1, "count": 1, "why": ""}) + " " * 5000,
    ],
)
def test_nothing_but_a_look_comes_out_of_the_process_that_sees(line: str) -> None:
    assert read_look(line) is None
    assert read_refusal(line) is None


def test_a_look_comes_through() -> None:
    assert read_look(Look(1.5, 3.0, "").to_line()) == Look(1.5, 3.0, "")
    assert read_look(Look(1.5, None, "frozen").to_line()) == Look(1.5, None, "frozen")
