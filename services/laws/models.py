"""Tables of laws: every promulgated version with its articles, and files that wait to be taken in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_TITLE, LONGEST_HEADING, LONGEST_SHORT, LONGEST_LINK, LONGEST_FILENAME = 200, 300, 60, 500, 200
_LAW, _VERSION, _STAFF = "laws.id", "law_versions.id", "staff.id"


class Law(Base):
    """A law under the number that it keeps for life; all else is as its newest version says."""

    __tablename__ = "laws"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    kind: Mapped[str] = mapped_column(String(40))
    ministry: Mapped[str] = mapped_column(String(LONGEST_TITLE))


class LawName(Base):
    """What a law is called: its titles, and short names that editors give it. `key` is how it is compared."""

    __tablename__ = "law_names"
    __table_args__ = (Index("ix_law_names_law", "law_id"),)

    key: Mapped[str] = mapped_column(String(LONGEST_TITLE), primary_key=True)
    law_id: Mapped[int] = mapped_column(ForeignKey(_LAW))
    name: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    is_short: Mapped[bool]


class LawVersion(Base):
    """A law as one promulgation made it; one that comes into force in steps has a text for each of them.

    `sha256` is of all that it says.
    """

    __tablename__ = "law_versions"
    __table_args__ = (
        UniqueConstraint(
            "law_id",
            "promulgated_on",
            "promulgation_number",
            "in_force_on",
            name="uq_law_versions_promulgation",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    law_id: Mapped[int] = mapped_column(ForeignKey(_LAW))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    promulgated_on: Mapped[date]
    promulgation_number: Mapped[str] = mapped_column(String(20))
    in_force_on: Mapped[date]
    source: Mapped[str] = mapped_column(String(LONGEST_LINK))
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey(_STAFF))


class LawArticle(Base):
    """An article of a version, or an addendum (`article` counts those). `sha256` is of what it says."""

    __tablename__ = "law_articles"
    __table_args__ = (
        CheckConstraint("part IN ('main', 'addendum')", name="part"),
        UniqueConstraint("version_id", "part", "article", "branch"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(_VERSION))
    position: Mapped[int]
    part: Mapped[str] = mapped_column(String(8))
    article: Mapped[int]
    branch: Mapped[int]
    chapter: Mapped[str] = mapped_column(String(LONGEST_HEADING))
    heading: Mapped[str] = mapped_column(String(LONGEST_HEADING))
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))


class LawAnnex(Base):
    """A table or form at the end of a version: what it is called, and where the ministry keeps it."""

    __tablename__ = "law_annexes"

    version_id: Mapped[int] = mapped_column(ForeignKey(_VERSION), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(LONGEST_HEADING))
    link: Mapped[str] = mapped_column(String(LONGEST_LINK))


class LawUpload(Base):
    """Files that somebody has uploaded: looked at first, taken in once. `content` is empty after that."""

    __tablename__ = "law_uploads"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    filename: Mapped[str] = mapped_column(String(LONGEST_FILENAME))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    planned_at: Mapped[datetime]
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(_STAFF))
    applied_at: Mapped[datetime | None]
    versions: Mapped[int | None]
    flags: Mapped[int | None]
