"""The demonstration's people: 59 departments and neighbourhood centres, 1,300 staff, a few to sign in as."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.demo.catalogue import (
    BUREAUS,
    CENTRES,
    GIVEN_FIRST,
    GIVEN_SECOND,
    ORGANISATION,
    SURNAMES,
    TEAMS,
    TITLES,
)
from services.people import NewPerson, Role, UnitKind

STAFF = 1_300
PASSWORD = "balgil-2026-demo"  # noqa: S105 - printed at every start of the demonstration
FOUNDED_BEFORE = timedelta(days=400)


@dataclass(frozen=True)
class Account:
    """One who can be tried out. `role` is a word for people."""

    role: str
    number: str
    name: str
    department: str
    title: str
    is_lead: bool = False
    roles: tuple[Role, ...] = ()


TRAVELLER, LEAD, AUDITOR, ADMINISTRATOR = "10001", "10002", "10003", "10004"
CAFETERIA_MANAGER, EDITOR = "10006", "10007"
ACCOUNTS = (
    Account("출장자", TRAVELLER, "김하늘", "도로과/행정팀", "주무관"),
    Account("팀장", LEAD, "박서준", "도로과/행정팀", "팀장", is_lead=True),
    Account("감사", AUDITOR, "이도윤", "감사담당관/행정팀", "주무관", roles=(Role.AUDITOR,)),
    Account("총괄 서무", ADMINISTRATOR, "최민서", "총무과/행정팀", "주무관", roles=(Role.ADMINISTRATOR,)),
    Account("동료", "10005", "정유진", "도로과/행정팀", "주무관"),
    Account(
        "구내식당",
        CAFETERIA_MANAGER,
        "한가을",
        "회계과/운영팀",
        "주무관",
        roles=(Role.CAFETERIA_MANAGER,),
    ),
    Account("매뉴얼 편집", EDITOR, "오지호", "총무과/운영팀", "주무관", roles=(Role.MANUAL_EDITOR,)),
)


@dataclass(frozen=True)
class Member:
    """One member of staff, as the story needs her."""

    id: int
    number: str
    team: str


def build_organisation(session: Session, chance: random.Random, now: datetime) -> list[Member]:
    """Makes units and staff; the members of teams who are not leads, the named accounts first."""
    founded = local_day(now) - FOUNDED_BEFORE
    units = _build_units(session, founded)
    persons = [*_named(units, founded), *_leads(units, founded, chance), *_others(units, founded, chance)]
    persons = persons[:STAFF]
    ids = people.create_persons(
        session, persons, now - FOUNDED_BEFORE, password_hash=people.hash_password(PASSWORD)
    )
    teams = {unit_id: name for name, unit_id in units.items()}
    return [
        Member(ids[p.number], p.number, teams[p.unit_id])
        for p in persons
        if not p.is_lead and p.unit_id is not None
    ]


def _build_units(session: Session, founded: date) -> dict[str, int]:
    """Units by `department/team`, `department`, or the institution's name."""
    root = people.create_unit(session, UnitKind.INSTITUTION, ORGANISATION, None, founded)
    units = {ORGANISATION: root}
    departments = [(UnitKind.DEPARTMENT, name) for names in BUREAUS.values() for name in names]
    departments += [(UnitKind.NEIGHBOURHOOD_CENTRE, f"{name} 행정복지센터") for name in CENTRES]
    for kind, name in departments:
        units[name] = people.create_unit(session, kind, name, root, founded)
        for team in TEAMS:
            key = f"{name}/{team}"
            units[key] = people.create_unit(session, UnitKind.TEAM, team, units[name], founded)
    return units


def _named(units: dict[str, int], founded: date) -> Iterator[NewPerson]:
    for account in ACCOUNTS:
        yield NewPerson(
            account.number,
            account.name,
            founded,
            units[account.department],
            account.title,
            account.is_lead,
            roles=account.roles,
        )


def _leads(units: dict[str, int], founded: date, chance: random.Random) -> Iterator[NewPerson]:
    """A head for every unit that has none yet."""
    taken = {account.department for account in ACCOUNTS if account.is_lead}
    number = 20_001
    for name, unit_id in units.items():
        if name in taken:
            continue
        title = "부시장" if name == ORGANISATION else "팀장" if "/" in name else "과장"
        yield NewPerson(str(number), _name(chance), founded, unit_id, title, is_lead=True)
        number += 1


def _others(units: dict[str, int], founded: date, chance: random.Random) -> Iterator[NewPerson]:
    """Staff of the teams, without end: the caller takes as many as it wants."""
    teams = [unit_id for name, unit_id in units.items() if "/" in name]
    for place in range(STAFF):
        unit_id = teams[place % len(teams)]
        yield NewPerson(str(30_001 + place), _name(chance), founded, unit_id, chance.choice(TITLES))


def _name(chance: random.Random) -> str:
    weights = [max(1, 40 - 2 * place) for place in range(len(SURNAMES))]
    surname = chance.choices(SURNAMES, weights)[0]
    return surname + chance.choice(GIVEN_FIRST) + chance.choice(GIVEN_SECOND)
