"""Synonyms that editors keep: who searches for one word means another one as well.

A pair holds from the day it was entered to the day it was ended; both stay in the list.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.locks import lock_subject
from services.manuals.search.models import LONGEST_WORD, Synonym
from services.manuals.search.words import SHORTEST_WORD, squeeze, tidy
from services.texts import N_

MOST_SYNONYMS = 5_000
_MEANINGS = select(Synonym.word, Synonym.meaning).where(
    Synonym.word.in_(bindparam("words", expanding=True)), Synonym.ends_on.is_(None)
)
_OWN_MEANINGS = _MEANINGS.where(Synonym.institution_id == bindparam("institution_id"))


@dataclass(frozen=True)
class SynonymView:
    id: int
    word: str
    meaning: str
    from_on: date
    ends_on: date | None
    by_id: int | None


def add_synonym(
    session: Session, institution_id: int, word: str, meaning: str, by_id: int | None, now: datetime
) -> SynonymView:
    """Enters a pair, which holds from today on; one that holds already is given back.

    Raises: Invalid with each wrong field; Conflict `too_many_synonyms`.
    """
    word, meaning = squeeze(tidy(word)), squeeze(tidy(meaning))
    if wrong := _find_wrong(word, meaning):
        raise Invalid("invalid_synonym", fields=wrong)
    lock_subject(session, f"synonyms {institution_id}")
    held = [view for view in list_synonyms(session, institution_id) if view.ends_on is None]
    for view in held:
        if (view.word, view.meaning) == (word, meaning):
            return view
    if len(held) >= MOST_SYNONYMS:
        raise Conflict("too_many_synonyms", N_("유의어가 너무 많아요. 쓰지 않는 것을 끝내 주세요."))
    today = local_day(now)
    row = _find_of_today(session, institution_id, word, meaning, today)
    if row is None:
        row = Synonym(institution_id=institution_id, word=word, meaning=meaning, from_on=today, by_id=by_id)
        session.add(row)
    row.ends_on = None
    session.flush()
    return _view(row)


def end_synonym(session: Session, institution_id: int, synonym_id: int, now: datetime) -> SynonymView:
    """The pair holds no more from now on. Raises: NotFound `synonym_not_found`."""
    row = session.get(Synonym, synonym_id)
    if row is None or row.institution_id != institution_id:
        raise NotFound("synonym_not_found", N_("그런 유의어가 없어요."))
    if row.ends_on is None:
        row.ends_on = local_day(now)
        session.flush()
    return _view(row)


def list_synonyms(session: Session, institution_id: int) -> list[SynonymView]:
    """All pairs of an institution, by word; those that were ended come last."""
    query = select(Synonym).where(Synonym.institution_id == institution_id)
    views = [_view(row) for row in session.scalars(query)]
    return sorted(views, key=lambda view: (view.ends_on is not None, view.word, view.meaning, view.id))


def find_meanings(
    session: Session, institution_id: int | None, words: Collection[str]
) -> dict[str, list[str]]:
    """What those of the words that have synonyms mean as well; the pairs of all where none is named."""
    statement = _MEANINGS if institution_id is None else _OWN_MEANINGS
    rows = session.execute(statement, {"words": list(words), "institution_id": institution_id})
    found: dict[str, list[str]] = {}
    for word, meaning in sorted({(word, meaning) for word, meaning in rows}):
        found.setdefault(word, []).append(meaning)
    return found


def _find_of_today(
    session: Session, institution_id: int, word: str, meaning: str, today: date
) -> Synonym | None:
    return session.scalar(
        select(Synonym).where(
            Synonym.institution_id == institution_id,
            Synonym.word == word,
            Synonym.meaning == meaning,
            Synonym.from_on == today,
        )
    )


def _view(row: Synonym) -> SynonymView:
    return SynonymView(row.id, row.word, row.meaning, row.from_on, row.ends_on, row.by_id)


def _find_wrong(word: str, meaning: str) -> dict[str, str]:
    sentence = N_("두 글자에서 스무 글자까지 적어 주세요.")
    sizes = {"word": len(word), "meaning": len(meaning)}
    wrong = {name: sentence for name, size in sizes.items() if not SHORTEST_WORD <= size <= LONGEST_WORD}
    if not wrong and word == meaning:
        wrong["meaning"] = N_("서로 다른 두 낱말을 적어 주세요.")
    return wrong
