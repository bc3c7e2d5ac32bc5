"""Theme, text size and language: anybody's choice, signed in or not."""

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from services import people
from webapp.access import public
from webapp.context import db, find_person, settings
from webapp.display import TEXT_SIZES, THEMES, keep_choice
from webapp.language import COOKIE, LANGUAGES
from webapp.own_path import own_path

blueprint = Blueprint("preferences", __name__)
CHOICES = {"theme": THEMES, "text_size": TEXT_SIZES, COOKIE: LANGUAGES}


@blueprint.post("/preferences")
@public
def save_preferences() -> Response:
    response = redirect(own_path(request.form.get("next")), 303)
    for name, values in CHOICES.items():
        if (value := request.form.get(name)) in values:
            keep_choice(response, name, str(value), secure=settings().is_https)
    _keep_language()
    return response


def _keep_language() -> None:
    """A person's language is also that of their messages, so it is kept with the person."""
    person, language = find_person(), request.form.get(COOKIE)
    if person and language in LANGUAGES and language != person.language:
        with db().writing() as session:
            people.choose_language(session, person.staff_id, str(language))
