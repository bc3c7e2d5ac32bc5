"""Fills an empty database with the demonstration: organisation, places, and a season that has just been."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services import ledger, people, trips
from services.check_plan import make_plan
from services.clock import local_day
from services.crypto.checkpoint import verifier_keys
from services.db import Database
from services.demo.approvals import set_up_approvals
from services.demo.cafeteria import open_cafeterias
from services.demo.catalogue import PLACES
from services.demo.desks import lay_out
from services.demo.handovers import hand_duties_over
from services.demo.hours import keep_hours
from services.demo.leave import tell_leave
from services.demo.manual_readers import add_readers
from services.demo.manuals import keep_manuals
from services.demo.meetings import hold_meetings
from services.demo.organisation import ACCOUNTS, PASSWORD, Account, build_organisation
from services.demo.phones import Vault
from services.demo.play import Play, Stage
from services.demo.remote_days import tell_remote_days
from services.demo.rotation import plan_rotation
from services.demo.season import DAYS, tell_season
from services.demo.seats import open_centres
from services.errors import Refused
from services.trips import Point

SEED = 20261121
TRAVELLERS = 360
BEFORE_SEASON = timedelta(days=DAYS + 3)


@dataclass(frozen=True)
class DemoSummary:
    """What was loaded, and who can be tried out with which password."""

    accounts: Sequence[Account]
    password: str
    trips: int
    evidences: int


def is_loaded(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return people.count_staff(session, local_day(now)) > 0


def load_demo(stage: Stage, now: datetime) -> DemoSummary:
    """Plays the demonstration up to `now`; raises Refused outside a demonstration's ledger."""
    if not stage.origin.endswith("/demo"):
        raise Refused("demo_only")
    chance = random.Random(SEED)  # noqa: S311 - a story, not a secret
    begin = now - BEFORE_SEASON
    ledger.open_ledger(stage.database, stage.log_keys, stage.guard, stage.origin, begin)
    with stage.database.writing() as session:
        members = build_organisation(session, chance, now)
        for name, lat, lon, radius_m in PLACES:
            trips.save_place(session, name, Point.from_degrees(lat, lon), radius_m)
    play = Play(stage, Vault(stage.web_keys.audit_public(), stage.origin))
    travellers = members[:TRAVELLERS]
    play.enrol(travellers, chance, begin)
    play.run(tell_season(travellers, chance, now), now)
    with stage.database.writing() as session:
        lay_out(session, play, chance, now)
        open_cafeterias(session, now)
        set_up_approvals(session, stage, random.Random(SEED + 8), now)  # noqa: S311
        tell_leave(session, stage, members, random.Random(SEED + 3), now)  # noqa: S311
        keep_hours(session, stage.desk, random.Random(SEED + 4), now)  # noqa: S311
        tell_remote_days(session, stage, members, random.Random(SEED + 6), now)  # noqa: S311
        plan_rotation(session, members, random.Random(SEED + 7), now)  # noqa: S311
        open_centres(session, members, random.Random(SEED + 9), now)  # noqa: S311
        hold_meetings(session, stage.appender, random.Random(SEED + 5), now)  # noqa: S311
        keep_manuals(session, stage.appender, members, random.Random(SEED + 10), now)  # noqa: S311
        secret = stage.web_keys.field_key
        add_readers(session, secret, members, random.Random(SEED + 11), now)  # noqa: S311
        hand_duties_over(session, random.Random(SEED + 11), now)  # noqa: S311
    play.sequence(now)
    trusted = verifier_keys(stage.origin, stage.log_keys.signer)
    ledger.check(stage.database, stage.guard, make_plan(stage.web_keys.pending_key, trusted), "demo", now)
    play.sequence(now)
    return DemoSummary(ACCOUNTS, PASSWORD, play.trips, play.evidences)
