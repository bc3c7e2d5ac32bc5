"""Laws as everybody reads them, kept on the phone: the list, a law, an article, two versions side by side."""

from flask import Blueprint, render_template

from services import laws
from services.clock import local_day
from services.errors import NotFound
from services.laws import Place, law_key
from services.manuals import citing
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked, asked_number
from webapp.pages.laws import words
from webapp.pages.laws.law_page import load_article_page, load_law_page
from webapp.pages.manuals.institution import find_workplace

blueprint = Blueprint("laws", __name__)


@blueprint.get("/laws")
@signed_in
def list_laws() -> str:
    typed, person = asked("q"), current_person()
    with db().reading() as session:
        found = laws.list_laws(session)
        place = find_workplace(session, person.unit_id, now())
        mine = citing.list_flagged(session, person.staff_id, institution_id=place.institution_id)
    key = law_key(typed)
    if key:
        found = [law for law in found if any(key in law_key(n) for n in (law.title, *law.short_names))]
    return render_template(
        "laws/laws.html",
        laws=found,
        typed=typed,
        changed=mine.total,
        may_take=bool(person.roles & {"administrator", "manual_editor"}),
        today=local_day(now()),
        words=words,
    )


@blueprint.get("/laws/<id:law_id>")
@signed_in
def show_law(law_id: int) -> str:
    today = local_day(now())
    with db().reading() as session:
        page = load_law_page(session, law_id, asked_number("version"), today)
    may_edit = bool(current_person().roles & {"administrator", "manual_editor"})
    return render_template("laws/law.html", page=page, today=today, words=words, may_edit=may_edit, errors={})


@blueprint.get("/laws/<id:law_id>/articles/<article:place>")
@signed_in
def show_article(law_id: int, place: Place) -> str:
    today = local_day(now())
    with db().reading() as session:
        page = load_article_page(session, law_id, place, asked_number("version"), today)
    if page is None:
        raise NotFound("law_article_not_found", N_("이 법령에 그런 조문이 없어요."))
    return render_template("laws/article.html", page=page, today=today, words=words)


@blueprint.get("/laws/<id:law_id>/addenda/<id:number>")
@signed_in
def show_addendum(law_id: int, number: int) -> str:
    today = local_day(now())
    with db().reading() as session:
        page = load_law_page(session, law_id, asked_number("version"), today)
        addendum = laws.load_addendum(session, page.law, page.version, number)
    if addendum is None:
        raise NotFound("law_article_not_found", N_("이 법령에 그런 조문이 없어요."))
    return render_template("laws/addendum.html", page=page, addendum=addendum)


@blueprint.get("/laws/<id:law_id>/comparison")
@signed_in
def compare_versions(law_id: int) -> str:
    """`old` and `new` are ids of versions; without them the newest is compared with the one before."""
    with db().reading() as session:
        law = laws.get_law(session, law_id)
        new = asked_number("new") or law.versions[-1].id
        at = [version.id for version in law.versions].index(laws.get_version(law, new).id)
        old = asked_number("old") or law.versions[max(at - 1, 0)].id
        changes = laws.compare_versions(session, law, old, new)
        pairs = [change.pairs for change in changes]
    return render_template(
        "laws/comparison.html",
        law=law,
        old=laws.get_version(law, old),
        new=laws.get_version(law, new),
        changes=list(zip(changes, pairs, strict=True)),
        slug_of=citing.slug_of,
    )
