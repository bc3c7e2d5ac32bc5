"""How I want to be told: which browsers, which topics, when not."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import notifications, people
from services.clock import local_day
from services.crypto import base64url
from services.crypto.push_key import push_public_key
from services.errors import Invalid
from services.notifications import Choices
from webapp.access import signed_in
from webapp.context import current_person, db, keys, now, settings
from webapp.forms import show_again
from webapp.pages.notifications.choices_form import read_choices, type_choices
from webapp.pages.notifications.topic_words import TOPICS

blueprint = Blueprint("notice_settings", __name__)
PAGE = "notifications/settings.html"


@blueprint.get("/me/notices/settings")
@signed_in
def show_settings() -> str:
    with db().reading() as session:
        choices = notifications.load_choices(session, current_person().staff_id)
    return render_template(PAGE, errors={}, **_facts(choices))


@blueprint.post("/me/notices/settings")
@signed_in
def save_settings() -> Response:
    staff_id = current_person().staff_id
    with db().reading() as session:
        before = notifications.load_choices(session, staff_id)
    chosen = read_choices(before, has_push=settings().push, has_mail=settings().has_mail)
    try:
        db().write(lambda session: notifications.save_choices(session, staff_id, chosen))
    except Invalid as error:
        return show_again(error, PAGE, **_facts(chosen))
    flash(gettext("알림 설정을 저장했어요."), "ok")
    return redirect("/me/notices/settings", 303)


def _facts(choices: Choices) -> Mapping[str, object]:
    person, at = current_person(), now()
    with db().reading() as session:
        told = notifications.list_subscribed(session, person.staff_id)
        browsers = people.list_sessions(session, person.staff_id, person.session_id, at)
        address = people.get_person(session, person.staff_id, local_day(at)).email
    return {
        "choices": choices,
        "typed": type_choices(choices),
        "topics": TOPICS,
        "is_told": person.session_id in told,
        "others": [each for each in browsers if each.id in told and not each.is_current],
        "address": address,
        "push_key": base64url.encode(push_public_key(keys().pending_key)),
    }
