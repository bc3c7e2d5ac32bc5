"""Tables of search: the texts that are found, the bits that find them, the words that are known."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_TITLE, LONGEST_TOKEN, LONGEST_WORD, LONGEST_QUERY = 200, 24, 20, 100


class SearchEntry(Base):
    """What search holds of one manual. It is made from the published text and can be made anew at any time.

    `body` has a line for each line of the sections, `<section>\\t<text>`; `names` the title and the keywords
    as they are compared, a line each, in small letters without spaces.
    """

    __tablename__ = "manual_search_entries"
    __table_args__ = (Index("ix_manual_search_entries_institution", "institution_id"),)

    manual_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    institution_id: Mapped[int]
    unit_id: Mapped[int]
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    keywords: Mapped[str] = mapped_column(Text)
    names: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    updated_on: Mapped[date]


class SearchBits(Base):
    """Which manuals of a block of ids hold a token: one bit for each, squeezed by zlib."""

    __tablename__ = "manual_search_bits"

    token: Mapped[str] = mapped_column(String(LONGEST_TOKEN), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    bits: Mapped[bytes] = mapped_column(LargeBinary)


class SearchWord(Base):
    """A word that some manuals are known by, whosever they are; for what is half typed, mistyped or initials
    alone. Which manuals these are say the bits of its token.

    `keys` are the keys of a Korean keyboard that write it, `backwards` the same from the end, `initials` the
    keys of its initial consonants: bytes, because both databases sort them alike. `uses` counts manuals.
    """

    __tablename__ = "manual_search_words"
    __table_args__ = (
        Index("ix_manual_search_words_keys", "keys"),
        Index("ix_manual_search_words_backwards", "backwards"),
        Index("ix_manual_search_words_initials", "initials"),
    )

    word: Mapped[str] = mapped_column(String(LONGEST_WORD), primary_key=True)
    keys: Mapped[bytes] = mapped_column(LargeBinary(80))
    backwards: Mapped[bytes] = mapped_column(LargeBinary(80))
    initials: Mapped[bytes] = mapped_column(LargeBinary(20))
    uses: Mapped[int]


class Synonym(Base):
    """Who searches for `word` means `meaning` as well, from a day on and up to a day."""

    __tablename__ = "manual_synonyms"
    __table_args__ = (
        UniqueConstraint("institution_id", "word", "meaning", "from_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= from_on", name="days"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    word: Mapped[str] = mapped_column(String(LONGEST_WORD))
    meaning: Mapped[str] = mapped_column(String(LONGEST_WORD))
    from_on: Mapped[date]
    ends_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))


class UnfoundQuery(Base):
    """What was searched for and not found: how often and when last, never by whom."""

    __tablename__ = "manual_unfound_queries"
    __table_args__ = (Index("ix_manual_unfound_queries_last", "institution_id", "last_on"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    query: Mapped[str] = mapped_column(String(LONGEST_QUERY), primary_key=True)
    times: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    answered_at: Mapped[datetime | None]
