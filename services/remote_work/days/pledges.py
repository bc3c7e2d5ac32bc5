"""The security pledge: signed once a period, in the wording of its day, and a leaf of the ledger."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.crypto import canonical
from services.errors import Conflict, Invalid
from services.ledger import Appender
from services.locks import lock_subject
from services.remote_work.days.models import Pledge, PledgeWording
from services.remote_work.days.rules import get_remote_rules
from services.texts import N_, tidy_line

LONGEST_TITLE, LONGEST_TEXT = 100, 4000


@dataclass(frozen=True)
class Wording:
    """A pledge's text from a day on; `version` counts from 1. Paragraphs are lines of `text`."""

    version: int
    from_on: date
    title: str
    text: str


@dataclass(frozen=True)
class PledgeView:
    """A pledge; it holds up to and including `until_on`, and until another wording comes into force."""

    version: int
    signed_at: datetime
    until_on: date
    record_id: int


def get_wording(session: Session, on: date) -> Wording:
    """The wording of a day."""
    return next(wording for wording in list_wordings(session) if wording.from_on <= on)


def list_wordings(session: Session) -> list[Wording]:
    """All of them, the newest first."""
    rows = session.scalars(select(PledgeWording).order_by(PledgeWording.from_on.desc()))
    return [_to_wording(row) for row in rows]


def add_wording(session: Session, from_on: date, title: str, text: str, by_id: int, now: datetime) -> Wording:
    """Another wording from a later day on; whoever signed an earlier one is asked again from that day.

    Raises: Invalid with each wrong field; Conflict `wording_not_later`.
    """
    title = tidy_line(title)
    text = "\n".join(line for line in map(tidy_line, text.splitlines()) if line)
    wrong = {}
    if not 0 < len(title) <= LONGEST_TITLE:
        wrong["title"] = N_("제목을 100자 안에서 적어 주세요.")
    if not 0 < len(text) <= LONGEST_TEXT:
        wrong["text"] = N_("서약 내용을 4,000자 안에서 적어 주세요.")
    if wrong:
        raise Invalid("invalid_wording", fields=wrong)
    lock_subject(session, "remote pledge wordings")
    newest = list_wordings(session)[0]
    if from_on <= max(local_day(now), newest.from_on):
        sentence = N_("오늘과 지금까지의 서약문보다 뒤의 날짜부터 정할 수 있어요.")
        raise Conflict("wording_not_later", sentence, fields={"from_on": sentence})
    row = PledgeWording(
        version=newest.version + 1, from_on=from_on, title=title, text=text, made_by_id=by_id, made_at=now
    )
    session.add(row)
    session.flush()
    return _to_wording(row)


def sign_pledge(session: Session, ledger: Appender, staff_id: int, version: int, now: datetime) -> PledgeView:
    """Signs the wording of today; on the day of a pledge, the same again gives the first answer.

    Signing again while a pledge still holds begins a new period. Raises: Conflict `wording_changed` when
    `version` is not today's.
    """
    today = local_day(now)
    wording = get_wording(session, today)
    if wording.version != version:
        raise Conflict("wording_changed", N_("서약문이 바뀌었어요. 새 서약문을 읽고 다시 눌러 주세요."))
    lock_subject(session, f"remote pledge {staff_id}")
    until_on = _months_later(today, get_remote_rules(session, today).pledge_months)
    known = _find_row(session, staff_id, version, until_on)
    if known is not None:
        return _to_pledge(known)
    row = Pledge(
        staff_id=staff_id,
        version=version,
        text_sha256=text_sha256_of(wording),
        signed_at=now,
        until_on=until_on,
    )
    facts: dict[str, canonical.Value] = {
        "version": version,
        "text_sha256": row.text_sha256,
        "until_on": until_on.isoformat(),
    }
    row.record_id = ledger.append(session, "remote_pledged", [("staff", str(staff_id))], facts, now).id
    session.add(row)
    session.flush()
    return _to_pledge(row)


def find_pledge(session: Session, staff_id: int, on: date) -> PledgeView | None:
    """The pledge that holds on a day, if one does."""
    row = _find_row(session, staff_id, get_wording(session, on).version, on)
    return _to_pledge(row) if row else None


def text_sha256_of(wording: Wording) -> bytes:
    return sha256(canonical.encode([wording.version, wording.title, wording.text])).digest()


def _find_row(session: Session, staff_id: int, version: int, on: date) -> Pledge | None:
    """The last pledge of this wording that holds on a day; one is signed beforehand for a later day too."""
    query = select(Pledge).where(
        Pledge.staff_id == staff_id, Pledge.version == version, Pledge.until_on >= on
    )
    return session.scalar(query.order_by(Pledge.until_on.desc()).limit(1))


def _months_later(on: date, months: int) -> date:
    """The last day of a period of months: from 1 March a year goes to 28 or 29 February."""
    year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last)) - timedelta(days=1)


def _to_wording(row: PledgeWording) -> Wording:
    return Wording(row.version, row.from_on, row.title, row.text)


def _to_pledge(row: Pledge) -> PledgeView:
    return PledgeView(row.version, row.signed_at, row.until_on, row.record_id or 0)
