"""The pages of a compressed week and of hours of one's own, from the choice to whoever reads them."""

from services.remote_work import hours
from tests.cast import Cast
from tests.clocks import HandClock
from tests.web.conftest import Browser
from tests.web.test_hours_pages import NEW, decide, form, lead, staff
from webapp.context import Parts

__all__ = ["lead", "staff"]


def test_a_free_weekday_is_chosen_and_shown(
    parts: Parts, staff: Browser, lead: Browser, cast: Cast, clock: HandClock
) -> None:
    page = f"{NEW}?type={hours.COMPRESSED}"
    asked = form(staff, page) | {"every": "480"}
    assert asked["every_length"] == "600"
    assert "쉬는 요일 하루를 빼고" in staff.submit("/hours", 422, asked, page=page).text
    assert staff.post("/hours", asked | {"free": "4"}, page=page).status_code == 303
    assert "금 쉼" in staff.get("/hours").text
    waiting = lead.get("/approvals")
    assert waiting.one(data_testid="approval").attrs["data-green"] == "no"
    assert "쉬는 요일" in waiting.text
    decide(parts, cast, clock, approve=True)
    assert "집약근무로 쉬는 날" in staff.get("/hours").text
    assert "쉼" in lead.get("/hours/team").text
    page_of_mine = staff.submit("/me/calendar", 200, page="/me/calendar")
    address = "/calendar/" + page_of_mine.one(data_testid="calendar-address").text.split("/calendar/")[1]
    assert "집약근무로 쉬는 날" in staff.client.get(address).text
    clock.advance(days=3)  # Friday
    assert "집약근무로 쉬는 날이에요" in staff.get("/hours").text
    assert staff.get("/team").one(data_count_of="free").text.endswith("1")
    (wish_id,) = [i.attrs["aria-labelledby"][6:] for i in staff.get("/hours").all(data_testid="hours")]
    assert form(staff, f"{NEW}?like={wish_id}")["free"] == "4"


def test_hours_of_ones_own_need_no_time(parts: Parts, staff: Browser, cast: Cast, clock: HandClock) -> None:
    page = f"{NEW}?type={hours.OWN_TIME}"
    assert "every" not in form(staff, page)
    assert staff.post("/hours", form(staff, page), page=page).status_code == 303
    decide(parts, cast, clock, approve=True)
    clock.advance(days=1)
    assert "출퇴근 시각은 스스로 정해요" in staff.get("/hours").text
