"""Brings the library into an organisation: each manual to its department and in the hands of its lead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from services import rates
from services.clock import local_day
from services.ledger import Appender
from services.manuals import tasks, texts
from services.manuals.exchange import ManualFile
from services.manuals.starter.library import list_library
from services.manuals.starter.places import Places, load_places
from services.manuals.starter.rates import list_rates_from
from services.manuals.tasks import NewManual
from services.texts import squeeze

FIRST_LOOK = timedelta(days=30)


@dataclass(frozen=True)
class Arrival:
    """A manual on its way into an organisation; `name` makes its key, so that it comes once."""

    name: str
    unit_id: int
    owner_id: int | None
    file: ManualFile
    shared_with: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Loaded:
    """What came: ids by the name of each, those new this time, those of them whose department is not there,
    which stand at the institution itself until somebody says whose they are, and how many rates are new.
    `left_out` are those whose department has written a manual of that name itself."""

    ids: Mapping[str, int]
    new: frozenset[int]
    homeless: Sequence[ManualFile]
    left_out: Sequence[ManualFile]
    rates: int


def load_library(
    session: Session,
    ledger: Appender,
    institution_id: int,
    by_id: int,
    now: datetime,
    *,
    owners: Mapping[str, int] | None = None,
    is_indexed: bool = True,
) -> Loaded:
    """Publishes the library's manuals that are not there yet, in the name of `by_id`, and sets the rates that
    they name and nobody has set; what somebody has changed since stays as it is.

    `owners` by the manuals' slugs; the others get the lead of their department. `is_indexed` as in
    `load_arrivals`.
    Nobody here has confirmed them yet: each owner is to read and stamp her own within a month.
    """
    places = load_places(session, institution_id, local_day(now))
    arrivals, homeless = [], {}
    for manual in list_library():
        unit_id = places.find(manual.file.department)
        if unit_id is None:
            unit_id = institution_id
            homeless[manual.slug] = manual.file
        owner_id = (owners or {}).get(manual.slug) or places.lead_of(unit_id)
        shared = places.list_sharing(manual.file.shared_by) - {unit_id}
        arrivals.append(Arrival(manual.slug, unit_id, owner_id, manual.file, frozenset(shared)))
    left_out = _list_namesakes(session, institution_id, arrivals, now)
    arrivals = [arrival for arrival in arrivals if arrival not in left_out]
    ids, new = load_arrivals(session, ledger, places, arrivals, by_id, now, is_indexed=is_indexed)
    tasks.ask_to_confirm(session, new, local_day(now) + FIRST_LOOK)
    # From the year's first day on: what somebody sets later replaces it, and what was set before stays.
    begin = local_day(now).replace(month=1, day=1)
    added = rates.add_missing_rates(session, list_rates_from(begin), now)
    left = [file for slug, file in homeless.items() if ids.get(slug) in new]
    return Loaded(ids, new, left, [arrival.file for arrival in left_out], added)


def load_arrivals(
    session: Session,
    ledger: Appender,
    places: Places,
    arrivals: Sequence[Arrival],
    by_id: int,
    now: datetime,
    *,
    is_confirmed: bool = False,
    is_indexed: bool = True,
) -> tuple[Mapping[str, int], frozenset[int]]:
    """Publishes what is new of these, some thousand at most; ids by name, and those that are new.

    What is not indexed here is the caller's to index (`texts.renew_index`, `citing.note_many`).
    """
    firsts = [_to_first(places.institution_id, arrival) for arrival in arrivals]
    known = tasks.list_ids_by_key(session, [first.manual.key for first in firsts])
    ids = texts.publish_new(
        session,
        ledger,
        firsts,
        by_id,
        now,
        reason=texts.Reason.FIRST,
        is_confirmed=is_confirmed,
        is_indexed=is_indexed,
    )
    new = frozenset(ids) - set(known.values())
    # What was there keeps what people have said since about who shares it.
    pairs = zip(ids, arrivals, strict=True)
    shares = [(id_, unit_id) for id_, each in pairs if id_ in new for unit_id in sorted(each.shared_with)]
    tasks.share_many(session, shares)
    return dict(zip((arrival.name for arrival in arrivals), ids, strict=True)), new


def _list_namesakes(
    session: Session, institution_id: int, arrivals: Sequence[Arrival], now: datetime
) -> list[Arrival]:
    """Those that would be the second of their name in their department, because people have written one."""
    ids = tasks.list_ids(session, tasks.Filter(institution_id), now)
    held = {(view.unit_id, squeeze(view.title)) for view in tasks.list_by_id(session, ids, now)}
    here = [arrival for arrival in arrivals if (arrival.unit_id, squeeze(arrival.file.title)) in held]
    keys = [_key(institution_id, arrival) for arrival in here]
    came = tasks.list_ids_by_key(session, keys)
    return [arrival for arrival, key in zip(here, keys, strict=True) if key not in came]


def _key(institution_id: int, arrival: Arrival) -> bytes:
    return sha256(f"starter {institution_id} {arrival.name}".encode()).digest()[:16]


def _to_first(institution_id: int, arrival: Arrival) -> texts.FirstText:
    file = arrival.file
    manual = NewManual(
        _key(institution_id, arrival),
        arrival.unit_id,
        file.title,
        arrival.owner_id,
        keywords=file.keywords,
        months=file.season,
        review_months=file.review_months,
        institution_id=institution_id,
    )
    return texts.FirstText(manual, file.sections)
