"""Standing deputies: named once, they step in by themselves whenever their principal is away.

Invariants
- One standing deputy a person and day.
- Two may stand in for each other, and more in a circle: who follows a chain cuts it where it would come back
  (`Lineup.chain`), and when all of a circle are away it is the lead above who decides.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from services import people
from services.absences import AbsenceKind
from services.approvals.models import LONGEST_BASIS, DeputyRule, StandingDeputy
from services.clock import local_day
from services.errors import Invalid
from services.locks import lock_subject
from services.texts import N_, tidy_line

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class DeputyKinds:
    """From a day on: the absences in which deputies step in, with the legal basis."""

    from_on: date
    kinds: Sequence[str]
    basis: str


def name_standing_deputy(session: Session, principal_id: int, deputy_id: int, now: datetime) -> None:
    """From today on this person steps in for another whenever she is away; the one before no longer does.

    Raises: Invalid `deputy_self`, `deputy_away` for one who is not in service.
    """
    on = local_day(now)
    if principal_id == deputy_id:
        raise _wrong("deputy_self", N_("본인을 대리로 정할 수 없어요."))
    if deputy_id not in people.list_workplaces(session, on, unit_ids=(), staff_ids=[deputy_id]):
        raise _wrong("deputy_away", N_("지금 근무하지 않는 직원이에요. 다른 사람을 정해 주세요."))
    lock_subject(session, "standing_deputies")
    if find_standing_deputy(session, principal_id, on) == deputy_id:
        return
    end_standing_deputy(session, principal_id, on)
    session.add(StandingDeputy(principal_id=principal_id, deputy_id=deputy_id, from_on=on, named_at=now))
    session.flush()


def end_standing_deputy(session: Session, principal_id: int, from_on: date) -> None:
    """From this day on nobody steps in any more."""
    query = select(StandingDeputy).where(StandingDeputy.principal_id == principal_id, _goes_on(from_on))
    for row in session.scalars(query):
        if row.from_on >= from_on:
            session.delete(row)
        else:
            row.until_on = from_on - ONE_DAY
    session.flush()


def find_standing_deputy(session: Session, principal_id: int, on: date) -> int | None:
    query = select(StandingDeputy.deputy_id).where(StandingDeputy.principal_id == principal_id, _holds_on(on))
    return session.scalar(query)


def find_stand_in(session: Session, principal_id: int, on: date) -> int | None:
    """Who would stand in for a person on a day: whom she appointed for it, else her standing deputy."""
    named = people.list_deputies(session, principal_id, on)
    appointed = next((each.deputy_id for each in named if each.from_on <= on), None)
    return appointed if appointed is not None else find_standing_deputy(session, principal_id, on)


def load_standing_deputies(session: Session, on: date) -> Mapping[int, int]:
    """Each principal's standing deputy on a day, of everybody."""
    query = select(StandingDeputy.principal_id, StandingDeputy.deputy_id).where(_holds_on(on))
    return {row.principal_id: row.deputy_id for row in session.execute(query)}


def list_standing_principals(session: Session, deputy_id: int, on: date) -> list[int]:
    """Those for whom a person steps in whenever they are away."""
    query = select(StandingDeputy.principal_id).where(StandingDeputy.deputy_id == deputy_id, _holds_on(on))
    return sorted(session.scalars(query))


def load_deputy_kinds(session: Session, on: date) -> Collection[str]:
    """The absences that make a deputy step in on a day; none before the first rule."""
    rule = session.scalar(
        select(DeputyRule).where(DeputyRule.from_on <= on).order_by(DeputyRule.from_on.desc()).limit(1)
    )
    return frozenset(rule.kinds) if rule else frozenset()


def list_deputy_kinds(session: Session) -> list[DeputyKinds]:
    """Every rule there ever was, the newest first."""
    query = select(DeputyRule).order_by(DeputyRule.from_on.desc())
    return [DeputyKinds(row.from_on, tuple(row.kinds), row.basis) for row in session.scalars(query)]


def set_deputy_kinds(session: Session, rule: DeputyKinds, today: date) -> None:
    """From today or a later day on; a rule of the same day is replaced, what was before stays true.

    Raises: Invalid with each wrong field.
    """
    basis = tidy_line(rule.basis)
    known = [kind.value for kind in AbsenceKind]
    wrong = {}
    if rule.from_on < today:
        wrong["from_on"] = N_("오늘이나 뒤의 날짜부터 정할 수 있어요.")
    if not set(rule.kinds) <= set(known):
        wrong["kinds"] = N_("목록에서 골라 주세요.")
    if not 0 < len(basis) <= LONGEST_BASIS:
        wrong["basis"] = N_("근거 규정을 200자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_deputy_rule", fields=wrong)
    kinds = [kind for kind in known if kind in rule.kinds]
    session.merge(DeputyRule(from_on=rule.from_on, kinds=kinds, basis=basis))
    session.flush()


def _holds_on(on: date) -> ColumnElement[bool]:
    return (StandingDeputy.from_on <= on) & _goes_on(on)


def _goes_on(on: date) -> ColumnElement[bool]:
    return or_(StandingDeputy.until_on.is_(None), StandingDeputy.until_on >= on)


def _wrong(code: str, sentence: str) -> Invalid:
    return Invalid(code, sentence, fields={"standing_id": sentence})
