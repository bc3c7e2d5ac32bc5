"""`python -m services.worker`: the process beside the web that moves the ledger and does the slow work.

It alone holds the key that signs the log. Any number of them may run; they wait for one another.
"""

import logging
import signal
import sys
import threading
from datetime import timedelta

from services import approvals, audit, cafeteria, demo, handovers, keeping, leave, ledger, people, trips
from services.check_plan import make_plan
from services.clock import Clock, SystemClock
from services.crypto.checkpoint import verifier_keys
from services.db import Database
from services.errors import Refused
from services.jobs import Job, run_jobs
from services.keys import LogKeys, open_log_keys
from services.ledger import Appender
from services.lunch_slots import read_lunch_slots
from services.manuals import citing, tasks, texts, tips
from services.notice_carriers import make_notice_jobs
from services.remote_work import days, rotation, seats
from services.settings import Settings, load_settings

logger = logging.getLogger("balgil.worker")

SEQUENCE_EVERY_S = 0.2
BATCHES_EVERY_S = 1.0
CAFETERIAS_EVERY_S = 30.0
DEMO_KITCHEN_EVERY_S = 2.0
SEATS_EVERY_S = 30.0
REMOTE_DAYS_EVERY_S = 20.0
ROTATIONS_EVERY_S = 1.0
STAND_INS_EVERY_S = 60.0
CARE_EVERY_S = 300.0
TIPS_EVERY_S = 60.0
MANUALS_EVERY_S = 300.0
HANDOVERS_AT_ONCE = 5
KEEPING_EVERY_S = 3600.0
CARE_LOOKS_BACK = timedelta(hours=1)
CHECK_EVERY = timedelta(days=1)
CHECK_DUE_EVERY_S = 600.0


class Worker:
    """One worker: its parts are made once, its jobs repeat until it is stopped."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = SystemClock()
        self.lunch_clock: Clock = cafeteria.LunchClock(self.clock) if settings.demo_lunch else self.clock
        self.database = Database(settings.database)
        self.guard = ledger.Guard(settings.guard_path)
        self.keys: LogKeys = open_log_keys(settings, self.clock.now())
        self.stop = threading.Event()

    def jobs(self) -> list[Job]:
        kitchen = demo.DemoKitchen(self.database, self.lunch_clock)
        played = [Job("demo-kitchen", DEMO_KITCHEN_EVERY_S, kitchen.play)] if self.settings.demo_lunch else []
        return [
            *played,
            Job("sequencer", SEQUENCE_EVERY_S, self.sequence),
            Job("ledger-check", CHECK_DUE_EVERY_S, self.check_when_due),
            Job("audit-batches", BATCHES_EVERY_S, self.process_batches),
            Job("cafeterias", CAFETERIAS_EVERY_S, self.keep_cafeterias),
            Job("remote-days", REMOTE_DAYS_EVERY_S, self.remind_remote_work),
            Job("stand-ins", STAND_INS_EVERY_S, self.tell_stand_ins),
            Job("rotations", ROTATIONS_EVERY_S, self.solve_rotations),
            Job("seats", SEATS_EVERY_S, self.release_seats),
            Job("manuals", MANUALS_EVERY_S, self.keep_manuals),
            Job("manual-tips", TIPS_EVERY_S, self.keep_tips),
            Job("care", CARE_EVERY_S, self.take_care),
            Job("keeping", KEEPING_EVERY_S, self.destroy_what_is_over),
            *make_notice_jobs(self.settings, self.database, self.clock, self.keys.pending_key),
        ]

    def start(self) -> None:
        """Opens the ledger; raises Refused when this database must not be sequenced."""
        ledger.open_ledger(self.database, self.keys, self.guard, self.settings.origin, self.clock.now())

    def sequence(self) -> None:
        more = True
        while more:
            done = ledger.sequence_pending(self.database, self.keys, self.guard, self.clock)
            if done.refused:
                logger.error("%d records that the application did not write were set aside", done.refused)
            more = done.more

    def check_when_due(self) -> None:
        """A complete check of the ledger once a day: claims of absence rest on it."""
        now = self.clock.now()
        with self.database.reading() as session:
            status = ledger.ledger_status(session)
        is_due = status.checked_at is None or now - status.checked_at >= CHECK_EVERY
        if is_due and status.head_at:
            trusted = verifier_keys(self.settings.origin, self.keys.signer)
            plan = make_plan(self.keys.pending_key, trusted)
            report = ledger.check(self.database, self.guard, plan, "worker", now)
            for finding in report.findings:
                logger.error("the ledger's check found %s: %s", finding.code, finding.about)

    def process_batches(self) -> None:
        audit.process_batches(self.database, self.clock)

    def keep_cafeterias(self) -> None:
        """Makes answers for watchers anew, closes days at night, destroys readings that are over time."""
        cafeteria.keep_up(self.database, self.lunch_clock, self.settings.crowd_reading_days)

    def remind_remote_work(self) -> None:
        """Tells who has not reported yet, and then the lead."""
        with self.database.writing() as session:
            days.remind_remote_work(session, self.clock.now())

    def tell_stand_ins(self) -> None:
        """Tells whose days of standing in begin, and whoever takes over from an absent lead what waits."""
        now = self.clock.now()
        with self.database.writing() as session:
            people.tell_deputies(session, now)
            approvals.tell_stand_ins(session, now)

    def solve_rotations(self) -> None:
        """Solves what planners have asked for, in a child process; one that is stopped is taken up again."""
        rotation.solve_asked(self.database, self.clock, lunch=read_lunch_slots, stop=self.stop)

    def release_seats(self) -> None:
        """Frees seats to which nobody came, and those of people who are away meanwhile."""
        now = self.clock.now()
        with self.database.writing() as session:
            seats.release_late(session, now)

    def keep_manuals(self) -> None:
        """Leaves no manual with nobody or with a unit that is no more; reminds of laws and of reviews."""
        now = self.clock.now()
        # First: whoever stands in for a leaver comes before whoever leads.
        with self.database.reading() as session:
            due = handovers.list_due(session, now)
        for start in range(0, len(due), HANDOVERS_AT_ONCE):
            with self.database.writing() as session:
                handovers.keep_up(session, now, due[start : start + HANDOVERS_AT_ONCE])
        with self.database.reading() as session:
            come = citing.find_come_into_force(session, now)
        if come:
            with self.database.writing() as session:
                citing.tell_come_into_force(session, come, now)
        with self.database.reading() as session:
            unkept = tasks.find_unkept(session, now)
        if unkept:
            with self.database.writing() as session:
                texts.keep_owned(session, unkept, now)
        more = True
        while more:
            with self.database.writing() as session:
                more = tasks.nag_reviews(session, now) > 0

    def keep_tips(self) -> None:
        """Tells of tips that have expired and of questions that wait; tips are found where they count."""
        with self.database.writing() as session:
            tips.keep_up_tips(session, self.clock.now())

    def destroy_what_is_over(self) -> None:
        """Destroys what has been kept long enough."""
        appender = Appender(self.keys.pending_key)
        keeping.destroy_what_is_over(self.database, appender, self.settings, self.clock.now())

    def take_care(self) -> None:
        """Destroys what is over its time, or what nobody consents to any more."""
        now = self.clock.now()
        with self.database.writing() as session:
            people.tidy_people(session, now)
            leave.forget_planned_files(session, now)
            appender = Appender(self.keys.pending_key)
            trips.destroy_late_arrivals(session, appender, now - CARE_LOOKS_BACK, now)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    worker = Worker(load_settings())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: worker.stop.set())
    try:
        worker.start()
    except Refused as error:
        print(error.sentence % error.params, file=sys.stderr)
        return 1
    run_jobs(worker.jobs(), worker.stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
