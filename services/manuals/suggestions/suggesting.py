"""Which manual fits what somebody is doing now; each suggestion says why.

What she is doing is handed in: the purpose of her trip, her plan of the day, the page she is on. Nothing of
what she has read is known here, and nothing is kept of what was suggested.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.manuals import search, tasks, use
from services.manuals.citing.models import LawFlag, ManualCitation
from services.manuals.search import Query
from services.manuals.tasks import ManualView
from services.manuals.tasks.models import Manual, ManualMark
from services.manuals.tips import Asked
from services.texts import N_

MOST, MOST_OF_A_KIND = 6, 2
MOST_TOPICS = 6
# How much of what she does the name of a manual has to say, by the length of the words.
ENOUGH = 0.34
ONE_MONTH_BACK = 12


class Why(StrEnum):
    LAW = "law"
    TRIP = "trip"
    PLAN = "plan"
    PAGE = "page"
    REVIEW = "review"
    SEASON = "season"
    LAST_YEAR = "last_year"
    DUTY = "duty"


SENTENCES: Mapping[Why, str] = {
    Why.LAW: N_("근거 법령 개정: %(law)s"),
    Why.TRIP: N_("출장 목적과 관련돼요: %(said)s"),
    Why.PLAN: N_("오늘 계획과 관련돼요: %(said)s"),
    Why.PAGE: N_("지금 하는 일과 관련돼요"),
    Why.REVIEW: N_("아직 맞는지 확인할 때예요"),
    Why.SEASON: N_("%(month)s월에 하는 우리 부서 업무예요"),
    Why.LAST_YEAR: N_("작년 이맘때 많이 봤어요"),
    Why.DUTY: N_("내 담당 업무예요"),
}


@dataclass(frozen=True)
class Topic:
    """Something that she is doing: `words` are searched for, `said` is how the reason names it."""

    why: Why
    words: str
    said: str = ""


@dataclass(frozen=True)
class Doing:
    """Who it is, and what she is doing, the nearest first."""

    staff_id: int
    topics: Sequence[Topic] = ()


@dataclass(frozen=True)
class Suggestion:
    """`sentence` says why, with the places of `facts` filled in by the web."""

    manual_id: int
    title: str
    unit_name: str
    why: Why
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return SENTENCES[self.why]


def suggest(session: Session, doing: Doing, now: datetime, most: int = MOST) -> list[Suggestion]:
    """What fits now, the most pressing first, each manual once and at most two for the same reason: a second
    one only where no other reason wants its place."""
    person = people.find_person(session, doing.staff_id, local_day(now))
    if person is None:
        return []
    line = people.list_line(session, person.unit_id, local_day(now))
    taken = _take(_find_all(session, doing, line, now), most)
    return [_to_view(manual, *taken[manual.id]) for manual in tasks.list_by_id(session, list(taken), now)]


_Found = tuple[int, Why, Mapping[str, str]]


def _take(found: Iterator[_Found], most: int) -> dict[int, tuple[Why, Mapping[str, str]]]:
    """Stops to look as soon as there are reasons enough."""
    kept: dict[int, tuple[Why, Mapping[str, str]]] = {}
    further: dict[int, int] = {}
    of_kind: Counter[Why] = Counter()
    for manual_id, why, facts in found:
        if manual_id not in kept and of_kind[why] < MOST_OF_A_KIND:
            kept[manual_id], further[manual_id] = (why, facts), of_kind[why]
            of_kind[why] += 1
        if len(of_kind) == most:
            break
    chosen = sorted(kept, key=further.__getitem__)[:most]
    return {manual_id: reason for manual_id, reason in kept.items() if manual_id in chosen}


def _find_all(
    session: Session, doing: Doing, line: Sequence[people.UnitAbove], now: datetime
) -> Iterator[_Found]:
    """Open and published ones, the most pressing first."""
    # Who has no unit finds nothing by words: without an institution a search would be one of all of them.
    institution_id = people.institution_of(line) if line else 0
    units = [unit.id for unit in line if unit.kind is not people.UnitKind.INSTITUTION]
    here = [topic for topic in doing.topics if topic.why is not Why.PLAN]
    yield from _by_topics(session, here, institution_id)
    yield from _by_law(session, doing.staff_id)
    yield from _by_topics(session, [t for t in doing.topics if t.why is Why.PLAN], institution_id)
    yield from _by_review(session, doing.staff_id, now)
    yield from _by_season(session, units, now)
    yield from _by_duty(session, doing.staff_id)


def _by_topics(session: Session, topics: Sequence[Topic], institution_id: int) -> Iterator[_Found]:
    of_kind: dict[Why, set[int]] = {}
    for topic in topics[:MOST_TOPICS]:
        asked, known = Asked(topic.words), of_kind.setdefault(topic.why, set())
        if not asked.words or len(known) >= MOST_OF_A_KIND:
            continue
        hits = search.search(
            session, Query(" ".join(word.text for word in asked.words), institution_id)
        ).hits[:MOST_OF_A_KIND]
        keywords = _keywords_of(session, [hit.manual_id for hit in hits])
        for hit in hits:
            name = f"{hit.title_text} {keywords.get(hit.manual_id, '')}"
            if asked.share_in(name) >= ENOUGH:
                known.add(hit.manual_id)
                yield hit.manual_id, topic.why, {"said": topic.said or topic.words}


def _keywords_of(session: Session, manual_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(select(Manual.id, Manual.keywords).where(Manual.id.in_(manual_ids)))
    return {manual_id: " ".join(words) for manual_id, words in rows}


def _by_law(session: Session, staff_id: int) -> Iterator[_Found]:
    """The newest open flag of each manual that she looks after, watches or keeps, the newest first."""
    marked = select(ManualMark.manual_id).where(ManualMark.staff_id == staff_id)
    hers = select(Manual.id).where(Manual.owner_id == staff_id).union(marked)
    newest = (
        select(func.max(LawFlag.id))
        .join(Manual, Manual.id == LawFlag.manual_id)
        .where(LawFlag.manual_id.in_(hers), LawFlag.cleared_at.is_(None), Manual.is_open, Manual.number > 0)
        .group_by(LawFlag.manual_id)
        .order_by(func.max(LawFlag.id).desc())
        .limit(MOST_OF_A_KIND)
    )
    query = (
        select(LawFlag.manual_id, ManualCitation.law_title, LawFlag.place)
        .join(
            ManualCitation,
            (ManualCitation.manual_id == LawFlag.manual_id)
            & (ManualCitation.law_id == LawFlag.law_id)
            & (ManualCitation.place == LawFlag.place),
        )
        .where(LawFlag.id.in_(newest))
        .order_by(LawFlag.id.desc())
    )
    for manual_id, title, place in session.execute(query):
        yield manual_id, Why.LAW, {"law": f"{title} {place}".strip()}


def _by_review(session: Session, staff_id: int, now: datetime) -> Iterator[_Found]:
    due = Manual.review_by <= local_day(now) + timedelta(days=14)
    query = (
        select(Manual.id)
        .where(Manual.owner_id == staff_id, Manual.is_open, Manual.number > 0, due)
        .order_by(Manual.review_by, Manual.id)
        .limit(MOST_OF_A_KIND)
    )
    yield from ((manual_id, Why.REVIEW, {}) for manual_id in session.scalars(query))


def _by_season(session: Session, unit_ids: Sequence[int], now: datetime) -> Iterator[_Found]:
    """What her units do in this month, and what was read most in it last year."""
    if not unit_ids:
        return
    today = local_day(now)
    wanted = tasks.Filter(unit_ids=unit_ids, month=today.month)
    for manual in tasks.list_manuals(session, wanted, now, size=2 * MOST_OF_A_KIND).manuals:
        if manual.is_published:
            yield manual.id, Why.SEASON, {"month": str(today.month)}
    last_year = tasks.add_months(today.replace(day=1), -ONE_MONTH_BACK)
    for manual_id, _ in use.list_read(session, last_year, MOST_OF_A_KIND, unit_ids=unit_ids):
        yield manual_id, Why.LAST_YEAR, {}


def _by_duty(session: Session, staff_id: int) -> Iterator[_Found]:
    query = select(Manual.id).where(Manual.owner_id == staff_id, Manual.is_open, Manual.number > 0)
    ids = session.scalars(query.order_by(Manual.title, Manual.id).limit(MOST_OF_A_KIND))
    yield from ((manual_id, Why.DUTY, {}) for manual_id in ids)


def _to_view(manual: ManualView, why: Why, facts: Mapping[str, str]) -> Suggestion:
    return Suggestion(manual.id, manual.title, manual.unit_name, why, facts)
