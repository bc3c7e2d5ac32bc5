"""A mail: what is new, each in one sentence, and the way to the inbox. No picture, no tracking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from services.clock import SEOUL
from services.notifications.kinds import Kind
from services.notifications.notices import NoticeView
from services.notifications.words import Words, say
from services.texts import N_
from services.translations import say_day, translate

SUBJECT = N_("[발길] 새 알림 %(count)s건")
GREETING = N_("%(name)s에서 알려 드려요.")
INBOX = N_("모두 보기: %(address)s")
SWITCH = N_("메일로 받을 것을 고르거나 끄려면: %(address)s")


@dataclass(frozen=True)
class Letterhead:
    """From whom mails come, and where the product stands. `host` is part of each message's id."""

    sender: str
    organisation: str
    base_url: str
    host: str


def write_mail(
    head: Letterhead,
    kinds: Mapping[str, Kind],
    to: str,
    language: str,
    notices: Sequence[NoticeView],
    now: datetime,
) -> EmailMessage:
    """The same notices make a mail of the same id: a mail program shows the one that came twice once."""
    mail = EmailMessage()
    mail["From"], mail["To"] = head.sender, to
    mail["Subject"] = translate(SUBJECT, language) % {"count": len(notices)}
    mail["Date"] = format_datetime(now)
    ids = ",".join(str(notice.id) for notice in notices)
    mail["Message-ID"] = f"<notices.{sha256(ids.encode()).hexdigest()[:32]}@{head.host}>"
    # RFC 3834: nobody's holiday answer comes back for it.
    mail["Auto-Submitted"] = "auto-generated"
    words = make_words(language)
    lines = [f"- {_line(kinds, notice, words)}" for notice in notices]
    inbox = f"{head.base_url}/me/notices"
    body = [
        translate(GREETING, language) % {"name": head.organisation},
        "\n".join(lines),
        translate(INBOX, language) % {"address": inbox},
        translate(SWITCH, language) % {"address": f"{inbox}/settings"},
    ]
    mail.set_content("\n\n".join(body) + "\n", charset="utf-8", cte="base64")
    return mail


def make_words(language: str) -> Words:
    def days(from_on: date, until_on: date) -> str:
        first, last = say_day(from_on, language), say_day(until_on, language)
        return first if from_on == until_on else f"{first} – {last}"

    return Words(
        lambda sentence: translate(sentence, language),
        lambda on: say_day(on, language),
        days,
        lambda at: f"{at.astimezone(SEOUL):%H:%M}",
    )


def _line(kinds: Mapping[str, Kind], notice: NoticeView, words: Words) -> str:
    at = notice.created_at.astimezone(SEOUL)
    sentence = " ".join(say(kinds.get(notice.kind), notice.facts, words).split())
    return f"{words.day(at.date())} {words.clock(at)}  {sentence}"
