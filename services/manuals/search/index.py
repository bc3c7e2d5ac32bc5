"""Puts manuals into the index and takes them out.

Invariants
- A token's bit is set for exactly those manuals whose kept text has it: what is put again is taken out first.
- Writers take turns, because two manuals of one block share its rows.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from services.db import Base
from services.locks import is_postgresql, lock_subject
from services.manuals.search.bits import gather, marks_of, pack, unpack
from services.manuals.search.entries import Entry, Kept, read_kept, read_row, to_row
from services.manuals.search.hangul import to_initials, to_keys
from services.manuals.search.models import SearchBits, SearchEntry, SearchWord

_AT_ONCE, _ENTRIES_AT_ONCE = 500, 1_000


@dataclass
class _Change:
    """What comes and goes, for many manuals."""

    come: list[tuple[int, Collection[str]]] = field(default_factory=list)
    go: list[tuple[int, Collection[str]]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    def note(self, manual_id: int, old: "_Found", new: "_Found") -> None:
        self.come.append((manual_id, new.tokens - old.tokens))
        self.go.append((manual_id, old.tokens - new.tokens))
        self.words.update(new.words)
        self.words.subtract(old.words)


@dataclass(frozen=True)
class _Found:
    """What a manual is found by."""

    tokens: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()


def put_manual(session: Session, entry: Entry) -> None:
    """Makes a published manual findable as it is now."""
    put_manuals(session, [entry])


def put_manuals(session: Session, entries: Sequence[Entry]) -> None:
    """As `put_manual`, for many at once."""
    lock_subject(session, "manual search")
    old = _load_found(session, [entry.manual_id for entry in entries])
    change, rows = _Change(), []
    for entry in entries:
        row = to_row(entry)
        kept = read_kept(str(row["title"]), str(row["keywords"]), str(row["body"]))
        new = _find(kept, entry.institution_id, entry.unit_id)
        change.note(entry.manual_id, old.get(entry.manual_id, _Found()), new)
        rows.append(row)
    session.execute(delete(SearchEntry).where(SearchEntry.manual_id.in_(list(old))))
    if rows:
        session.execute(insert(SearchEntry), rows)
    _carry_out(session, change)


def remove_manual(session: Session, manual_id: int) -> None:
    """Nobody finds it any more; one that was never put is no error."""
    lock_subject(session, "manual search")
    change = _Change()
    for known, found in _load_found(session, [manual_id]).items():
        change.note(known, found, _Found())
    session.execute(delete(SearchEntry).where(SearchEntry.manual_id == manual_id))
    _carry_out(session, change)


def make_anew(session: Session) -> int:
    """Sets the bits and words of all entries anew, as they are read now; of how many manuals.

    For after an update that reads texts in another way. Who searches meanwhile finds what was found before.
    """
    lock_subject(session, "manual search")
    session.execute(delete(SearchBits))
    session.execute(delete(SearchWord))
    ids = session.scalars(select(SearchEntry.manual_id).order_by(SearchEntry.manual_id)).all()
    for some in _portions(ids, _ENTRIES_AT_ONCE):
        change = _Change()
        for manual_id, found in _load_found(session, some).items():
            change.note(manual_id, _Found(), found)
        _carry_out(session, change)
    return len(ids)


def _find(kept: Kept, institution_id: int, unit_id: int) -> _Found:
    return _Found(frozenset(kept.tokens | marks_of(institution_id, unit_id)), frozenset(kept.words))


def _load_found(session: Session, manual_ids: Sequence[int]) -> dict[int, _Found]:
    query = select(SearchEntry).where(SearchEntry.manual_id.in_(manual_ids))
    rows = session.scalars(query.execution_options(populate_existing=True)).all()
    found = {row.manual_id: _find(read_row(row), row.institution_id, row.unit_id) for row in rows}
    for row in rows:
        session.expunge(row)
    return found


def _carry_out(session: Session, change: _Change) -> None:
    _change_bits(session, gather(change.come), gather(change.go))
    _change_words(session, {word: by for word, by in change.words.items() if by})


def _change_bits(
    session: Session, come: Mapping[tuple[str, int], int], go: Mapping[tuple[str, int], int]
) -> None:
    for keys in _portions(sorted({*come, *go})):
        held = _load_bits(session, keys)
        after = {key: held.get(key, 0) & ~go.get(key, 0) | come.get(key, 0) for key in keys}
        full = [
            {"token": token, "block": block, "bits": pack(bits)}
            for (token, block), bits in after.items()
            if bits
        ]
        _upsert(session, SearchBits, full, ("bits",))
        for token, block in (key for key, bits in after.items() if not bits):
            session.execute(delete(SearchBits).where(SearchBits.token == token, SearchBits.block == block))


def _load_bits(session: Session, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    query = select(SearchBits.token, SearchBits.block, SearchBits.bits).where(
        SearchBits.token.in_(sorted({token for token, _ in keys})),
        SearchBits.block.in_({block for _, block in keys}),
    )
    return {(token, block): unpack(bits) for token, block, bits in session.execute(query)}


def _change_words(session: Session, changes: Mapping[str, int]) -> None:
    for words in _portions(sorted(changes)):
        query = select(SearchWord.word, SearchWord.uses).where(SearchWord.word.in_(words))
        held = dict(session.execute(query).all())
        after = {word: held.get(word, 0) + changes[word] for word in words}
        _upsert(session, SearchWord, [_word_row(w, uses) for w, uses in after.items() if uses > 0], ("uses",))
        gone = [word for word, uses in after.items() if uses <= 0]
        session.execute(delete(SearchWord).where(SearchWord.word.in_(gone)))


def _word_row(word: str, uses: int) -> dict[str, object]:
    keys = to_keys(word)
    return {
        "word": word,
        "keys": keys.encode(),
        "backwards": keys[::-1].encode(),
        "initials": to_initials(word).encode(),
        "uses": uses,
    }


def _upsert(
    session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]], changed: Sequence[str]
) -> None:
    if not rows:
        return
    made = (postgresql.insert if is_postgresql(session) else sqlite.insert)(table.__table__)  # type: ignore[arg-type]
    keys = [column.name for column in table.__table__.primary_key]
    statement = made.on_conflict_do_update(
        index_elements=keys, set_={name: made.excluded[name] for name in changed}
    )
    session.execute(statement, [dict(row) for row in rows])


def _portions(keys: Sequence[Any], size: int = _AT_ONCE) -> Iterator[list[Any]]:
    for start in range(0, len(keys), size):
        yield list(keys[start : start + size])
