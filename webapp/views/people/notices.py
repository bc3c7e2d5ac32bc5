"""What I must be told: about my keys, my sign-in, and who looked at my data."""

from flask import Blueprint, redirect, render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from services import people
from services.people import NoticeView
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.pages.cafeteria.lunch_words import say_lunch_notice

blueprint = Blueprint("notices", __name__)
MOST_SHOWN = 100


@blueprint.get("/me/notices")
@signed_in
def list_notices() -> str:
    with db().reading() as session:
        notices = people.list_notices(session, current_person().staff_id, limit=MOST_SHOWN)
    return render_template(
        "people/notices.html",
        unread=[notice for notice in notices if notice.read_at is None],
        read=[notice for notice in notices if notice.read_at is not None],
        say=say_notice,
    )


@blueprint.post("/me/notices/read")
@signed_in
def mark_read() -> Response:
    staff_id = current_person().staff_id
    with db().writing() as session:
        unread = people.list_notices(session, staff_id, only_unread=True, limit=MOST_SHOWN)
        people.mark_notices_read(session, staff_id, [notice.id for notice in unread], now())
    return redirect("/me/notices", 303)


def say_notice(notice: NoticeView) -> str:
    """The notice in the reader's language; a kind of another subject says itself in its facts."""
    if not notice.sentence:
        return say_lunch_notice(notice) or notice.facts.get("text", "")
    return gettext(notice.sentence, **notice.facts)
