"""The inbox: what I must be told, the newest first, each with one tap to what it is about."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services import notifications
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.pages.notifications.notice_words import say_notice

blueprint = Blueprint("notices", __name__)
MOST_SHOWN = 100


@blueprint.get("/me/notices")
@signed_in
def list_notices() -> str:
    with db().reading() as session:
        notices = notifications.list_notices(session, current_person().staff_id, limit=MOST_SHOWN)
    lines = [say_notice(notice) for notice in notices]
    return render_template(
        "notifications/notices.html",
        unread=[line for line in lines if line.view.read_at is None],
        read=[line for line in lines if line.view.read_at is not None],
    )


@blueprint.post("/me/notices/read")
@signed_in
def mark_read() -> Response:
    staff_id = current_person().staff_id
    with db().writing() as session:
        unread = notifications.list_notices(session, staff_id, only_unread=True, limit=MOST_SHOWN)
        notifications.mark_notices_read(session, staff_id, [notice.id for notice in unread], now())
    return redirect("/me/notices", 303)
