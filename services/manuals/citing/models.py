"""Tables of what manuals cite, and of what has changed there."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.db import Base, BigId

LONGEST_KEY, LONGEST_PLACE = 200, 100
_OPEN = text("cleared_at IS NULL")
_KNOWN, _UNKNOWN = text("law_id IS NOT NULL"), text("law_id IS NULL")


class ManualCitation(Base):
    """A place of a law that a published manual cites; `place` is empty where it cites the law as a whole.

    `version_id` is the text that its owner had before her, null as long as the law is not known here.
    """

    __tablename__ = "manual_citations"
    __table_args__ = (
        # Only of known laws: else SQLite looks for a new law's citations among all that cite an unknown one.
        Index(
            "ix_manual_citations_law",
            "law_id",
            "version_id",
            "place",
            sqlite_where=_KNOWN,
            postgresql_where=_KNOWN,
        ),
        Index("ix_manual_citations_unknown", "law_key", sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN),
    )

    manual_id: Mapped[int] = mapped_column(ForeignKey("manuals.id"), primary_key=True)
    law_key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE), primary_key=True)
    law_title: Mapped[str] = mapped_column(String(LONGEST_KEY))
    law_id: Mapped[int | None] = mapped_column(ForeignKey("laws.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("law_versions.id"))
    noted_on: Mapped[date]


class LawFlag(Base):
    """A place that a manual cites says something else in a newer version, until its owner has looked."""

    __tablename__ = "law_flags"
    __table_args__ = (
        UniqueConstraint("manual_id", "place", "version_id"),
        Index("ix_law_flags_open", "manual_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_law_flags_version", "version_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    manual_id: Mapped[int] = mapped_column(ForeignKey("manuals.id"))
    law_id: Mapped[int] = mapped_column(ForeignKey("laws.id"))
    place: Mapped[str] = mapped_column(String(LONGEST_PLACE))
    from_version_id: Mapped[int] = mapped_column(ForeignKey("law_versions.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("law_versions.id"))
    flagged_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
