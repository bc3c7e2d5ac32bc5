"""What was told is carried on: each new notice is sorted once, into what waits for browsers and for mail.

Sorting happens after the notice's own commit, by a worker; a notice that no worker has sorted yet is not
lost, it is the first thing that the next one finds.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.db import Database
from services.locks import insert_missing
from services.notifications.choices import Choices, Switch, load_all_choices
from services.notifications.kinds import Kind
from services.notifications.models import Mailbox, MailWait, Notice, PushSubscription, PushWait

MOST_SORTED: Final = 500
# A kind that only a newer version of this product knows.
_UNKNOWN: Final = Switch(push=True, mail=False)


@dataclass(frozen=True)
class Contact:
    """How a person in service is reached from outside."""

    email: str | None
    language: str | None


# Those of these people who are in service now.
Contacts = Callable[[Session, Collection[int], datetime], Mapping[int, Contact]]


@dataclass(frozen=True)
class Carriers:
    """What carries notices in this installation: their kinds by code, and whether by push, by mail."""

    kinds: Mapping[str, Kind]
    push: bool
    mail: bool


def sort_notices(database: Database, carriers: Carriers, now: datetime) -> int:
    """Sorts all that is new, some hundred at a time; how many."""
    total = 0
    while _has_unsorted(database):
        with database.writing() as session:
            done = _sort_some(session, carriers, now)
        total += done
        if done == 0:  # another worker holds them
            break
    return total


def _has_unsorted(database: Database) -> bool:
    with database.glancing() as session:
        return session.scalar(select(Notice.id).where(Notice.sorted_at.is_(None)).limit(1)) is not None


def _sort_some(session: Session, carriers: Carriers, now: datetime) -> int:
    query = select(Notice).where(Notice.sorted_at.is_(None)).order_by(Notice.id).limit(MOST_SORTED)
    notices = list(session.scalars(query.with_for_update(skip_locked=True)))
    unread = [notice for notice in notices if notice.read_at is None]
    choices = load_all_choices(session, {notice.staff_id for notice in unread})
    if carriers.push:
        _let_browsers_wait(session, carriers, unread, choices, now)
    if carriers.mail:
        _let_mail_wait(session, carriers, unread, choices, now)
    ids = [notice.id for notice in notices]
    session.execute(update(Notice).where(Notice.id.in_(ids)).values(sorted_at=now))
    return len(notices)


def _let_browsers_wait(
    session: Session,
    carriers: Carriers,
    notices: Sequence[Notice],
    choices: Mapping[int, Choices],
    now: datetime,
) -> None:
    browsers: dict[int, list[int]] = {}
    found = select(PushSubscription.staff_id, PushSubscription.id)
    for staff_id, subscription_id in session.execute(found.where(PushSubscription.staff_id.in_(choices))):
        browsers.setdefault(staff_id, []).append(subscription_id)
    rows: list[dict[str, Any]] = []
    for notice in notices:
        chosen, kind = choices[notice.staff_id], carriers.kinds.get(notice.kind)
        if not _switch(chosen, kind).push:
            continue
        is_urgent = bool(kind and kind.is_urgent)
        due_at = chosen.push_due(now, is_urgent=is_urgent)
        rows += [
            {"subscription_id": id_, "notice_id": notice.id, "due_at": due_at, "is_urgent": is_urgent}
            for id_ in browsers.get(notice.staff_id, ())
        ]
    insert_missing(session, PushWait, rows)


def _let_mail_wait(
    session: Session,
    carriers: Carriers,
    notices: Sequence[Notice],
    choices: Mapping[int, Choices],
    now: datetime,
) -> None:
    rows: list[dict[str, Any]] = []
    for notice in notices:
        chosen, kind = choices[notice.staff_id], carriers.kinds.get(notice.kind)
        if _switch(chosen, kind).mail:
            due_at = chosen.mail_due(now, is_urgent=bool(kind and kind.is_urgent))
            rows.append({"notice_id": notice.id, "staff_id": notice.staff_id, "due_at": due_at})
    insert_missing(session, MailWait, rows)
    boxes = [{"staff_id": staff_id, "attempts": 0} for staff_id in {row["staff_id"] for row in rows}]
    insert_missing(session, Mailbox, boxes)


def _switch(choices: Choices, kind: Kind | None) -> Switch:
    return choices.switches[kind.topic] if kind else _UNKNOWN
