"""Manuals begin, change their frame, and are closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Invalid, NotFound
from services.locks import ROWS_A_STATEMENT, lock_subject
from services.manuals.tasks.models import (
    LONGEST_CODE,
    LONGEST_KEYWORD,
    LONGEST_TITLE,
    MOST_KEYWORDS,
    Manual,
    ManualOwner,
)
from services.manuals.tasks.months import add_months
from services.manuals.tasks.views import ALL_MONTHS, ManualView, load_manual, to_bits
from services.texts import N_, tidy_line

USUAL_REVIEW_MONTHS, LONGEST_REVIEW_MONTHS = 12, 60
KEY_BYTES = 16


@dataclass(frozen=True)
class NewManual:
    """A manual to be; `key` is 16 bytes that were made where it is made. Without an owner it is one of those
    that look for one. `institution_id` may be left out for a single one: it is that of the unit."""

    key: bytes
    unit_id: int
    title: str
    owner_id: int | None = None
    code: str = ""
    keywords: Sequence[str] = ()
    months: Collection[int] = ()
    review_months: int = USUAL_REVIEW_MONTHS
    institution_id: int | None = None


def create_manual(session: Session, new: NewManual, by_id: int | None, now: datetime) -> ManualView:
    """A new manual without a text; the same key again gives the one that is there.

    Not checked: whether that person may (`may_create`). Raises: Invalid with each wrong field; NotFound
    `unit_not_found`.
    """
    return load_manual(session, create_manuals(session, [new], by_id, now)[0], now)


def create_manuals(
    session: Session, news: Sequence[NewManual], by_id: int | None, now: datetime
) -> list[int]:
    """Many at once, in few statements; their ids, in order. What is there already stays as it is."""
    news = [_tidy(new) for new in news]
    for new in news:
        check_frame(new)
    lock_subject(session, "manuals made")
    known = list_ids_by_key(session, [new.key for new in news])
    institutions = _find_institutions(session, news, local_day(now))
    missing = {new.key: new for new in news if new.key not in known}
    rows = [_to_row(new, institutions[new.unit_id], now) for new in missing.values()]
    for start in range(0, len(rows), ROWS_A_STATEMENT):
        session.execute(insert(Manual), rows[start : start + ROWS_A_STATEMENT])
    ids = known | list_ids_by_key(session, list(missing))
    histories = [
        {
            "manual_id": ids[new.key],
            "owner_id": new.owner_id,
            "unit_id": new.unit_id,
            "why": "created",
            "by_id": by_id,
            "from_at": now,
        }
        for new in missing.values()
    ]
    for start in range(0, len(histories), ROWS_A_STATEMENT):
        session.execute(insert(ManualOwner), histories[start : start + ROWS_A_STATEMENT])
    return [ids[new.key] for new in news]


@dataclass(frozen=True)
class Frame:
    """What may be changed about a manual beside its texts."""

    title: str
    code: str = ""
    keywords: Sequence[str] = ()
    months: Collection[int] = ()
    review_months: int = USUAL_REVIEW_MONTHS


def set_frame(session: Session, manual_id: int, frame: Frame, now: datetime) -> ManualView:
    """Another term moves the day of the next review. Raises: Invalid with each wrong field; NotFound.
    `texts.change_manual` renews what it is found by."""
    row = lock_row(session, manual_id)
    new = _tidy(NewManual(row.key, row.unit_id, **vars(frame)))
    check_frame(new)
    row.title, row.code, row.keywords = new.title, new.code, list(new.keywords)
    if row.review_by is not None and row.review_months != new.review_months:
        row.review_by = add_months(row.review_by, new.review_months - row.review_months)
        row.nagged = 0
    row.months, row.review_months = to_bits(new.months), new.review_months
    session.flush()
    return load_manual(session, manual_id, now)


def set_open(session: Session, manual_id: int, is_open: bool, now: datetime) -> ManualView:
    """A task that nobody does any more is closed: it stands in no list, and its texts stay."""
    lock_row(session, manual_id).is_open = is_open
    session.flush()
    return load_manual(session, manual_id, now)


def set_unit(session: Session, manual_ids: Sequence[int], unit_id: int, now: datetime) -> None:
    """Manuals belong to another unit from now on. Raises: NotFound `unit_not_found`."""
    line = people.list_line(session, unit_id, local_day(now))
    if not line:
        raise NotFound("unit_not_found", N_("그날에는 없는 부서예요."))
    values = {"unit_id": unit_id, "institution_id": people.institution_of(line)}
    for start in range(0, len(manual_ids), ROWS_A_STATEMENT):
        part = Manual.id.in_(manual_ids[start : start + ROWS_A_STATEMENT])
        options = {"synchronize_session": False}
        session.execute(update(Manual).where(part).values(**values), execution_options=options)
    session.expire_all()


def lock_row(session: Session, manual_id: int) -> Manual:
    """The row for one who changes it. Raises: NotFound `manual_not_found`."""
    # Rows that only refer to it do not wait: a law's flags, while a publication waits for that law.
    query = select(Manual).where(Manual.id == manual_id).with_for_update(key_share=True)
    row = session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise NotFound("manual_not_found", N_("그런 매뉴얼이 없어요."))
    return row


def find_by_code(session: Session, institution_id: int, code: str) -> int | None:
    """The open manual of a code within an institution; for files that come again."""
    query = select(Manual.id).where(
        Manual.institution_id == institution_id, Manual.code == code, Manual.is_open
    )
    return session.scalar(query.order_by(Manual.id).limit(1)) if code else None


def check_frame(new: NewManual) -> None:
    """Raises: Invalid with each wrong field."""
    wrong = {
        "title": (0 < len(new.title) <= LONGEST_TITLE, N_("업무 이름을 120자 안에서 적어 주세요.")),
        "code": (len(new.code) <= LONGEST_CODE, N_("번호를 40자 안에서 적어 주세요.")),
        "keywords": (
            len(new.keywords) <= MOST_KEYWORDS and all(len(word) <= LONGEST_KEYWORD for word in new.keywords),
            N_("찾는 말은 30개까지, 하나에 40자까지 적을 수 있어요."),
        ),
        "months": (set(new.months) <= set(ALL_MONTHS), N_("달을 1에서 12 사이에서 골라 주세요.")),
        "review_months": (
            0 < new.review_months <= LONGEST_REVIEW_MONTHS,
            N_("몇 달마다 다시 볼지 1에서 60 사이로 적어 주세요."),
        ),
        "key": (len(new.key) == KEY_BYTES, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
    }
    found = {field: sentence for field, (is_right, sentence) in wrong.items() if not is_right}
    if found:
        raise Invalid("invalid_manual", fields=found)


def _tidy(new: NewManual) -> NewManual:
    keywords = dict.fromkeys(word for word in map(tidy_line, new.keywords) if word)
    values = {"title": tidy_line(new.title), "code": tidy_line(new.code), "keywords": tuple(keywords)}
    return NewManual(**{**vars(new), **values})


def list_ids_by_key(session: Session, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Those of the keys that manuals have, in few statements."""
    found: dict[bytes, int] = {}
    for start in range(0, len(keys), ROWS_A_STATEMENT):
        query = select(Manual.key, Manual.id).where(Manual.key.in_(keys[start : start + ROWS_A_STATEMENT]))
        found |= dict(session.execute(query).all())
    return found


def _find_institutions(session: Session, news: Sequence[NewManual], on: date) -> dict[int, int]:
    """By unit; what a file's reader knows already is not asked again."""
    found = {new.unit_id: new.institution_id for new in news if new.institution_id is not None}
    for unit_id in {new.unit_id for new in news} - found.keys():
        line = people.list_line(session, unit_id, on)
        if not line:
            sentence = N_("그날에는 없는 부서예요.")
            raise NotFound("unit_not_found", sentence, fields={"unit": sentence})
        found[unit_id] = people.institution_of(line)
    return found


def _to_row(new: NewManual, institution_id: int, now: datetime) -> Mapping[str, Any]:
    return {
        "key": new.key,
        "institution_id": institution_id,
        "unit_id": new.unit_id,
        "owner_id": new.owner_id,
        "code": new.code,
        "title": new.title,
        "keywords": list(new.keywords),
        "months": to_bits(new.months),
        "review_months": new.review_months,
        "number": 0,
        "is_open": True,
        "nagged": 0,
        "created_at": now,
    }
