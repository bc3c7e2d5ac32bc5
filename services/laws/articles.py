"""Articles as people read them: the text in force on a day, and what is known of another one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.laws.models import LawArticle
from services.laws.places import Place, law_key
from services.laws.structure import Line, read_lines
from services.laws.versions import LawView, VersionView, find_law_ids, load_laws

MAIN, ADDENDUM = "main", "addendum"
DELETED = "삭제"


@dataclass(frozen=True)
class ArticleHead:
    """An article as lists show it."""

    part: str
    article: int
    branch: int
    chapter: str
    heading: str
    is_deleted: bool

    @property
    def place(self) -> Place:
        return Place(self.article, self.branch)


@dataclass(frozen=True)
class ArticleView:
    """An article of one version; `in_force` is whether that was in force on the day that was asked about."""

    law_id: int
    law_title: str
    version: VersionView
    in_force: bool
    part: str
    article: int
    branch: int
    chapter: str
    heading: str
    text: str
    sha256: bytes

    @property
    def place(self) -> Place:
        return Place(self.article, self.branch)

    @property
    def lines(self) -> list[Line]:
        return read_lines(self.place, self.text)


def find_article(session: Session, law: int | str, article: int, branch: int, on: date) -> ArticleView | None:
    """The text in force on a day; if there is none, that of the next version that has one.

    `law` is an id, a title, a short name or the law's number.
    """
    law_id = law if isinstance(law, int) else find_law_ids(session, [law]).get(law_key(law))
    view = load_laws(session, [law_id]).get(law_id) if law_id is not None else None
    if view is None:
        return None
    held = view.in_force(on)
    for version in [*([held] if held else []), *view.upcoming(on)]:
        row = _find_row(session, version.id, article, branch)
        if row is not None:
            return _to_view(row, view, version, in_force=version == held)
    return None


def list_article_versions(session: Session, law: LawView, article: int, branch: int) -> list[ArticleView]:
    """One article in all versions that have it, the oldest first."""
    query = select(LawArticle).where(
        LawArticle.version_id.in_([version.id for version in law.versions]),
        LawArticle.part == MAIN,
        LawArticle.article == article,
        LawArticle.branch == branch,
    )
    rows = {row.version_id: row for row in session.scalars(query)}
    return [
        _to_view(rows[version.id], law, version, in_force=False)
        for version in law.versions
        if version.id in rows
    ]


def list_heads(session: Session, version_id: int) -> list[ArticleHead]:
    """The contents of a version in its order, the addenda last."""
    query = (
        select(
            LawArticle.part,
            LawArticle.article,
            LawArticle.branch,
            LawArticle.chapter,
            LawArticle.heading,
            LawArticle.text.like(f"{DELETED} %") | LawArticle.text.in_(["", DELETED]),
        )
        .where(LawArticle.version_id == version_id)
        .order_by(LawArticle.position)
    )
    return [ArticleHead(*row[:5], bool(row[5])) for row in session.execute(query)]


def list_places(session: Session, version_ids: Collection[int]) -> dict[int, list[Place]]:
    """Which articles some versions have, in one statement."""
    query = select(LawArticle.version_id, LawArticle.article, LawArticle.branch).where(
        LawArticle.version_id.in_(version_ids), LawArticle.part == MAIN
    )
    found: dict[int, list[Place]] = {}
    for version_id, article, branch in session.execute(query):
        found.setdefault(version_id, []).append(Place(article, branch))
    return found


def load_articles(
    session: Session, law: LawView, version: VersionView, places: Collection[Place] | None = None
) -> list[ArticleView]:
    """The articles of a version in its order, without addenda; those of some places alone if asked for."""
    query = (
        select(LawArticle)
        .where(LawArticle.version_id == version.id, LawArticle.part == MAIN)
        .order_by(LawArticle.position)
    )
    if places is not None:
        query = query.where(LawArticle.article.in_({place.article for place in places}))
    rows = session.scalars(query)
    wanted = None if places is None else {place.whole_article for place in places}
    return [
        _to_view(row, law, version, in_force=False)
        for row in rows
        if wanted is None or Place(row.article, row.branch) in wanted
    ]


def load_addendum(session: Session, law: LawView, version: VersionView, number: int) -> ArticleView | None:
    query = select(LawArticle).where(
        LawArticle.version_id == version.id, LawArticle.part == ADDENDUM, LawArticle.article == number
    )
    row = session.scalar(query)
    return _to_view(row, law, version, in_force=False) if row else None


def neighbours(heads: Sequence[ArticleHead], place: Place) -> tuple[Place | None, Place | None]:
    """The articles before and after one, in the order of the law."""
    places = [head.place for head in heads if head.part == MAIN]
    if place not in places:
        return None, None
    at = places.index(place)
    return places[at - 1] if at else None, places[at + 1] if at + 1 < len(places) else None


def _find_row(session: Session, version_id: int, article: int, branch: int) -> LawArticle | None:
    query = select(LawArticle).where(
        LawArticle.version_id == version_id,
        LawArticle.part == MAIN,
        LawArticle.article == article,
        LawArticle.branch == branch,
    )
    return session.scalar(query)


def _to_view(row: LawArticle, law: LawView, version: VersionView, *, in_force: bool) -> ArticleView:
    return ArticleView(
        law_id=law.id,
        law_title=version.title,
        version=version,
        in_force=in_force,
        part=row.part,
        article=row.article,
        branch=row.branch,
        chapter=row.chapter,
        heading=row.heading,
        text=row.text,
        sha256=row.sha256,
    )
