"""The demonstration's manuals: 582 of 59 units, the library among them, with owners who do the work.

One is watched and has changed since, one has a draft, one waits for a decision, and a rule that one cites has
just changed. The editor has paired words that people use with those of the texts.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.demo.catalogue import CENTRES
from services.demo.organisation import CAFETERIA_MANAGER, EDITOR, TRAVELLER, Member
from services.demo.travel_rule import CITED, RULE_LINE, write_rule
from services.laws import SourceFile
from services.ledger import Appender
from services.manuals import citing, search, starter, tasks, texts
from services.manuals.sections import Section
from services.manuals.starter import Arrival, Places
from services.manuals.texts import Publication, Reason
from services.texts import squeeze

MANUALS = 582
# The library's manuals that those who sign in look after.
OWNED = {
    "trip-settlement": CAFETERIA_MANAGER,
    CITED: EDITOR,
    "handover": EDITOR,
    "remote-work": EDITOR,
    "first-week": EDITOR,
}
WATCHED = ("trip-settlement", CITED, "leave")
POTHOLES = "도로 파임 보수"
NEW_CASE = (
    "\n\n### 같은 날 두 번 나간 출장\n\n상황: 오전과 오후에 따로 나가고 두 건을 모두 청구했다. "
    "해결: 하루 상한에 맞추어 한 건을 줄였다. 배운 점: 그날의 출장을 모아 놓고 센다."
)
LIBRARY_AGE, LONGEST_AGE_DAYS = timedelta(days=150), 330
# What people type, and what manuals say.
SYNONYMS = (
    ("월차", "연가"),
    ("연차", "연가"),
    ("결혼휴가", "경조사휴가"),
    ("법카", "법인카드"),
    ("회식비", "업무추진비"),
    ("플래카드", "현수막"),
    ("무허가건물", "위반건축물"),
    ("진상", "특이민원"),
)
# What no manual says, and how often it was asked for.
UNFOUND = (("동호회", 6), ("헬스장", 3), ("명절선물", 2))


@dataclass(frozen=True)
class _Office:
    """Who does the work where, and who leads."""

    places: Places
    members: Mapping[str, Sequence[int]]
    numbers: Mapping[str, int]
    ledger: Appender
    chance: random.Random

    def somebody(self, unit: str) -> int:
        return self.chance.choice(self.members[squeeze(unit)])

    def earlier(self, now: datetime, least: int, most: int) -> datetime:
        """An hour of work some days ago."""
        return now - timedelta(days=self.chance.randint(least, most), minutes=self.chance.randint(0, 300))


def keep_manuals(
    session: Session, ledger: Appender, members: Sequence[Member], chance: random.Random, now: datetime
) -> None:
    """Puts them there, as they have come to be over the last months."""
    today = local_day(now)
    root = people.list_units(session, today)[0]
    at_work: dict[str, list[int]] = {}
    for member in members:
        at_work.setdefault(squeeze(member.team.split("/")[0]), []).append(member.id)
    numbers = {member.number: member.id for member in members}
    office = _Office(starter.load_places(session, root.id, today), at_work, numbers, ledger, chance)
    known = _take_library(session, office, now)
    made = _make_others(session, office, MANUALS - len(known), now)
    _index(session, [*known.values(), *made.values()], now)
    _change_watched(session, office, known, now)
    _begin_drafts(session, office, known, made, now)
    _write_local_note(session, office.places, known["trip-settlement"], office.numbers[EDITOR], now)
    files = [SourceFile(name, data.encode()) for name, data in write_rule(today).items()]
    citing.take_laws(session, files, office.numbers[EDITOR], now - timedelta(hours=20))
    _look_after_search(session, root.id, office.numbers[EDITOR], now)


def _take_library(session: Session, office: _Office, now: datetime) -> Mapping[str, int]:
    """The real ones, confirmed by those who look after them; ids by their slugs."""
    owners = {slug: office.numbers[number] for slug, number in OWNED.items()}
    for manual in starter.list_library():
        unit_id = office.places.find(manual.file.department)
        unit = next(name for name, id_ in office.places.by_name.items() if id_ == unit_id)
        owners.setdefault(manual.slug, office.somebody(unit))
    at, editor = now - LIBRARY_AGE, office.numbers[EDITOR]
    institution = office.places.institution_id
    loaded = starter.load_library(
        session, office.ledger, institution, editor, at, owners=owners, is_indexed=False
    )
    for slug, manual_id in loaded.ids.items():
        tasks.confirm_manual(session, manual_id, 1, owners[slug], office.earlier(now, 5, 140))
    return loaded.ids


def _make_others(session: Session, office: _Office, count: int, now: datetime) -> dict[str, int]:
    """The made ones, each unit's published and confirmed on a day of its own; ids by their titles."""
    centres = [f"{name} 행정복지센터" for name in CENTRES]
    by_unit: dict[str, list[Arrival]] = {}
    for made in starter.make_manuals(count, centres=centres, sizes=(0,)):
        unit_id = office.places.by_name[squeeze(made.unit)]
        arrival = Arrival(made.file.title, unit_id, office.somebody(made.unit), made.file)
        by_unit.setdefault(made.unit, []).append(arrival)
    found: dict[str, int] = {}
    for arrivals in by_unit.values():
        lead = office.places.lead_of(arrivals[0].unit_id) or office.numbers[EDITOR]
        at = office.earlier(now, 10, LONGEST_AGE_DAYS)
        confirmed = office.chance.random() < 0.9
        ids, _ = starter.load_arrivals(
            session,
            office.ledger,
            office.places,
            arrivals,
            lead,
            at,
            is_indexed=False,
            is_confirmed=confirmed,
        )
        found |= ids
    return found


def _index(session: Session, manual_ids: Sequence[int], now: datetime) -> None:
    """All at once, because each publication of its own would write the same words again."""
    texts.renew_index(session, manual_ids, now)
    published = texts.list_published(session, manual_ids)
    citing.note_many(session, [(id_, list(text.texts.values())) for id_, text in published.items()], now)


def _change_watched(session: Session, office: _Office, known: Mapping[str, int], now: datetime) -> None:
    """Somebody watches three and reads them; two change since, one of them by a line about a rule."""
    reader = office.numbers[TRAVELLER]
    for slug in WATCHED:
        tasks.set_mark(session, known[slug], reader, is_watched=True, is_favourite=slug == "trip-settlement")
    _fix(session, office, known[CITED], Section.LAWS, f"{{}}\n{RULE_LINE}", now - timedelta(days=12))
    _fix(session, office, known["trip-settlement"], Section.TIPS, f"{{}}{NEW_CASE}", now - timedelta(days=2))


def _fix(
    session: Session, office: _Office, manual_id: int, section: Section, change: str, at: datetime
) -> None:
    """The owner puts something to one section; `change` has braces where what is there stands."""
    owner = tasks.load_manual(session, manual_id, at).owner_id
    published = texts.load_published(session, manual_id)
    assert owner
    assert published
    new = {section: change.replace("{}", published.texts[section])}
    publication = Publication(office.chance.randbytes(16), published.number, new, Reason.GUIDANCE)
    texts.publish(session, office.ledger, manual_id, publication, owner, at)


def _begin_drafts(
    session: Session, office: _Office, known: Mapping[str, int], made: Mapping[str, int], now: datetime
) -> None:
    """The editor has begun to write in one, and a colleague's correction waits for the lead's decision."""
    handover = texts.load_published(session, known["handover"])
    assert handover
    begun = handover.texts[Section.TIPS] + "\n\n### 인계 날짜를 잘못 적었다\n\n상황: "
    editor = office.numbers[EDITOR]
    texts.save_draft(session, known["handover"], editor, Section.TIPS, begun, handover.number, 0, now)
    potholes = texts.load_published(session, made[POTHOLES])
    assert potholes
    line = "\n\n밤에 들어온 신고는 당직자가 고깔을 먼저 세우고 아침에 위치를 넘긴다."
    corrected = {Section.PROCESS: potholes.texts[Section.PROCESS] + line}
    publication = Publication(office.chance.randbytes(16), potholes.number, corrected, Reason.UPDATE)
    at = now - timedelta(hours=3)
    texts.publish(session, office.ledger, made[POTHOLES], publication, office.numbers[TRAVELLER], at)


def _look_after_search(session: Session, institution_id: int, editor: int, now: datetime) -> None:
    """The editor's pairs of words, and what she has not looked at yet."""
    for number, (word, meaning) in enumerate(SYNONYMS):
        at = now - timedelta(days=140 - 15 * number)
        search.add_synonym(session, institution_id, word, meaning, editor, at)
    for query, times in UNFOUND:
        for number in range(times):
            search.note_unfound(session, institution_id, query, now - timedelta(days=3 * (times - number)))


def _write_local_note(session: Session, places: Places, manual_id: int, by_id: int, now: datetime) -> None:
    """What is different in one centre that does the task after the master."""
    centre = places.by_name[squeeze("구름면 행정복지센터")]
    note = "구름면은 이장 회의(매월 첫째 화요일)에 나간 날을 한꺼번에 정리한다. 여행거리는 면사무소에서 잰다."
    tasks.save_note(session, manual_id, centre, Section.PROCESS, note, 0, by_id, now - timedelta(days=20))
