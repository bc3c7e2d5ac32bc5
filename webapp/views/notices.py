"""The inbox: what I must be told, the newest first, each with one tap to what it is about."""

from flask import Blueprint, redirect, render_template
from werkzeug.wrappers import Response

from services import notifications
from webapp.access import signed_in
from webapp.context import current_person, db, now
from webapp.forms import asked_number, numbers
from webapp.pages.notifications.bell import count_unread
from webapp.pages.notifications.notice_words import say_notices

blueprint = Blueprint("notices", __name__)
blueprint.app_context_processor(lambda: {"count_unread": count_unread})
MOST_SHOWN = 100


@blueprint.get("/me/notices")
@signed_in
def list_notices() -> str:
    """What is unread stands first; what is older than the page holds is one tap further."""
    before_id = asked_number("before")
    with db().reading() as session:
        notices = notifications.list_notices(
            session, current_person().staff_id, limit=MOST_SHOWN + 1, before_id=before_id
        )
    unread = [notice for notice in notices[:MOST_SHOWN] if notice.read_at is None]
    return render_template(
        "notifications/notices.html",
        count=len(unread),
        unread=say_notices(unread),
        read=say_notices(notice for notice in notices[:MOST_SHOWN] if notice.read_at is not None),
        older=notices[MOST_SHOWN - 1].id if len(notices) > MOST_SHOWN else None,
    )


@blueprint.post("/me/notices/read")
@signed_in
def mark_read() -> Response:
    """Those that were on the page: what came in the meantime stays new."""
    ids = numbers("notice", MOST_SHOWN)
    with db().writing() as session:
        notifications.mark_notices_read(session, current_person().staff_id, ids, now())
    return redirect("/me/notices", 303)
