"""Any form that goes to the line can be put aside, and taken up again from `/approvals/mine`."""

from datetime import date

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from services import approvals
from services.errors import Invalid
from services.texts import N_
from webapp.context import current_person, db, now
from webapp.forms import read_id
from webapp.templating import format_days

NOT_KEPT = ("csrf_token", "do")


def is_put_aside() -> bool:
    """Whether the form's second button was pressed, `_draft_button.html`."""
    return request.form.get("do") == "draft"


def put_aside(kind: str, subject_id: str, title: str) -> Response:
    """Keeps what was sent, whatever it is, for its writer alone. Raises: Invalid; Conflict."""
    found = read_id(subject_id)
    if found is None:
        raise Invalid("draft_id", N_("화면을 새로 고친 뒤 다시 해 주세요."))
    # PostgreSQL takes no NUL in JSON.
    fields = {
        name: [value.replace("\x00", "") for value in values]
        for name, values in request.form.lists()
        if name not in NOT_KEPT
    }
    draft = approvals.Draft(kind, found, title, fields, now())
    with db().writing() as session:
        approvals.save_draft(session, current_person().staff_id, draft)
    flash(gettext("임시 저장했어요. 올리기 전에는 나만 볼 수 있어요."), "ok")
    return redirect("/approvals/mine", 303)


def days_title(from_on: str, until_on: str) -> str:
    """A draft's title for a form that asks for days: those that are typed, empty for none."""
    try:
        first = date.fromisoformat(from_on)
        return format_days(first, max(first, date.fromisoformat(until_on or from_on)))
    except ValueError:
        return ""


def find_put_aside(kind: str) -> MultiDict[str, str] | None:
    """What the draft that the address asks for holds, where it is the person's own."""
    found = read_id(request.args.get("draft", ""))
    if found is None:
        return None
    with db().reading() as session:
        draft = approvals.find_draft(session, current_person().staff_id, kind, found)
    return MultiDict(draft.fields) if draft else None
