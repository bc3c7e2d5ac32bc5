"""Many at the same moment, where the database lets them in: nothing is lost, nothing counts twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from services import cafeteria
from services.cafeteria import Level
from services.cafeteria.crowd.models import QueueReport, Reading
from services.cafeteria.crowd.reports import MOST_A_DAY
from services.errors import TooMany
from tests.lunch import Lunch, mark_of

AT_ONCE = 6


def run_together(*work: Callable[[], object]) -> list[object]:
    """Starts all at the same moment; what each gave, or the refusal that it got."""
    barrier = Barrier(len(work))

    def run(one: Callable[[], object]) -> object:
        barrier.wait(30)
        try:
            return one()
        except TooMany as error:
            return error

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))


def test_every_reading_is_in_the_answer_whoever_comes_last(lunch: Lunch) -> None:
    sensor = lunch.sensor()
    ids = [lunch.new_id() for _ in range(AT_ONCE)]
    reports = [lunch.new_id() for _ in range(AT_ONCE)]
    work: list[Callable[[], object]] = [lambda i=i: lunch.tap(Level.BUSY, i) for i in ids]
    work += [lambda n=n, i=i: lunch.join(mark_of(n), i) for n, i in enumerate(reports)]
    work.append(lambda: lunch.send(sensor, lunch.reading(90)))
    run_together(*work)
    body = lunch.read(lambda session: cafeteria.find_snapshot_bodies(session, lunch.id))
    lunch.write(lambda session: cafeteria.refresh_snapshot(session, lunch.id, lunch.now))
    assert body == lunch.read(lambda session: cafeteria.find_snapshot_bodies(session, lunch.id))


def test_one_tap_that_comes_many_times_at_once_is_one(lunch: Lunch) -> None:
    same, reading, sensor = lunch.new_id(), lunch.reading(20), lunch.sensor()
    run_together(*[lambda: lunch.tap(Level.BUSY, same)] * AT_ONCE)
    taken = run_together(*[lambda: lunch.send(sensor, reading).taken] * AT_ONCE)
    assert sorted(taken) == [0] * (AT_ONCE - 1) + [1]  # type: ignore[type-var]
    assert lunch.read(lambda session: session.scalar(select(func.count()).select_from(Reading))) == 2


def test_taps_of_one_person_at_once_do_not_get_around_the_budget(lunch: Lunch) -> None:
    def both(report: bytes) -> None:
        lunch.join(mark_of(1), report)
        lunch.leave(report, mark_of(1))

    reports = [lunch.new_id() for _ in range(2 * MOST_A_DAY)]
    run_together(*[lambda report=report: both(report) for report in reports])
    kept = lunch.read(lambda session: session.scalar(select(func.count()).select_from(QueueReport)))
    assert kept is not None
    assert 0 < kept <= MOST_A_DAY
