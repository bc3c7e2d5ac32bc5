"""What is asked of a handover's forms: each wrong field by its name."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid
from services.handovers.models import LONGEST_PART
from services.handovers.views import HandoverView, Parts, Why
from services.manuals import tasks
from services.texts import N_

ID_BYTES = 16
EARLIEST, LATEST = timedelta(days=366), timedelta(days=366)


@dataclass(frozen=True)
class NewHandover:
    """What a form sends: `id` are 16 bytes that it made; without `manual_ids` all that are free go along."""

    id: bytes
    from_id: int
    why: str
    last_on: date
    origin: str = "own"
    manual_ids: Collection[int] | None = None
    follows_id: bytes | None = None


@dataclass(frozen=True)
class Writing:
    """What a form sends of an open one; `version` is the one that its writer saw."""

    parts: Parts
    version: int
    manual_ids: Collection[int]
    to_id: int | None
    as_deputy: bool
    why: str
    last_on: date


def check_new(new: NewHandover, now: datetime) -> None:
    wrong = _find_wrong(new.why, new.last_on, now)
    if len(new.id) != ID_BYTES:
        wrong["id"] = N_("화면을 새로 고친 뒤 다시 해 주세요.")
    if wrong:
        raise Invalid("invalid_handover", fields=wrong)


def _find_wrong(why: str, last_on: date, now: datetime) -> dict[str, str]:
    wrong, today = {}, local_day(now)
    if why not in tuple(Why):
        wrong["why"] = N_("인계 사유를 골라 주세요.")
    if not today - EARLIEST <= last_on <= today + LATEST:
        wrong["last_on"] = N_("이 업무를 마지막으로 하는 날을 1년 안에서 적어 주세요.")
    return wrong


def check_writing(session: Session, view: HandoverView, writing: Writing, now: datetime) -> None:
    wrong = _find_wrong(writing.why, writing.last_on, now)
    for part in fields(Parts):
        if len(getattr(writing.parts, part.name)) > LONGEST_PART:
            wrong[part.name] = N_("5,000자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_handover", fields=wrong)
    if writing.to_id is not None:
        check_receiver(session, view, writing.to_id, writing.last_on, now)


def check_receiver(session: Session, view: HandoverView, to_id: int, last_on: date, now: datetime) -> None:
    """Somebody else, who is here today or comes when she goes."""
    days = (local_day(now), last_on + timedelta(days=1))
    found = [people.find_person(session, to_id, on) for on in days]
    is_here = any(person and person.is_in_service(on) for person, on in zip(found, days, strict=True))
    if to_id == view.leaver.staff_id or not is_here:
        raise wrong_field("to_id", N_("재직 중인 다른 직원을 골라 주세요."))


def check_reach(session: Session, view: HandoverView, to_id: int, now: datetime) -> None:
    """A manual opens to those of its institution alone, today or from when she goes."""
    above: list[int] = []
    for on in (local_day(now), view.last_on + timedelta(days=1)):
        person = people.find_person(session, to_id, on)
        above += people.list_line_ids(session, person.unit_id if person else None, on)
    manuals = tasks.list_by_id(session, [manual.manual_id for manual in view.manuals], now)
    if any(manual.institution_id not in above for manual in manuals):
        raise wrong_field("to_id", N_("이 매뉴얼을 보는 기관의 직원을 골라 주세요."))


def wrong_field(field: str, sentence: str) -> Invalid:
    return Invalid(field, sentence, fields={field: sentence})
