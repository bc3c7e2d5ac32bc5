"""While I am away: who decides in my place, always or from one day to another, and for whom I do."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import absences, approvals, people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.people import Deputyship, Person
from services.texts import N_
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked, day, find_number, show_again
from webapp.pages.people.colleagues import list_nearby

blueprint = Blueprint("deputies", __name__)
PAGE = "people/deputies.html"
MOST_CHOICES = 60


@blueprint.get("/me/deputies")
@signed_in
def list_deputies() -> str:
    return render_template(PAGE, errors={}, **_facts())


@blueprint.post("/me/deputies")
@signed_in
def appoint() -> Response:
    staff_id = current_person().staff_id
    try:
        deputy_id = _read_deputy("deputy_id")
        with db().writing() as session:
            people.appoint_deputy(
                session, staff_id, deputy_id, day("from_on"), day("until_on"), by_id=staff_id, now=now()
            )
            name = people.names_of(session, [deputy_id])[deputy_id]
    except (Invalid, Conflict, NotFound) as error:
        return show_again(error, PAGE, **_facts())
    flash(gettext("%(name)s님이 그 기간에 대신 결재해요.", name=name), "ok")
    return redirect("/me/deputies", 303)


@blueprint.post("/me/deputies/<id:deputyship_id>/end")
@signed_in
def end(deputyship_id: int) -> Response:
    with db().writing() as session:
        people.end_deputy(session, deputyship_id, current_person().staff_id, _today())
    flash(gettext("오늘부터 대리를 끝냈어요."), "ok")
    return redirect("/me/deputies", 303)


@blueprint.post("/me/deputies/standing")
@signed_in
def name_standing() -> Response:
    staff_id = current_person().staff_id
    try:
        deputy_id = _read_deputy("standing_id")
        with db().writing() as session:
            approvals.name_standing_deputy(session, staff_id, deputy_id, now())
            name = people.names_of(session, [deputy_id])[deputy_id]
    except Invalid as error:
        return show_again(error, PAGE, **_facts())
    flash(gettext("자리를 비우면 %(name)s님이 대신 결재해요.", name=name), "ok")
    return redirect("/me/deputies", 303)


@blueprint.post("/me/deputies/standing/end")
@signed_in
def end_standing() -> Response:
    with db().writing() as session:
        approvals.end_standing_deputy(session, current_person().staff_id, _today())
    flash(gettext("오늘부터 대리를 끝냈어요."), "ok")
    return redirect("/me/deputies", 303)


def _facts() -> dict[str, object]:
    """What the page shows; a search narrows whom one can choose, else it is those nearby."""
    person, today = current_person(), _today()
    query = asked("q") or request.form.get("q", "")[:100].replace("\x00", "")
    with db().reading() as session:
        mine = people.list_deputies(session, person.staff_id, today)
        principals = people.list_principals(session, person.staff_id, today)
        always = approvals.list_standing_principals(session, person.staff_id, today)
        standing_id = approvals.find_standing_deputy(session, person.staff_id, today)
        kinds = approvals.load_deputy_kinds(session, today)
        shown = [*principals, *always, *(d.deputy_id for d in mine), *([standing_id] if standing_id else [])]
        known = people.list_persons(session, shown, today)
        found = people.search_persons(session, query, today) if query else list_nearby(session, person, today)
    return {
        "mine": mine,
        "current_id": _current_id(mine, today),
        "standing": known.get(standing_id or 0),
        "kinds": [gettext(words) for kind, words in absences.KIND_WORDS.items() if kind in kinds],
        "persons": known,
        "principals": [known[staff_id] for staff_id in principals if staff_id in known],
        "always": [known[staff_id] for staff_id in always if staff_id in known],
        "choices": [_choice(each) for each in found if each.id != person.staff_id][:MOST_CHOICES],
        "q": query,
        "today": today,
    }


def _choice(person: Person) -> tuple[int, str]:
    """With unit and number: there are two of many a name."""
    words = (person.name, person.title, f"({person.place}, {person.number})")
    return person.id, " ".join(word for word in words if word)


def _read_deputy(field: str) -> int:
    deputy_id = find_number(field)
    if deputy_id is None:
        sentence = N_("대신할 사람을 골라 주세요.")
        raise Invalid("deputy_id", sentence, fields={field: sentence})
    return deputy_id


def _current_id(mine: list[Deputyship], today: date) -> int | None:
    """The deputyship that runs today."""
    return next((d.id for d in mine if d.from_on <= today <= d.until_on), None)


def _today() -> date:
    return local_day(now())
