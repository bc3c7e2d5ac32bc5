"""The JSON interface of cafeterias, tried by the cast: who may ask, who may tell, and what is refused."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services import cafeteria
from services.cafeteria.crowd.reports import MOST_A_DAY, MOST_OPEN
from services.clock import local_instant
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.lunch import NOON, PLAN
from tests.web.cafeteria import make_cafeteria, make_manager
from tests.web.conftest import Browser, ClientAs
from webapp.context import Parts

ID = "00112233445566778899aabbccddeeff"
READING = {"id": ID, "kind": "queue", "value": 30, "measured_at": "2026-09-29T12:00:00+09:00"}


@pytest.fixture
def hall_id(parts: Parts, cast: Cast, clock: HandClock) -> int:
    """A cafeteria at noon, run by the stranger."""
    clock.at = NOON
    make_manager(parts.database, cast, NOON)
    return make_cafeteria(parts.database, NOON, PLAN)


@pytest.fixture
def key(parts: Parts, hall_id: int) -> str:
    with parts.database.writing() as session:
        return cafeteria.create_sensor(session, hall_id, "입구", None, NOON)[1]


@pytest.fixture
def post_reading(client_as: ClientAs, hall_id: int, key: str) -> Any:
    browser = client_as(None)

    def post(
        readings: object, *, bearer: str | None = None, to: int | None = None, **more: object
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {key if bearer is None else bearer}"}
        body = {"readings": readings} | more
        return browser.api("POST", f"cafeterias/{to or hall_id}/readings", body, headers=headers)

    return post


def member(cast: Cast, name: str) -> Member | None:
    return cast.everybody().get(name)


# Asking ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["traveller", "stranger", "auditor", "administrator"])
def test_every_member_of_staff_may_ask(client_as: ClientAs, cast: Cast, hall_id: int, name: str) -> None:
    answer = client_as(member(cast, name)).api("GET", f"cafeterias/{hall_id}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    body = answer.get_json()
    assert (body["id"], body["name"], body["state"], body["level"]) == (hall_id, "본관 식당", "open", None)


def test_nobody_else_may_ask_for_more_than_the_level(client_as: ClientAs, hall_id: int) -> None:
    anybody = client_as(None)
    assert anybody.api("GET", f"cafeterias/{hall_id}").status_code == 401
    lobby = anybody.api("GET", f"cafeterias/{hall_id}/level")
    assert lobby.status_code == 200
    assert set(lobby.get_json()) == {"id", "name", "state", "level", "as_of", "stale_after_s"}


def test_a_cafeteria_that_is_not_there(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    for path in (f"cafeterias/{hall_id + 1}", f"cafeterias/{hall_id + 1}/level"):
        answer = client_as(cast.traveller).api("GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "cafeteria_not_found")


def test_what_is_described_is_what_is_sent(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    browser = client_as(cast.traveller)
    described = browser.api("GET", "openapi.json").get_json()["components"]["schemas"]
    sent = browser.api("GET", f"cafeterias/{hall_id}").get_json()
    assert set(described["CrowdAnswer"]["properties"]) == set(sent)
    assert set(described["StepBody"]["properties"]) == set(sent["steps"][0])


# The kitchen ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [("nobody", 401), ("traveller", 403), ("auditor", 403), ("stranger", 200), ("administrator", 200)],
)
def test_who_may_tap_for_the_kitchen(
    client_as: ClientAs, cast: Cast, hall_id: int, name: str, status: int
) -> None:
    browser = client_as(member(cast, name))
    answer = browser.api("POST", f"cafeterias/{hall_id}/levels", {"id": ID, "level": "busy"})
    assert answer.status_code == status


def test_a_kitchens_tap_moves_every_answer(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    kitchen, diner = client_as(cast.stranger), client_as(cast.traveller)
    before = diner.api("GET", f"cafeterias/{hall_id}")
    assert before.get_json()["level"] is None
    tap = {"id": ID, "level": "packed"}
    first = kitchen.api("POST", f"cafeterias/{hall_id}/levels", tap)
    assert kitchen.api("POST", f"cafeterias/{hall_id}/levels", tap).get_json() == first.get_json()
    after = diner.api("GET", f"cafeterias/{hall_id}", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert after.get_json()["level"] == "packed"
    assert datetime.fromisoformat(after.get_json()["as_of"]) == NOON
    assert diner.api("GET", f"cafeterias/{hall_id}/level").get_json()["level"] == "packed"
    other = kitchen.api("POST", f"cafeterias/{hall_id}/levels", tap | {"level": "quiet"})
    assert (other.status_code, other.get_json()["code"]) == (409, "reading_differs")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"level": "full"}, "level"), ({"level": 2}, "level"), ({"id": "xyz"}, "id"), ({"id": ID[:-2]}, "id"),
     ({"id": ID.upper()}, "id"), ({"more": 1}, "more")],
)  # fmt: skip
def test_a_wrong_tap_names_its_field(
    client_as: ClientAs, cast: Cast, hall_id: int, change: dict[str, object], field: str
) -> None:
    body = {"id": ID, "level": "busy"} | change
    answer = client_as(cast.stranger).api("POST", f"cafeterias/{hall_id}/levels", body)
    assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {field})


# Diners ---------------------------------------------------------------------------------------------------


def join(browser: Browser, hall_id: int, number: int) -> TestResponse:
    return browser.api("POST", f"cafeterias/{hall_id}/queue-reports", {"id": f"{number:032x}"})


def leave(browser: Browser, hall_id: int, number: int) -> TestResponse:
    return browser.api("POST", f"cafeterias/{hall_id}/queue-reports/{number:032x}/serving")


def test_two_diners_make_a_wait(client_as: ClientAs, cast: Cast, hall_id: int, clock: HandClock) -> None:
    hers, his = client_as(cast.traveller), client_as(cast.colleague)
    assert [join(hers, hall_id, 1).status_code, join(his, hall_id, 2).status_code] == [200, 200]
    clock.advance(minutes=6)
    assert leave(hers, hall_id, 1).get_json() == {"wait_s": 360}
    clock.advance(seconds=30)
    assert leave(his, hall_id, 2).get_json() == {"wait_s": 390}
    body = client_as(cast.auditor).api("GET", f"cafeterias/{hall_id}").get_json()
    assert body["sources"]["diners"] == 2
    assert set(body["wait"]) == {"low_min", "high_min"}
    assert datetime.fromisoformat(body["as_of"]) <= clock.now()
    assert leave(his, hall_id, 2).get_json() == {"wait_s": 390}


def test_nobody_reports_signed_out(client_as: ClientAs, hall_id: int) -> None:
    anybody = client_as(None)
    assert [join(anybody, hall_id, 1).status_code, leave(anybody, hall_id, 1).status_code] == [401, 401]


def test_one_person_has_the_weight_of_a_few(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    browser = client_as(cast.traveller)
    answers = [join(browser, hall_id, number) for number in range(20)]
    assert [a.status_code for a in answers] == [200] * MOST_OPEN + [429] * (20 - MOST_OPEN)
    assert answers[-1].get_json()["code"] == "reports_open"
    statuses = []
    for number in range(30):
        statuses.append(join(browser, hall_id, number).status_code)
        leave(browser, hall_id, number)
    assert statuses.count(200) == MOST_A_DAY
    refused = join(browser, hall_id, 99)
    assert refused.get_json()["code"] == "reports_used_up"
    midnight = local_instant((NOON + timedelta(days=1)).date(), datetime.min.time())
    assert int(refused.headers["Retry-After"]) >= (midnight - NOON).total_seconds()
    assert join(client_as(cast.colleague), hall_id, 50).status_code == 200


def test_a_first_tap_can_be_taken_back(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    browser = client_as(cast.traveller)
    path = f"cafeterias/{hall_id}/queue-reports/{1:032x}/withdrawal"
    join(browser, hall_id, 1)
    assert client_as(None).api("POST", path).status_code == 401
    assert [browser.api("POST", path).status_code for _ in range(2)] == [200, 200]
    assert leave(browser, hall_id, 1).status_code == 404
    assert browser.api("GET", f"cafeterias/{hall_id}").get_json()["level"] is None
    for number in (2, 3):
        assert join(browser, hall_id, number).status_code == 200
    leave(browser, hall_id, 2)
    answer = browser.api("POST", f"cafeterias/{hall_id}/queue-reports/{2:032x}/withdrawal")
    assert (answer.status_code, answer.get_json()["code"]) == (409, "report_closed")


def test_a_report_of_nobody(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    assert leave(client_as(cast.traveller), hall_id, 7).status_code == 404


# Sensors --------------------------------------------------------------------------------------------------


def test_a_sensor_is_heard_and_its_repeats_are_harmless(
    post_reading: Any, client_as: ClientAs, cast: Cast, hall_id: int
) -> None:
    assert post_reading([READING]).get_json() == {"taken": 1, "known": 0}
    assert post_reading([READING]).get_json() == {"taken": 0, "known": 1}
    body = client_as(cast.traveller).api("GET", f"cafeterias/{hall_id}").get_json()
    assert body["sources"] == {"kitchen": 0, "diners": 0, "sensors": 1}
    assert body["queue"] is not None


def test_a_clock_an_hour_off_is_set_right_by_its_time_of_sending(
    post_reading: Any, client_as: ClientAs, cast: Cast, hall_id: int
) -> None:
    wrong = READING | {"measured_at": "2026-09-29T12:59:00+09:00"}
    assert post_reading([wrong]).status_code == 422
    assert post_reading([wrong], sent_at="2026-09-29T13:00:00+09:00").get_json()["taken"] == 1
    body = client_as(cast.traveller).api("GET", f"cafeterias/{hall_id}").get_json()
    assert datetime.fromisoformat(body["as_of"]) == NOON - timedelta(minutes=1)


@pytest.mark.parametrize("bearer", ["", "balgil_wrong", "x" * 5000, "한글".encode().decode("latin-1")])
def test_a_wrong_key_is_refused(post_reading: Any, bearer: str) -> None:
    answer = post_reading([READING], bearer=bearer)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sensor_key")
    assert post_reading("nonsense", bearer=bearer).status_code == 401


def test_no_key_and_no_sign_in_stands_for_a_key(client_as: ClientAs, cast: Cast, hall_id: int) -> None:
    for who in (None, cast.administrator):
        answer = client_as(who).api("POST", f"cafeterias/{hall_id}/readings", {"readings": [READING]})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "sensor_key")


def test_the_key_of_another_cafeteria_and_an_ended_one(post_reading: Any, parts: Parts, hall_id: int) -> None:
    other = cafeteria.CafeteriaPlan("별관 식당", "", 690, 810, 1, 6.0, PLAN.bounds)
    other_id = make_cafeteria(parts.database, NOON, other)
    answer = post_reading([READING], to=other_id)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "other_cafeteria")
    with parts.database.writing() as session:
        (sensor,) = cafeteria.list_sensors(session, hall_id)
        cafeteria.end_sensor(session, hall_id, sensor.id, NOON)
    answer = post_reading([READING])
    assert (answer.status_code, answer.get_json()["code"]) == (401, "sensor_key_ended")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"value": -3}, "readings.0.value"),
        ({"value": 10**9}, "readings.0.value"),
        ({"value": 3.5}, "readings.0.value"),
        ({"value": 3.0}, "readings.0.value"),
        ({"value": "3"}, "readings.0.value"),
        ({"value": True}, "readings.0.value"),
        ({"value": None}, "readings.0.value"),
        ({"kind": "people"}, "readings.0.kind"),
        ({"id": "1"}, "readings.0.id"),
        ({"measured_at": "2026-09-29T12:03:00+09:00"}, "readings.0.measured_at"),
        ({"measured_at": "2026-09-29T12:00:00"}, "readings.0.measured_at"),
        ({"measured_at": "2026-09-31T12:00:00Z"}, "readings.0.measured_at"),
        ({"measured_at": "2026-09-29T12:00:00+99:00"}, "readings.0.measured_at"),
        ({"measured_at": "0001-01-01T00:00:00+14:00"}, "readings.0.measured_at"),
        ({"measured_at": 1790650800}, "readings.0.measured_at"),
        ({"place": "정문"}, "readings.0.place"),
    ],
)
def test_a_wrong_reading_names_its_field(post_reading: Any, change: dict[str, object], field: str) -> None:
    answer = post_reading([READING | change])
    assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {field})


def test_not_a_number_is_no_number(client_as: ClientAs, hall_id: int, key: str) -> None:
    for word in ("NaN", "Infinity", "-Infinity", "1e999"):
        text = json.dumps({"readings": [READING]}).replace("30", word)
        answer = client_as(None).client.post(
            f"/api/v1/cafeterias/{hall_id}/readings",
            data=text,
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )
        assert answer.status_code == 422


def test_a_hundred_and_one_readings_and_none_are_refused(post_reading: Any) -> None:
    many = [READING | {"id": f"{number:032x}"} for number in range(101)]
    for readings in (many, []):
        answer = post_reading(readings)
        assert (answer.status_code, set(answer.get_json()["fields"])) == (422, {"readings"})
    assert post_reading(many[:100]).get_json() == {"taken": 100, "known": 0}


def test_a_body_that_is_too_large_is_not_read(post_reading: Any) -> None:
    assert post_reading([READING], padding="x" * 40_000).status_code == 413


def test_a_sensor_that_sends_without_end_is_held_back(post_reading: Any) -> None:
    statuses = [post_reading([READING]).status_code for _ in range(70)]
    assert statuses.count(429) == 10
    assert statuses[-1] == 429
