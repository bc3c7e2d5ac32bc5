"""A law as a page: the version that is shown, its contents by chapter, and where its articles lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from services import laws
from services.laws import AnnexView, ArticleHead, ArticleView, LawView, Level, Line, Place, VersionView
from services.manuals import citing


@dataclass(frozen=True)
class Chapter:
    title: str
    articles: tuple[ArticleHead, ...]


@dataclass(frozen=True)
class LawPage:
    """`version` is the one that is shown, None for a law of which nothing is in force yet."""

    law: LawView
    version: VersionView
    is_held: bool
    upcoming: tuple[VersionView, ...]
    chapters: tuple[Chapter, ...]
    addenda: tuple[ArticleHead, ...]
    annexes: tuple[AnnexView, ...]


@dataclass(frozen=True)
class ShownLine:
    """A line of an article with its citations as links; `name` is where links to it lead."""

    name: str
    level: Level
    html: Markup


@dataclass(frozen=True)
class ArticlePage:
    law: LawView
    article: ArticleView
    is_held: bool
    lines: tuple[ShownLine, ...]
    before: Place | None
    after: Place | None
    # Versions in which this article says something else than in the one before, the newest first.
    history: tuple[ArticleView, ...]
    later: ArticleView | None


def load_law_page(session: Session, law_id: int, version_id: int | None, on: date) -> LawPage:
    """Raises: NotFound `law_not_found`, `law_version_not_found`."""
    law = laws.get_law(session, law_id)
    version = choose_version(law, version_id, on)
    heads = laws.list_heads(session, version.id)
    return LawPage(
        law=law,
        version=version,
        is_held=version == law.in_force(on),
        upcoming=tuple(law.upcoming(on)),
        chapters=tuple(_group([head for head in heads if head.part == laws.MAIN])),
        addenda=tuple(reversed([head for head in heads if head.part == laws.ADDENDUM])),
        annexes=tuple(laws.list_annexes(session, version.id)),
    )


def choose_version(law: LawView, version_id: int | None, on: date) -> VersionView:
    """The version that was asked for; else the one in force, else the next one."""
    if version_id is not None:
        return laws.get_version(law, version_id)
    return law.in_force(on) or law.upcoming(on)[0]


def load_article_page(
    session: Session, law_id: int, place: Place, version_id: int | None, on: date
) -> ArticlePage | None:
    """None when no version that is asked for has the article."""
    law = laws.get_law(session, law_id)
    versions = laws.list_article_versions(session, law, place.article, place.branch)
    shown = _choose_article(law, versions, version_id, on)
    if shown is None:
        return None
    heads = laws.list_heads(session, shown.version.id)
    before, after = laws.neighbours(heads, place)
    upcoming = [version.id for version in law.upcoming(on)]
    later = [view for view in versions if view.version.id in upcoming and view.sha256 != shown.sha256]
    return ArticlePage(
        law=law,
        article=shown,
        is_held=shown.version == law.in_force(on),
        lines=tuple(show_lines(session, shown, on)),
        before=before,
        after=after,
        history=tuple(_list_changes(versions)),
        later=later[0] if later and shown.version == law.in_force(on) else None,
    )


def show_lines(session: Session, article: ArticleView, on: date) -> list[ShownLine]:
    """Each line once under its name, with links to other articles."""
    linker = citing.Linker(session, [article.text], on, article.law_title)
    named: set[str] = set()
    shown = []
    for line in article.lines:
        name = citing.name_of(line.place) if line.place != article.place else ""
        shown.append(ShownLine("" if name in named else name, line.level, _to_html(line, linker)))
        named.add(name)
    return shown


def _to_html(line: Line, linker: citing.Linker) -> Markup:
    if line.level is Level.BOX:
        return escape(line.text)
    parts, at = [], 0
    for link in linker.in_article(line.text, line.place):
        if link.path is None:
            continue
        parts += [escape(line.text[at : link.start])]
        words = escape(line.text[link.start : link.end])
        parts += [Markup('<a href="{}">{}</a>').format(link.path, words)]
        at = link.end
    return Markup("").join([*parts, escape(line.text[at:])])


def _choose_article(
    law: LawView, versions: Sequence[ArticleView], version_id: int | None, on: date
) -> ArticleView | None:
    by_version = {view.version.id: view for view in versions}
    if version_id is not None:
        return by_version.get(laws.get_version(law, version_id).id)
    held = law.in_force(on)
    ahead = [*([held] if held else []), *law.upcoming(on)]
    return next((by_version[version.id] for version in ahead if version.id in by_version), None)


def _list_changes(versions: Sequence[ArticleView]) -> list[ArticleView]:
    changed = [
        view
        for before, view in zip([None, *versions], versions, strict=False)
        if before is None or before.sha256 != view.sha256
    ]
    return changed[::-1]


def _group(heads: Sequence[ArticleHead]) -> list[Chapter]:
    chapters: list[Chapter] = []
    for head in heads:
        if chapters and chapters[-1].title == head.chapter:
            chapters[-1] = Chapter(head.chapter, (*chapters[-1].articles, head))
        else:
            chapters.append(Chapter(head.chapter, (head,)))
    return chapters
