"""The form of a swap asks nobody that nobody chose."""

from tests.factories import NOW
from tests.lunch_world import make_town, publish
from tests.web.conftest import ClientAs
from webapp.context import Parts


def test_no_department_is_chosen_beforehand(client_as: ClientAs, parts: Parts) -> None:
    with parts.database.writing() as session:
        town = make_town(session, NOW)
    publish(parts.database, town, NOW)
    lead = client_as(town.cast.lead)
    form = lead.get("/cafeteria/swaps").one("form", class_="form")
    assert form.fields()["other_unit_id"] == ""
    page = lead.submit("/cafeteria/swaps", 422, form.fields(), page="/cafeteria/swaps")
    assert "부서를 골라 주세요" in page.text
