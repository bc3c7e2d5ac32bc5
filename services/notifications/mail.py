"""Mail goes out: all that is due to one person is one mail, at once or as the digest of her day.

Invariants
- At least once: what waits is taken away only after the mail server has taken the mail. Two workers do not
  send the same, because who sends holds the lease of the mailbox.
- An outage of the mail server loses none: all leases are given back, and the round is tried again. A mail in
  whose midst the connection broke is tried later than the others, so that it does not hold them up for ever.
- What was read in the meantime is in no mail.
"""

import logging
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from services.clock import Clock
from services.db import Database
from services.notifications.backoff import pause_after
from services.notifications.mail_text import Letterhead, write_mail
from services.notifications.models import Mailbox, MailWait, Notice
from services.notifications.notices import NoticeView, to_view
from services.notifications.routing import Carriers, Contacts
from services.notifications.smtp import MailServer, connected

logger = logging.getLogger("balgil.mail")

MAILS_A_ROUND: Final = 20
MOST_NOTICES: Final = 100
LEASE: Final = timedelta(minutes=10)
OWN_LANGUAGE: Final = "ko"


@dataclass(frozen=True)
class MailTask:
    """What is due to one person at one address."""

    staff_id: int
    to: str
    language: str
    notices: Sequence[NoticeView]
    attempts: int
    leased_until: datetime


@dataclass(frozen=True)
class MailCarrier:
    database: Database
    clock: Clock
    server: MailServer
    head: Letterhead
    carriers: Carriers
    contacts: Contacts

    def carry(self) -> int:
        """Sends what is due, one mail a person; how many went out. Raises: OSError, SMTPException when the
        mail server as a whole does not answer: nothing is lost by it."""
        sent = 0
        while tasks := self._claim():
            sent += self._send_all(tasks)
        return sent

    def _claim(self) -> list[MailTask]:
        now = self.clock.now()
        if not has_due_mail(self.database, now):
            return []
        with self.database.writing() as session:
            return claim_mail(session, self.contacts, now)

    def _send_all(self, tasks: Sequence[MailTask]) -> int:
        unsent, sent = list(tasks), 0
        try:
            with connected(self.server) as connection:
                # What was leased too long ago, because the server is slow, may be another worker's by now.
                while unsent and self.clock.now() < unsent[0].leased_until:
                    sent += self._send(connection, unsent.pop(0))
        except (OSError, smtplib.SMTPException):
            with self.database.writing() as session:
                _give_back(session, unsent)
            raise
        return sent

    def _send(self, connection: smtplib.SMTP, task: MailTask) -> bool:
        now = self.clock.now()
        try:
            mail = write_mail(self.head, self.carriers.kinds, task.to, task.language, task.notices, now)
        except ValueError:  # an address that no header may hold
            return self._note_refusal(task, is_final=True)
        try:
            connection.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            return self._note_refusal(task, is_final=all(code >= 500 for code in codes))
        except (smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
            return self._note_refusal(task, is_final=getattr(error, "smtp_code", 500) >= 500)
        except (OSError, smtplib.SMTPException):
            self._note_refusal(task, is_final=False)
            raise
        with self.database.writing() as session:
            settle_mail(session, task, self.clock.now())
        return True

    def _note_refusal(self, task: MailTask, *, is_final: bool) -> bool:
        """Without the address in the log. What is refused for good is left to the inbox."""
        logger.warning("a mail to staff %d was refused (%s)", task.staff_id, "final" if is_final else "later")
        with self.database.writing() as session:
            if is_final:
                settle_mail(session, task, self.clock.now())
            else:
                _put_off(session, task, self.clock.now())
        return False


def has_due_mail(database: Database, now: datetime) -> bool:
    with database.glancing() as session:
        return session.scalar(select(MailWait.notice_id).where(MailWait.due_at <= now).limit(1)) is not None


def claim_mail(session: Session, contacts: Contacts, now: datetime) -> list[MailTask]:
    """Takes the lease of mailboxes to which something is due; who has no address is left to the inbox."""
    waits = exists().where(MailWait.staff_id == Mailbox.staff_id, MailWait.due_at <= now)
    is_time = or_(Mailbox.retry_at.is_(None), Mailbox.retry_at <= now)
    is_free = or_(Mailbox.leased_until.is_(None), Mailbox.leased_until <= now)
    query = select(Mailbox).where(waits, is_time, is_free).order_by(Mailbox.attempts, Mailbox.staff_id)
    boxes = list(session.scalars(query.limit(MAILS_A_ROUND).with_for_update(skip_locked=True)))
    here = contacts(session, {box.staff_id for box in boxes}, now)
    tasks = []
    for box in boxes:
        contact = here.get(box.staff_id)
        if contact is None or not contact.email:
            session.execute(delete(MailWait).where(MailWait.staff_id == box.staff_id))
        elif notices := _take_unread(session, box.staff_id, now):
            language = contact.language or OWN_LANGUAGE
            box.leased_until = now + LEASE
            tasks.append(
                MailTask(box.staff_id, contact.email, language, notices, box.attempts, box.leased_until)
            )
    session.flush()
    return tasks


def settle_mail(session: Session, task: MailTask, now: datetime) -> None:
    """What was in the mail waits no more."""
    ids = [notice.id for notice in task.notices]
    session.execute(delete(MailWait).where(MailWait.notice_id.in_(ids)))
    _update(session, task, attempts=0, retry_at=None, leased_until=None)


def _put_off(session: Session, task: MailTask, now: datetime) -> None:
    retry_at = now + pause_after(task.attempts)
    _update(session, task, attempts=task.attempts + 1, retry_at=retry_at, leased_until=None)


def _give_back(session: Session, tasks: Sequence[MailTask]) -> None:
    for task in tasks:
        _update(session, task, leased_until=None)


def _update(session: Session, task: MailTask, **values: object) -> None:
    session.execute(update(Mailbox).where(Mailbox.staff_id == task.staff_id).values(values))


def _take_unread(session: Session, staff_id: int, now: datetime) -> list[NoticeView]:
    """Those of the notices due that nobody has read yet, oldest first; the others wait no more."""
    due = (MailWait.staff_id == staff_id) & (MailWait.due_at <= now)
    query = select(Notice).join(MailWait, MailWait.notice_id == Notice.id).where(due).order_by(Notice.id)
    rows = list(session.scalars(query))
    read = [row.id for row in rows if row.read_at is not None]
    session.execute(delete(MailWait).where(MailWait.notice_id.in_(read)))
    return [to_view(row) for row in rows if row.read_at is None][:MOST_NOTICES]
