"""What carries notices to people who are elsewhere, put together from the settings; run by the worker."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from services import notifications, people
from services.clock import Clock, local_day
from services.crypto.push_key import derive_push_key
from services.db import Database
from services.jobs import Job
from services.notice_kinds import KINDS
from services.notifications import (
    Carriers,
    Contact,
    Letterhead,
    MailCarrier,
    PushCarrier,
    PushSender,
    parse_mail_server,
)
from services.settings import Settings

SORT_EVERY_S = 1.0
PUSH_EVERY_S = 1.0
MAIL_EVERY_S = 5.0


def find_contacts(session: Session, staff_ids: Collection[int], now: datetime) -> Mapping[int, Contact]:
    """Those of these people who are in service: who has left is told nothing more."""
    on = local_day(now)
    found = people.list_persons(session, staff_ids, on)
    return {p.id: Contact(p.email, p.language) for p in found.values() if p.is_in_service(on)}


def make_notice_jobs(settings: Settings, database: Database, clock: Clock, secret: bytes) -> list[Job]:
    """The worker's jobs; `secret` is what the key that signs pushes is derived from."""
    carriers = Carriers(KINDS, push=settings.push, mail=settings.has_mail)

    def sort() -> None:
        notifications.sort_notices(database, carriers, clock.now())

    jobs = [Job("notices", SORT_EVERY_S, sort)]
    if settings.push:
        sender = PushSender(derive_push_key(secret), _subject(settings), any_host=settings.push_any_host)
        push = PushCarrier(database, clock, sender, find_contacts)
        jobs.append(Job("push", PUSH_EVERY_S, push.carry))
    if settings.smtp_url and settings.has_mail:
        server = parse_mail_server(settings.smtp_url.get_secret_value())
        head = Letterhead(settings.mail_from, settings.organisation, settings.base_url, settings.public_host)
        mail = MailCarrier(database, clock, server, head, carriers, find_contacts)
        jobs.append(Job("mail", MAIL_EVERY_S, mail.carry))
    return jobs


def _subject(settings: Settings) -> str:
    """Whom a push service may ask about this server (RFC 8292, 2.1)."""
    return settings.base_url if settings.is_https else f"mailto:balgil@{settings.public_host}"
