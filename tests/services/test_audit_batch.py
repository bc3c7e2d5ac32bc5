"""Many codes at once: the same verdicts as one by one, in a number of statements that does not grow."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from services import audit
from services.db import Database
from services.errors import Invalid
from tests.audit_story import Story
from tests.clocks import HandClock

MANY = 60


@dataclass
class Counter:
    count: int = 0


@contextmanager
def counted(engine: Engine) -> Iterator[Counter]:
    counter = Counter()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counter.count += not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield counter
    finally:
        event.remove(engine, "before_cursor_execute", note)


def many_codes(story: Story) -> list[str]:
    """Captures of two people on a trip and free, one never sent, one forged, one foreign, one twice."""
    trip = story.approved_trip()
    phones = [story.device, story.phone(story.cast.colleague)]
    story.pass_time(minutes=1)
    codes = [story.sent(phones[n % 2], trip=trip.id if n % 3 else None).text for n in range(MANY)]
    unsent = story.capture()
    story.run_check()
    return [*codes, unsent.text, codes[0][:-3], "https://example.com", codes[1]]


def test_a_batch_is_the_same_as_one_by_one(story: Story) -> None:
    codes = many_codes(story)
    together = story.judge(*codes)
    assert together == [story.verdict(code) for code in codes]
    assert len({verdict.overall for verdict in together}) == 4


def test_the_number_of_statements_is_fixed(story: Story) -> None:
    codes = many_codes(story)
    codes += [story.capture().text for _ in range(audit.MOST_AT_ONCE - len(codes))]
    with counted(story.database.engine) as one:
        story.judge(codes[1])
    with counted(story.database.engine) as five_hundred:
        story.judge(*codes)
    # A single code needs one more: the leaf of a neighbour that is not itself in the batch.
    assert five_hundred.count <= one.count <= 18


def test_the_largest_numbers_are_judged_on_every_database(story: Story) -> None:
    largest = story.capture(
        sequence=2**32 - 1, beacon_size=2**53 - 1, beacon_root=b"\xff" * 8, previous=b"\xff" * 16
    )
    honest = story.sent(story.phone(), sequence=1, previous=bytes(16))
    verdicts = story.judge(largest, honest)
    assert [verdict.overall.value for verdict in verdicts] == ["not_genuine", "genuine"]


def test_more_than_five_hundred_are_refused(story: Story) -> None:
    with pytest.raises(Invalid) as refused:
        story.judge(*["https://example.com"] * (audit.MOST_AT_ONCE + 1))
    assert refused.value.code == "too_many_texts"


@pytest.mark.parametrize(
    ("item", "code"),
    [(audit.Item("x" * 8_001), "text_length"), (audit.Item("BG1:", "청구" * 21), "claim_length")],
)
def test_what_is_too_long_is_refused(story: Story, item: audit.Item, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        story.read(lambda session: audit.judge_texts(session, story.audit_keys, [item], story.now))
    assert refused.value.code == code


def test_nothing_to_judge_is_judged_at_once(story: Story) -> None:
    assert story.judge() == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: f"  {text}\n",
        lambda text: "\ufeff" + text,
        lambda text: text[:40] + "\r\n" + text[40:80] + "\u200b" + text[80:],
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text + "\n",
        lambda text: text + "\u200b",
        lambda text: text + "\x00",
    ],
)
def test_what_pasting_adds_is_taken_away(sqlite_story: Story, spoil: object) -> None:
    text = sqlite_story.sent().text
    assert sqlite_story.verdict(spoil(text)).overall is audit.Overall.GENUINE  # type: ignore[operator]


def test_a_copied_text_may_be_broken_into_lines(sqlite_story: Story) -> None:
    text = sqlite_story.sent().body("x", export=True)["text"]
    broken = " ".join(text[start : start + 60] + "\n" for start in range(0, len(text), 60))
    assert sqlite_story.verdict(broken).overall is audit.Overall.GENUINE


@pytest.fixture
def sqlite_story(sqlite_database: Database, tmp_path: Path, clock: HandClock) -> Story:
    return Story(sqlite_database, tmp_path, clock)
