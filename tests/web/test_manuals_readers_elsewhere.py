"""Tips and questions of another institution are not there, and what was chosen stays chosen."""

import secrets
from datetime import datetime

import pytest

from services import people
from services.clock import local_day
from services.db import Database
from services.manuals import tips
from services.manuals.tips import NewTip
from tests.manual_readers import WebShelf, shelve
from tests.web.conftest import Browser, ClientAs
from tests.web.test_manuals_readers import ASKED, TIP

TIP_ID = b"tip-000000000001"


@pytest.fixture
def foreigner(shelf: WebShelf, client_as: ClientAs) -> Browser:
    """Somebody who works for another institution from now on."""
    move_away(shelf.database, shelf.cast.stranger.staff_id, shelf.now)
    return client_as(shelf.cast.stranger)


def move_away(database: Database, staff_id: int, now: datetime) -> int:
    today = local_day(now)
    with database.writing() as session:
        town = people.create_unit(session, people.UnitKind.INSTITUTION, "옆 군", None, today)
        unit = people.create_unit(session, people.UnitKind.DEPARTMENT, "옆 군 총무과", town, today)
        people.assign_person(session, staff_id, unit, today)
    return unit


def sent(**changes: str) -> dict[str, str]:
    return {"id": secrets.token_hex(16), "text": ASKED, "place": "", "unit": ""} | changes


def test_tips_of_another_institution_are_not_there(
    shelf: WebShelf, manual_id: int, foreigner: Browser
) -> None:
    new = NewTip(TIP_ID, manual_id, "tip", "톨게이트 영수증", "누리집에서 뽑는다.")
    shelf.database.write(lambda s: tips.add_tip(s, shelf.cast.traveller.staff_id, new, shelf.now))
    path = f"/manuals/{manual_id}/tips"
    foreigner.get(path, 404)
    assert foreigner.post(path, TIP | {"id": secrets.token_hex(16)}).status_code == 404
    for what in ("vote", "confirmation", "ending"):
        assert foreigner.post(f"{path}/{TIP_ID.hex()}/{what}", {"is_right": "no"}).status_code == 404
    with shelf.database.reading() as session:
        (tip,) = tips.list_tips(session, manual_id, 0, shelf.now)
    assert (tip.state, tip.wrong) == ("live", 0)


def test_a_tip_is_changed_under_its_own_manual_alone(
    shelf: WebShelf, manual_id: int, client_as: ClientAs
) -> None:
    new = NewTip(TIP_ID, manual_id, "tip", "톨게이트 영수증", "누리집에서 뽑는다.")
    shelf.database.write(lambda s: tips.add_tip(s, shelf.cast.traveller.staff_id, new, shelf.now))
    other = shelve(shelf, "구내식당 운영")
    vote = f"/manuals/{other}/tips/{TIP_ID.hex()}/vote"
    assert client_as(shelf.cast.director).post(vote, {"is_right": "no"}).status_code == 404


def test_nobody_asks_another_institution(
    shelf: WebShelf, manual_id: int, foreigner: Browser, client_as: ClientAs
) -> None:
    page = foreigner.get(f"/manuals/questions/new?q=출장 여비 정산&manual={manual_id}")
    assert "국내 출장" not in page.text
    with shelf.database.reading() as session:
        home = people.get_person(session, shelf.cast.colleague.staff_id, local_day(shelf.now)).unit_id
    names = [option.text for option in page.one("select", name="unit").all("option")]
    assert names == ["고르지 않음", "옆 군 총무과"]
    ask = "/manuals/questions"
    foreigner.submit(ask, 404, sent(place=f"m{manual_id}"), page="/manuals/questions/new?q=x")
    foreigner.submit(ask, 422, sent(unit=f"u{home}"), page="/manuals/questions/new?q=x")
    assert "답을 기다려요" not in client_as(shelf.cast.colleague).get(ask).text


def test_what_was_chosen_stays_chosen_when_a_question_comes_back(
    shelf: WebShelf, manual_id: int, client_as: ClientAs
) -> None:
    reader, page = client_as(shelf.cast.traveller), "/manuals/questions/new?q=x"
    # The search does not find this manual for these words: she came from it.
    wrong = sent(text="김철수 팀장은 어디 있나요", place=f"m{manual_id}")
    again = reader.submit("/manuals/questions", 422, wrong, page=page)
    assert again.one("input", name="place", checked="").attrs["value"] == f"m{manual_id}"
    unit = next(o for o in again.one("select", name="unit").all("option") if o.attrs["value"])
    wrong = sent(text="김철수 팀장은 어디 있나요", unit=unit.attrs["value"])
    again = reader.submit("/manuals/questions", 422, wrong, page=page)
    chosen = [o for o in again.one("select", name="unit").all("option") if "selected" in o.attrs]
    assert [o.attrs["value"] for o in chosen] == [unit.attrs["value"]]


def test_a_question_with_a_name_in_it_is_on_no_list(
    shelf: WebShelf, manual_id: int, client_as: ClientAs
) -> None:
    reader = client_as(shelf.cast.traveller)
    for question in ("민원인 최라온 반려견 등록", "반려견 등록 방법"):
        reader.get("/manuals/questions/new", query_string={"q": question})
    listed = client_as(shelf.cast.administrator).get("/manuals/search-words").text
    assert "반려견 등록 방법" in listed
    assert "최라온" not in listed


@pytest.mark.parametrize("month", ["0001-01", "0000-01", "9999-12", "2026-13", "2026-09-29"])
def test_statistics_of_no_month_are_those_of_this_one(
    shelf: WebShelf, client_as: ClientAs, month: str
) -> None:
    page = client_as(shelf.cast.traveller).get(f"/manuals/statistics?month={month}")
    assert "2026년 9월" in page.text
