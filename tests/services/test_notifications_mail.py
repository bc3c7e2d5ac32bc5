"""Mail: one a person for all that is due, in her language, at once or as the digest of her day."""

import smtplib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from services import notifications, people
from services.db import Database
from services.notice_carriers import find_contacts, make_notice_jobs
from services.notifications import (
    Carriers,
    Choices,
    Letterhead,
    MailCarrier,
    Quiet,
    Switch,
    parse_mail_server,
)
from services.notifications.mail import claim_mail
from services.notifications.models import MailWait
from services.people.leaving import end_service
from services.people.models import Staff
from services.settings import Mode, Settings
from tests.clocks import HandClock
from tests.factories import TODAY, Cast, make_cast
from tests.mail_server import MailBag, running_mail_server
from tests.mailroom import ACCOUNT, ALL_KINDS, LUNCH, LUNCH_FACTS

HERS, LEADS = "traveller@garam.example", "lead@garam.example"
HEAD = Letterhead(
    "발길 <balgil@garam.example>", "가람시", "https://balgil.garam.example", "balgil.garam.example"
)


class Post:
    """The people of the cast, two of them with an address, and a worker that sends mail."""

    def __init__(self, database: Database, clock: HandClock, bag: MailBag) -> None:
        self.database, self.clock, self.bag = database, clock, bag
        self.carriers = Carriers(ALL_KINDS, push=False, mail=True)
        with database.writing() as session:
            self.cast: Cast = make_cast(session)
            for staff_id, address in ((self.cast.traveller, HERS), (self.cast.lead, LEADS)):
                session.execute(update(Staff).where(Staff.id == staff_id).values(email=address))
        server = parse_mail_server(f"smtp://127.0.0.1:{bag.port}")
        self.worker = MailCarrier(database, clock, server, HEAD, self.carriers, find_contacts)

    def tell(self, staff_id: int, kind: str = ACCOUNT, **facts: str) -> None:
        with self.database.writing() as session:
            notifications.notify(session, staff_id, kind, self.clock.now(), **facts)

    def choose(self, staff_id: int, **changes: object) -> None:
        everything = {topic: Switch(push=True, mail=True) for topic in notifications.Topic}
        chosen = replace(Choices(everything), **changes)  # type: ignore[arg-type]
        with self.database.writing() as session:
            notifications.save_choices(session, staff_id, chosen)

    def carry(self) -> int:
        notifications.sort_notices(self.database, self.carriers, self.clock.now())
        return self.worker.carry()

    def waiting(self) -> int:
        with self.database.reading() as session:
            return session.query(MailWait).count()


@pytest.fixture
def bag() -> Iterator[MailBag]:
    with running_mail_server() as bag:
        yield bag


@pytest.fixture
def post(database: Database, clock: HandClock, bag: MailBag) -> Post:
    return Post(database, clock, bag)


@pytest.fixture
def sqlite_post(sqlite_database: Database, clock: HandClock, bag: MailBag) -> Post:
    return Post(sqlite_database, clock, bag)


def test_all_that_is_due_is_one_mail(post: Post) -> None:
    her = post.cast.traveller
    post.tell(her)
    post.tell(her, "looked_closer", reason="표본 점검")
    post.tell(post.cast.stranger)  # who has no address
    assert post.carry() == 1
    (mail,) = post.bag.mails
    assert (mail["To"], mail["Subject"]) == (HERS, "[발길] 새 알림 2건")
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_content()
    assert "9. 29.(화) 15:20  비밀번호를 바꿨어요." in text
    assert "사유: 표본 점검" in text
    assert "https://balgil.garam.example/me/notices\n" in text
    assert (post.carry(), post.waiting()) == (0, 0)


def test_a_mail_is_in_its_readers_language(sqlite_post: Post) -> None:
    with sqlite_post.database.writing() as session:
        people.choose_language(session, sqlite_post.cast.traveller, "en")
    sqlite_post.tell(sqlite_post.cast.traveller)
    sqlite_post.carry()
    (mail,) = sqlite_post.bag.mails
    assert mail["Subject"] == "[Balgil] New notices: 1"
    assert "Tue 29 Sep 15:20" in mail.get_content()
    assert "비밀번호" not in mail.get_content()


def test_a_fact_with_line_ends_stays_one_line(sqlite_post: Post) -> None:
    sqlite_post.tell(sqlite_post.cast.traveller, "new_browser", label="하나\n\nBcc: a@b.example")
    sqlite_post.carry()
    (mail,) = sqlite_post.bag.mails
    assert mail["Bcc"] is None
    assert "(하나 Bcc: a@b.example)" in mail.get_content()


def test_only_what_was_switched_on_comes_by_mail(sqlite_post: Post) -> None:
    sqlite_post.tell(sqlite_post.cast.traveller, LUNCH, **LUNCH_FACTS)
    assert sqlite_post.carry() == 0
    sqlite_post.choose(sqlite_post.cast.traveller)
    sqlite_post.tell(sqlite_post.cast.traveller, LUNCH, **LUNCH_FACTS)
    assert sqlite_post.carry() == 1


def test_a_digest_comes_once_a_day_at_its_time_with_what_is_still_unread(post: Post) -> None:
    her = post.cast.traveller
    post.choose(her, digest_minute=17 * 60)
    post.tell(her)
    post.carry()
    with post.database.writing() as session:
        first = notifications.list_notices(session, her)[0].id
        notifications.mark_notices_read(session, her, [first], post.clock.now())
    for reason in ("하나", "둘"):
        post.clock.advance(minutes=30)
        post.tell(her, "looked_closer", reason=reason)
        assert post.carry() == 0
    post.clock.advance(minutes=40)  # 17:00
    assert post.carry() == 1
    text = post.bag.mails[0].get_content()
    assert "하나" in text
    assert "둘" in text
    assert "비밀번호" not in text


def test_quiet_hours_hold_mail_back(sqlite_post: Post) -> None:
    sqlite_post.choose(sqlite_post.cast.traveller, quiet=Quiet(15 * 60, 16 * 60))
    sqlite_post.tell(sqlite_post.cast.traveller)
    assert sqlite_post.carry() == 0
    sqlite_post.clock.advance(minutes=40)
    assert sqlite_post.carry() == 1


def test_an_outage_loses_none(post: Post) -> None:
    for staff_id in (post.cast.traveller, post.cast.lead):
        post.tell(staff_id)
    post.bag.is_down = True
    with pytest.raises((OSError, smtplib.SMTPException)):
        post.carry()
    assert post.bag.mails == []
    post.bag.is_down = False
    assert post.carry() == 2
    assert {mail["To"] for mail in post.bag.mails} == {HERS, LEADS}


def test_one_address_that_is_refused_holds_up_nobody(sqlite_post: Post) -> None:
    post = sqlite_post
    for staff_id in (post.cast.traveller, post.cast.lead):
        post.tell(staff_id)
    post.bag.refuses = {HERS: 450}
    assert post.carry() == 1
    post.bag.refuses = {}
    assert post.carry() == 0
    post.clock.advance(seconds=30)
    assert post.carry() == 1


def test_an_address_that_is_none_is_left_to_the_inbox(sqlite_post: Post) -> None:
    sqlite_post.tell(sqlite_post.cast.traveller)
    sqlite_post.bag.refuses = {HERS: 550}
    assert sqlite_post.carry() == 0
    assert sqlite_post.waiting() == 0


def test_a_mail_that_went_out_twice_has_one_id(sqlite_post: Post) -> None:
    """A worker died after the mail server's yes and before its own note."""
    her = sqlite_post.cast.traveller
    sqlite_post.tell(her)
    sqlite_post.carry()
    with sqlite_post.database.writing() as session:
        notice = notifications.list_notices(session, her)[0]
        session.add(MailWait(notice_id=notice.id, staff_id=her, due_at=sqlite_post.clock.now()))
    sqlite_post.carry()
    assert len({mail["Message-ID"] for mail in sqlite_post.bag.mails}) == 1
    assert len(sqlite_post.bag.mails) == 2


def test_two_workers_send_one(post: Post) -> None:
    post.tell(post.cast.traveller)
    notifications.sort_notices(post.database, post.carriers, post.clock.now())
    with post.database.writing() as session:
        assert len(claim_mail(session, find_contacts, post.clock.now())) == 1
    assert post.worker.carry() == 0
    post.clock.advance(minutes=11)  # the first one died
    assert post.worker.carry() == 1


def test_who_has_left_gets_no_mail(sqlite_post: Post) -> None:
    sqlite_post.tell(sqlite_post.cast.traveller)
    with sqlite_post.database.writing() as session:
        end_service(session, sqlite_post.cast.traveller, TODAY)
    sqlite_post.clock.advance(days=1)
    assert sqlite_post.carry() == 0
    assert sqlite_post.waiting() == 0


@pytest.mark.parametrize(
    ("address", "sender"),
    [
        ("http://mail.example", "a@b.example"),
        ("smtp://", "a@b.example"),
        ("smtp+plain://user:secret@mail.example", "a@b.example"),
        ("smtps://mail.example", ""),
        ("smtps://mail.example", "a@b.example\nBcc: c@d.example"),
    ],
)
def test_dangerous_settings_refuse_to_start(address: str, sender: str) -> None:
    with pytest.raises(ValueError, match=r"BALGIL_(SMTP_URL|MAIL_FROM)"):
        Settings(mode=Mode.DEMO, smtp_url=address, mail_from=sender)  # type: ignore[arg-type]


def test_pushes_into_the_own_network_are_for_demonstrations() -> None:
    with pytest.raises(ValueError, match="BALGIL_PUSH_ANY_HOST"):
        Settings(push=True, push_any_host=True)


def test_the_worker_carries_by_what_the_settings_turn_on(sqlite_database: Database, clock: HandClock) -> None:
    def jobs(**chosen: object) -> list[str]:
        settings = Settings(mode=Mode.DEMO, **chosen)  # type: ignore[arg-type]
        return [job.name for job in make_notice_jobs(settings, sqlite_database, clock, b"secret")]

    assert jobs() == ["notices"]
    assert jobs(push=True) == ["notices", "push"]
    assert jobs(smtp_url="smtps://mail.example", mail_from="a@b.example") == ["notices", "mail"]


def test_a_mail_at_which_the_server_hangs_up_holds_up_nobody(post: Post) -> None:
    for staff_id in (post.cast.traveller, post.cast.lead):
        post.tell(staff_id)
    post.bag.hangs_up_at = {HERS}
    with pytest.raises((OSError, smtplib.SMTPException)):
        post.carry()
    assert post.carry() == 1
    assert [mail["To"] for mail in post.bag.mails] == [LEADS]
    post.bag.hangs_up_at = set()
    post.clock.advance(seconds=30)
    assert post.carry() == 1


def test_a_lease_that_ran_out_while_the_server_was_slow_is_left_to_others(sqlite_post: Post) -> None:
    """The second worker takes what the first one has not sent in its time; the first one then leaves it."""
    post, told = sqlite_post, []
    for staff_id in (post.cast.traveller, post.cast.lead):
        post.tell(staff_id)

    def be_slow() -> None:
        if not told:
            told.append(post.clock.advance(minutes=11))
            with post.database.writing() as session:
                told.extend(task.to for task in claim_mail(session, find_contacts, post.clock.now()))

    post.bag.at_mail = be_slow
    assert post.carry() == 1
    assert len(post.bag.mails) == 1
