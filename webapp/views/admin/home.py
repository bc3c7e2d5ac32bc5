"""The administrators' first page: how the organisation stands, and what needs a hand."""

from flask import Blueprint, render_template

from services import approvals, people
from services.clock import local_day
from services.keys import has_tested_backup
from services.ledger import ledger_status
from services.people import Standing
from webapp.access import roles
from webapp.context import db, now, settings

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@roles("administrator")
def show_admin() -> str:
    on = local_day(now())
    with db().reading() as session:
        return render_template(
            "admin/home.html",
            staff=people.count_staff(session, on),
            units=len(people.list_units(session, on)),
            without_password=people.count_standing(session, Standing.WITHOUT_PASSWORD, on),
            without_unit=people.count_standing(session, Standing.WITHOUT_UNIT, on),
            without_decider=len(approvals.list_without_decider(session, now())),
            last_import=next(iter(people.list_imports(session, limit=1)), None),
            ledger=ledger_status(session),
            needs_backup=not settings().is_demo and not has_tested_backup(settings()),
        )
