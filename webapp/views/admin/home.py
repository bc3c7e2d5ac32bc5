"""The administrators' first page: how the organisation stands, and what needs a hand."""

from flask import Blueprint, render_template

from services import people
from services.clock import local_day
from services.keys import has_tested_backup
from services.people import StaffFilter, Standing
from webapp.access import roles
from webapp.context import db, now, settings

blueprint = Blueprint("admin", __name__)


@blueprint.get("/admin")
@roles("administrator")
def show_admin() -> str:
    on = local_day(now())
    with db().reading() as session:
        homeless = StaffFilter(standing=Standing.WITHOUT_UNIT)
        return render_template(
            "admin/home.html",
            staff=people.count_staff(session, on),
            units=len(people.list_units(session, on)),
            without_unit=people.list_staff(session, homeless, on, offset=0, limit=1).total,
            last_import=next(iter(people.list_imports(session, limit=1)), None),
            needs_backup=not settings().is_demo and not has_tested_backup(settings()),
        )
