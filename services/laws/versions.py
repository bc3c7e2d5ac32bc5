"""Which version of a law is in force on a day, which will be, and what is known of it.

Of those that are in force the one that was promulgated last holds: its text has in it what was promulgated
before, also what comes into force later (건축법 of 2025-08-26, in force from 2026-02-27, is part of the text
of 2025-10-01, in force at once). A version that a later one has overtaken so is never in force by itself.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.errors import NotFound
from services.laws.models import Law, LawAnnex, LawName, LawVersion
from services.laws.places import law_key
from services.texts import N_


@dataclass(frozen=True)
class VersionView:
    """One promulgation of a law."""

    id: int
    law_id: int
    title: str
    promulgated_on: date
    promulgation_number: str
    in_force_on: date
    source: str

    @property
    def order(self) -> tuple[date, int, str, date]:
        """Where it stands among the versions of its law."""
        number = self.promulgation_number
        return self.promulgated_on, int(number) if number.isdecimal() else 0, number, self.in_force_on


@dataclass(frozen=True)
class AnnexView:
    label: str
    title: str
    link: str


@dataclass(frozen=True)
class LawView:
    """A law with all its versions, the oldest first, and its short names."""

    id: int
    number: str
    title: str
    kind: str
    ministry: str
    versions: tuple[VersionView, ...]
    short_names: tuple[str, ...]

    def in_force(self, on: date) -> VersionView | None:
        return find_in_force(self.versions, on)

    def upcoming(self, on: date) -> list[VersionView]:
        return list_upcoming(self.versions, on)


def find_in_force(versions: Sequence[VersionView], on: date) -> VersionView | None:
    """Of a law's versions the one in force on a day; None before the first."""
    in_force = [version for version in versions if version.in_force_on <= on]
    return max(in_force, key=lambda version: version.order, default=None)


def list_upcoming(versions: Sequence[VersionView], on: date) -> list[VersionView]:
    """Those that will come into force after a day, in that order."""
    held = find_in_force(versions, on)
    later = [
        version
        for version in versions
        if version.in_force_on > on and (held is None or version.order > held.order)
    ]
    return sorted(later, key=lambda version: (version.in_force_on, version.order))


def list_laws(session: Session) -> list[LawView]:
    """Every law, by title, in three statements."""
    return list(load_laws(session, None).values())


def load_laws(session: Session, law_ids: Collection[int] | None) -> dict[int, LawView]:
    """Laws by id, None for all of them."""
    laws = select(Law).order_by(Law.title, Law.id)
    versions = select(LawVersion)
    names = select(LawName).where(LawName.is_short).order_by(LawName.name)
    if law_ids is not None:
        laws = laws.where(Law.id.in_(law_ids))
        versions = versions.where(LawVersion.law_id.in_(law_ids))
        names = names.where(LawName.law_id.in_(law_ids))
    held: dict[int, list[VersionView]] = {}
    for row in session.scalars(versions):
        held.setdefault(row.law_id, []).append(to_version(row))
    short: dict[int, list[str]] = {}
    for name in session.scalars(names):
        short.setdefault(name.law_id, []).append(name.name)
    return {
        row.id: LawView(
            id=row.id,
            number=row.number,
            title=row.title,
            kind=row.kind,
            ministry=row.ministry,
            versions=tuple(sorted(held.get(row.id, []), key=lambda version: version.order)),
            short_names=tuple(short.get(row.id, [])),
        )
        for row in session.scalars(laws)
    }


def get_law(session: Session, law_id: int) -> LawView:
    """Raises: NotFound `law_not_found`."""
    found = load_laws(session, [law_id]).get(law_id)
    if found is None:
        raise NotFound("law_not_found", N_("가져온 법령이 아니에요."))
    return found


def list_in_force_between(session: Session, from_on: date, until_on: date) -> list[VersionView]:
    """Versions that came, or will come, into force from one day to another."""
    query = select(LawVersion).where(LawVersion.in_force_on.between(from_on, until_on))
    return [to_version(row) for row in session.scalars(query.order_by(LawVersion.in_force_on, LawVersion.id))]


def find_law_ids(session: Session, titles: Collection[str]) -> Mapping[str, int]:
    """Which laws are known here, by `law_key` of the titles, numbers or short names that were asked for."""
    keys = {law_key(title) for title in titles}
    if not keys:
        return {}
    rows = session.execute(select(LawName.key, LawName.law_id).where(LawName.key.in_(keys)))
    known = dict(rows.all())
    numbers = session.execute(select(Law.number, Law.id).where(Law.number.in_(keys - known.keys())))
    return known | dict(numbers.all())


def list_annexes(session: Session, version_id: int) -> list[AnnexView]:
    query = select(LawAnnex).where(LawAnnex.version_id == version_id).order_by(LawAnnex.position)
    return [AnnexView(row.label, row.title, row.link) for row in session.scalars(query)]


def count_laws(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Law)) or 0


def to_version(row: LawVersion) -> VersionView:
    return VersionView(**{name: getattr(row, name) for name in VersionView.__dataclass_fields__})
