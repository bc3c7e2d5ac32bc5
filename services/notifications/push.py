"""Pushes go out: what waits for a browser is one message, whatever it is about.

Invariants
- At least once: what waits is taken away only after the push service has said yes. Two workers do not send
  the same, because who sends holds the browser's lease; one that dies while sending leaves it to run out.
- Nobody waits for a slow address: those that failed before never take more than half of the hands, and a
  host that hung has one hand until it has answered.
- What was read in the meantime is not pushed any more, and what nobody could be told for half a day is left
  to the inbox.
"""

import logging
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from services.clock import Clock
from services.db import Database
from services.notifications.backoff import pause_after
from services.notifications.models import Notice, PushSubscription, PushWait
from services.notifications.push_message import TTL, Fate, Outcome, PushSender, Target
from services.notifications.routing import Contacts

logger = logging.getLogger("balgil.push")

HANDS: Final = 16
HANDS_FOR_REPEATS: Final = HANDS // 2
MOST_HUNG: Final = 1000
LEASE: Final = timedelta(seconds=60)


@dataclass(frozen=True)
class PushTask:
    """A browser that is to be told now, of these notices."""

    subscription_id: int
    target: Target
    notice_ids: Sequence[int]
    is_urgent: bool
    attempts: int
    host: str

    @property
    def is_repeat(self) -> bool:
        return self.attempts > 0


class PushCarrier:
    """Sends with a few hands at once, and returns before they have done."""

    def __init__(self, database: Database, clock: Clock, sender: PushSender, contacts: Contacts) -> None:
        self.database, self.clock, self.sender, self.contacts = database, clock, sender, contacts
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="push")
        self._busy: dict[Future[None], PushTask] = {}
        # Hosts whose last answer never came, the newest last. Each worker learns them by itself.
        self._hung: dict[str, None] = {}
        self._memory = Lock()

    def carry(self) -> int:
        """Hands over what is due as far as hands are free; how many browsers are being told."""
        self._busy = {future: task for future, task in self._busy.items() if not future.done()}
        with self._memory:
            hung = list(self._hung)
        free = HANDS - len(self._busy)
        now = self.clock.now()
        if free <= 0 or not has_due_pushes(self.database, now):
            return 0
        with self.database.writing() as session:
            slow = sum(task.is_repeat or task.host in hung for task in self._busy.values())
            tasks = claim_pushes(
                session,
                self.contacts,
                now,
                fresh=free,
                repeats=HANDS_FOR_REPEATS - slow,
                hung=hung,
                in_hand={task.host for task in self._busy.values()},
            )
        for task in tasks[:free]:
            self._busy[self._hands.submit(self._send, task)] = task
        return len(tasks)

    def rest(self) -> None:
        """Waits until all hands are empty."""
        wait(list(self._busy))

    def _send(self, task: PushTask) -> None:
        try:
            self._send_and_settle(task)
        except Exception:
            logger.exception("a push was not settled; its lease will run out")

    def _send_and_settle(self, task: PushTask) -> None:
        outcome = self.sender.send(task.target, self.clock.now(), is_urgent=task.is_urgent)
        self._remember(task.host, is_hung=outcome.is_hung)
        if outcome.fate is not Fate.SENT:
            logger.warning("a push to %s: %s (%s)", task.host, outcome.fate, outcome.why)
        with self.database.writing() as session:
            settle_push(session, task, outcome, self.clock.now())

    def _remember(self, host: str, *, is_hung: bool) -> None:
        with self._memory:
            self._hung.pop(host, None)
            if is_hung:
                self._hung[host] = None
            if len(self._hung) > MOST_HUNG:
                del self._hung[next(iter(self._hung))]


def has_due_pushes(database: Database, now: datetime) -> bool:
    with database.glancing() as session:
        return session.scalar(select(PushWait.notice_id).where(PushWait.due_at <= now).limit(1)) is not None


def claim_pushes(
    session: Session,
    contacts: Contacts,
    now: datetime,
    *,
    fresh: int,
    repeats: int,
    hung: Collection[str] = (),
    in_hand: Collection[str] = (),
) -> list[PushTask]:
    """Takes the lease of browsers that are to be told now: so many first attempts and repeats, together never
    more than `fresh`. A `hung` host gets one of the repeats, and none while something of it is `in_hand`."""
    _give_up_old(session, now)
    answers = PushSubscription.host.not_in(hung)
    rows = _find_due(session, answers & (PushSubscription.attempts == 0), fresh, now)
    slow = _find_due(session, _first_of_each(set(hung) - set(in_hand), now), repeats, now)
    slow += _find_due(session, answers & (PushSubscription.attempts > 0), repeats - len(slow), now)
    rows += slow[: fresh - len(rows)]
    here = contacts(session, {row.staff_id for row in rows}, now)
    tasks = [_make_task(session, row, now) for row in rows if row.staff_id in here]
    _drop_waits(session, [row.id for row in rows if row.staff_id not in here], None)
    found = [task for task in tasks if task.notice_ids]
    leased = PushSubscription.id.in_([task.subscription_id for task in found])
    session.execute(update(PushSubscription).where(leased).values(leased_until=now + LEASE))
    return found


def settle_push(session: Session, task: PushTask, outcome: Outcome, now: datetime) -> None:
    """Notes what became of a push, unless the browser has a new address meanwhile: then it is told there."""
    mine = (PushSubscription.id == task.subscription_id) & (PushSubscription.endpoint == task.target.endpoint)
    if session.scalar(select(PushSubscription.id).where(mine)) is None:
        return
    if outcome.fate is Fate.GONE:
        session.execute(delete(PushSubscription).where(mine))
        return
    values: dict[str, object] = {"leased_until": None, "attempts": 0, "retry_at": None}
    if outcome.fate is Fate.LATER:
        values["attempts"] = task.attempts + 1
        values["retry_at"] = now + max(pause_after(task.attempts), outcome.retry_after)
    else:
        _drop_waits(session, [task.subscription_id], task.notice_ids)
    session.execute(update(PushSubscription).where(mine).values(values))


def _find_due(
    session: Session, which: ColumnElement[bool], most: int, now: datetime
) -> list[PushSubscription]:
    if most <= 0:
        return []
    query = select(PushSubscription).where(which, _is_due(now)).order_by(PushSubscription.id)
    return list(session.scalars(query.limit(most).with_for_update(skip_locked=True)))


def _first_of_each(hosts: Collection[str], now: datetime) -> ColumnElement[bool]:
    """Of each of these hosts one browser that is due."""
    first = (
        select(func.min(PushSubscription.id))
        .where(PushSubscription.host.in_(hosts), _is_due(now))
        .group_by(PushSubscription.host)
    )
    return PushSubscription.id.in_(first)


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        exists().where(PushWait.subscription_id == PushSubscription.id, PushWait.due_at <= now),
        or_(PushSubscription.retry_at.is_(None), PushSubscription.retry_at <= now),
        or_(PushSubscription.leased_until.is_(None), PushSubscription.leased_until <= now),
    )


def _make_task(session: Session, row: PushSubscription, now: datetime) -> PushTask:
    """What of it was read meanwhile is taken away."""
    query = (
        select(PushWait.notice_id, PushWait.is_urgent, Notice.read_at)
        .join(Notice, Notice.id == PushWait.notice_id)
        .where(PushWait.subscription_id == row.id, PushWait.due_at <= now)
    )
    waits = session.execute(query).all()
    _drop_waits(session, [row.id], [wait.notice_id for wait in waits if wait.read_at])
    unread = [wait for wait in waits if wait.read_at is None]
    return PushTask(
        row.id,
        Target(row.endpoint, row.public_key, row.secret),
        [wait.notice_id for wait in unread],
        any(wait.is_urgent for wait in unread),
        row.attempts,
        row.host,
    )


def _give_up_old(session: Session, now: datetime) -> None:
    session.execute(delete(PushWait).where(PushWait.due_at < now - TTL))


def _drop_waits(
    session: Session, subscription_ids: Collection[int], notice_ids: Collection[int] | None
) -> None:
    """Those of some notices, or all."""
    wanted: ColumnElement[bool] = PushWait.subscription_id.in_(subscription_ids)
    if notice_ids is not None:
        wanted &= PushWait.notice_id.in_(notice_ids)
    session.execute(delete(PushWait).where(wanted))
