"""Slows down who guesses, and only who guesses: budgets of failed attempts, kept in the database.

Invariants
- An attempt is paid for before the password is looked at, so that many at the same moment each cost one.
- Every wait has an end, and asking again while waiting does not make it longer: nobody stays locked out.
- A browser from which the person has signed in before has its own budget: strangers cannot use it up, from
  however many addresses they come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from services.errors import TooMany
from services.locks import insert_missing
from services.people.models import AttemptCounter
from services.texts import N_

KEPT_FOR = timedelta(days=2)


@dataclass(frozen=True)
class Budget:
    """How many failures are free, how long the waits after them are, and how fast failures are forgotten."""

    scope: str
    free: int
    first_wait_s: int
    longest_wait_s: int
    forget_one_s: int


ACCOUNT = Budget("account", free=5, first_wait_s=30, longest_wait_s=900, forget_one_s=1800)
BROWSER = Budget("browser", free=10, first_wait_s=30, longest_wait_s=900, forget_one_s=600)
# A whole town hall stands behind one address on its first morning, and one in four mistypes: nobody may pay
# for that with a quarter of an hour. Who guesses at one account after another gets three tries a minute.
ADDRESS = Budget("address", free=50, first_wait_s=5, longest_wait_s=60, forget_one_s=20)
# Many addresses with one guess each: strangers share a trickle, known browsers and passkeys are not touched.
EVERYBODY = Budget("everybody", free=300, first_wait_s=1, longest_wait_s=5, forget_one_s=3)


@dataclass(frozen=True)
class Spending:
    """One budget of somebody: of an account, a browser, an address."""

    budget: Budget
    name: str

    @property
    def key(self) -> bytes:
        return sha256(f"{self.budget.scope}\x00{self.name}".encode()).digest()


def charge_attempt(session: Session, spendings: Sequence[Spending], now: datetime) -> None:
    """Counts one attempt in every budget, as if it had already failed.

    Raises: TooMany `sign_in_wait` with `retry_after_s` when one is used up; then nothing is counted.
    """
    counters = _lock_counters(session, spendings, now)
    waits = [_wait_s(counters[s.key], s.budget, now) for s in spendings]
    if max(waits) > 0:
        sentence = N_("로그인 시도가 많았어요. %(retry_after_s)s초 뒤에 다시 해 주세요.")
        raise TooMany("sign_in_wait", sentence, retry_after_s=ceil(max(waits)))
    for spending in spendings:
        counter = counters[spending.key]
        counter.level = _level(counter, spending.budget, now) + 1
        counter.counted_at = now
    session.flush()


def refund_attempt(session: Session, spendings: Sequence[Spending], now: datetime) -> None:
    """Takes the attempt back after it succeeded; what was guessed at the account before is forgiven too.

    An address only gets its own attempt back: else who knows one password could guess at others for free.
    """
    counters = _lock_counters(session, spendings, now)
    for spending in spendings:
        counter = counters[spending.key]
        shared = spending.budget in (ADDRESS, EVERYBODY)
        counter.level = max(counter.level - 1, 0) if shared else 0
    session.flush()


def forget_attempts(session: Session, now: datetime) -> None:
    """Removes the counters that no longer count."""
    session.execute(delete(AttemptCounter).where(AttemptCounter.counted_at < now - KEPT_FOR))


def address_block(address: str) -> str:
    """What counts as one address: IPv6 hands every household 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _lock_counters(
    session: Session, spendings: Sequence[Spending], now: datetime
) -> dict[bytes, AttemptCounter]:
    """The counters, made where missing, locked in one order so that two attempts never block each other."""
    wanted = sorted(spendings, key=lambda spending: spending.key)
    rows = [{"key": s.key, "scope": s.budget.scope, "level": 0, "counted_at": now} for s in wanted]
    insert_missing(session, AttemptCounter, rows)
    query = (
        select(AttemptCounter)
        .where(AttemptCounter.key.in_([s.key for s in wanted]))
        .order_by(AttemptCounter.key)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.key: row for row in session.scalars(query)}


def _level(counter: AttemptCounter, budget: Budget, now: datetime) -> float:
    """The failures that are not forgotten yet: they leak away evenly, like water from a bucket."""
    passed_s = max((now - counter.counted_at).total_seconds(), 0)
    return max(counter.level - passed_s / budget.forget_one_s, 0)


def _wait_s(counter: AttemptCounter, budget: Budget, now: datetime) -> float:
    over = round(counter.level) - budget.free
    if over < 0:
        return 0
    # Beyond the longest wait the power of two only grows into numbers that no float holds.
    wait: int = min(budget.first_wait_s * 2 ** min(over, 20), budget.longest_wait_s)
    return wait - max((now - counter.counted_at).total_seconds(), 0)
