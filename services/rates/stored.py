"""Amounts of the organisation by name: dated rows; what held before stays true for the days before."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid
from services.locks import insert_missing, lock_subject
from services.rates.models import LONGEST_BASIS, LONGEST_NAME, MOST_AMOUNT, Rate
from services.rates.names import Certainty, Unit, rate_key, say_amount
from services.texts import N_, tidy_line


@dataclass(frozen=True)
class RateView:
    """An amount from a day on; without one the rate is not used any more."""

    name: str
    from_on: date
    amount: int | None
    unit: Unit
    basis: str
    certainty: Certainty

    @property
    def key(self) -> str:
        return rate_key(self.name)

    @property
    def says(self) -> str:
        """The amount as documents write it, empty when there is none."""
        return "" if self.amount is None else say_amount(self.amount, self.unit)


def find_rate(session: Session, name: str, on: date) -> RateView | None:
    """What holds on a day; None for an unknown name, and for one that is not used any more."""
    return find_rates(session, [name], on).get(rate_key(name))


def find_rates(session: Session, names: Collection[str], on: date) -> dict[str, RateView]:
    """Those that hold on a day, by `rate_key` of their names, in one statement."""
    keys = {rate_key(name) for name in names}
    query = select(Rate).where(Rate.key.in_(keys), Rate.from_on <= on).order_by(Rate.from_on)
    newest = {row.key: _to_view(row) for row in session.scalars(query)}
    return {key: view for key, view in newest.items() if view.amount is not None}


def list_rates(session: Session, on: date | None = None) -> list[RateView]:
    """What holds on a day, by name; with None every row there ever was, each name's newest first."""
    query = select(Rate).order_by(Rate.name, Rate.key, Rate.from_on.desc())
    rows = [_to_view(row) for row in session.scalars(query)]
    if on is None:
        return rows
    found: dict[str, RateView] = {}
    for row in rows:
        if row.from_on <= on:
            found.setdefault(row.key, row)
    return list(found.values())


def set_rate(session: Session, rate: RateView, by_id: int | None, today: date, now: datetime) -> None:
    """What a rate is from a day on. A name's first row may begin on any day, a later one from today on.

    Raises: Invalid with each wrong field; Conflict `rate_not_later`.
    """
    name, basis = tidy_line(rate.name), tidy_line(rate.basis)
    if wrong := _find_wrong(name, basis, rate.amount):
        raise Invalid("invalid_rate", fields=wrong)
    lock_subject(session, f"rate {rate_key(name)}")
    newest = session.scalar(
        select(Rate.from_on).where(Rate.key == rate_key(name)).order_by(Rate.from_on.desc()).limit(1)
    )
    if newest is not None and (rate.from_on < today or rate.from_on <= newest):
        sentence = N_("오늘부터, 그리고 지금까지의 기준보다 뒤의 날짜부터 정할 수 있어요.")
        raise Conflict("rate_not_later", sentence, fields={"from_on": sentence})
    session.add(Rate(**_to_row(rate, name, basis), set_by_id=by_id, set_at=now))
    session.flush()


def take_back_rate(session: Session, name: str, from_on: date, today: date) -> None:
    """Removes what does not hold yet. Raises: Conflict `rule_in_force` for anything else."""
    row = session.get(Rate, (rate_key(name), from_on))
    if row is None or row.from_on <= today:
        raise Conflict("rule_in_force", N_("아직 시행하지 않은 기준만 지울 수 있어요."))
    session.delete(row)
    session.flush()


def add_missing_rates(session: Session, rates: Sequence[RateView], now: datetime) -> int:
    """Those whose name is not known here yet, as a beginning; how many were new."""
    known = set(session.scalars(select(Rate.key)))
    rows = [
        _to_row(rate, rate.name, rate.basis) | {"set_by_id": None, "set_at": now}
        for rate in rates
        if rate.key not in known
    ]
    return insert_missing(session, Rate, rows)


def _find_wrong(name: str, basis: str, amount: int | None) -> dict[str, str]:
    # ㍿ is one letter as typed and four as compared.
    is_name = 0 < max(len(name), len(rate_key(name))) <= LONGEST_NAME and not set(name) & set("{}|`")
    checks = {
        "name": (is_name, N_("이름을 60자 안에서 적어 주세요.")),
        "amount": (
            amount is None or 0 <= amount <= MOST_AMOUNT,
            N_("0부터 1,000,000,000까지 숫자로 적어 주세요."),
        ),
        "basis": (0 < len(basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_row(rate: RateView, name: str, basis: str) -> dict[str, object]:
    return {
        "key": rate_key(name),
        "from_on": rate.from_on,
        "name": name,
        "amount": rate.amount,
        "unit": rate.unit.value,
        "basis": basis,
        "certainty": rate.certainty.value,
    }


def _to_view(row: Rate) -> RateView:
    return RateView(row.name, row.from_on, row.amount, Unit(row.unit), row.basis, Certainty(row.certainty))
