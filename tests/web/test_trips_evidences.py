"""`/evidences/<id>` with its sheet and pictures, tried by the whole cast."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from services import trips
from services.access_log import log_look
from services.ledger import newest_head
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import GEOCHANG, Phone, Tap
from tests.web.conftest import Browser, ClientAs, Sequencer
from webapp.context import Parts

PhoneOf = Callable[[Member], Phone]
PARTS_OF_IT = ["", "/sheet.pdf", "/code.png", "/code.svg"]


@pytest.fixture
def browser(client_as: ClientAs, cast: Cast) -> Browser:
    return client_as(cast.traveller)


@pytest.fixture
def trip(parts: Parts, cast: Cast, clock: HandClock) -> trips.TripView:
    plan = trips.TripPlan(
        id=b"trips001",
        purpose="도로 파손 현장 점검",
        destinations=[trips.DestinationPlan("거창군청", GEOCHANG, 300)],
        starts_at=clock.now() - timedelta(hours=1),
        ends_at=clock.now() + timedelta(hours=5),
    )
    return parts.database.write(lambda s: trips.plan_trip(s, cast.traveller.staff_id, plan, clock.now()))


@pytest.fixture
def send(parts: Parts, cast: Cast, clock: HandClock, phone_of: PhoneOf) -> Callable[..., Tap]:
    phone = phone_of(cast.traveller)

    def receive(**changes: Any) -> Tap:
        tap = phone.tap(clock.now(), **changes)
        opened = trips.open_upload(
            trips.Keys(parts.keys.audit, parts.settings.origin),
            trips.Signer(cast.traveller.staff_id, cast.traveller.number),
            trips.Upload(tap.text, tap.sealed_context, cast.traveller.number),
        )
        parts.database.write(
            lambda s: trips.receive_evidence(s, parts.ledger, parts.settings.origin, opened, clock.now())
        )
        return tap

    return receive


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_bounded())


def read(picture: Image.Image) -> str:
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def test_the_state_comes_first_then_the_code_then_the_facts(
    browser: Browser, trip: trips.TripView, send: Any, sequencer: Sequencer, parts: Parts
) -> None:
    with parts.database.reading() as session:
        head = newest_head(session)
    assert head
    near = trips.Point(GEOCHANG.lat_e7 + 4500, GEOCHANG.lon_e7)
    tap = send(point=near, trip=trip.id, accuracy_m=12, beacon=head.beacon)
    path = f"/evidences/{tap.id.hex()}"
    assert browser.get(path).one(data_testid="evidence-state").attrs["data-state"] == "received"
    sequencer.run()
    page = browser.get(path)
    state = page.one(data_testid="evidence-state")
    assert state.attrs["data-state"] == "integrated"
    (number,) = re.findall(r"원장 (\d+)번에 기록됐어요", state.text)
    assert len(page.one(data_testid="evidence-qr").all("path")) == 1
    facts = page.one("dl", class_="facts")
    values = dict(zip([d.text for d in facts.all("dt")], [d.text for d in facts.all("dd")], strict=True))
    assert values["곳"] == "거창군청에서 50 m"
    assert values["오차"] == "± 12 m"
    assert values["찍은 때"] == "2026. 9. 29. 15:20:01"
    assert values["이 뒤에 찍힘"].endswith("원장 표식")
    assert values["이 앞에 찍힘"].endswith(f"원장 {number}번")
    assert values["출장 목적"] == trip.purpose


def test_without_a_known_beacon_it_says_so(browser: Browser, send: Any, sequencer: Sequencer) -> None:
    for beacon in ((0, bytes(8)), (10**6, b"\x01" * 8), (1, b"\x01" * 8)):
        assert "표식 없음" in browser.get(f"/evidences/{send(beacon=beacon).id.hex()}").text


@pytest.mark.parametrize("part", PARTS_OF_IT)
@pytest.mark.parametrize("name", ["lead", "colleague", "stranger", "auditor", "administrator", "mayor"])
def test_to_everybody_else_it_does_not_exist(
    client_as: ClientAs, cast: Cast, send: Any, name: str, part: str
) -> None:
    known, unknown = send().id.hex(), "ab" * 16
    other = client_as(cast.everybody()[name])
    answers = [other.client.get(f"/evidences/{number}{part}") for number in (known, unknown)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(known, "") == answers[1].text.replace(unknown, "")


@pytest.mark.parametrize("part", PARTS_OF_IT)
def test_who_is_signed_out_sees_nothing(client_as: ClientAs, send: Any, part: str) -> None:
    answer = client_as(None).client.get(f"/evidences/{send().id.hex()}{part}")
    assert answer.status_code in (302, 401)


def test_the_sheet_has_place_time_and_band_and_no_position(
    browser: Browser, trip: trips.TripView, send: Any, sequencer: Sequencer
) -> None:
    tap = send(point=trips.Point(GEOCHANG.lat_e7 + 4500, GEOCHANG.lon_e7), trip=trip.id, accuracy_m=12)
    sequencer.run()
    answer = browser.client.get(f"/evidences/{tap.id.hex()}/sheet.pdf")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/pdf", "no-store")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="balgil-20260929-')
    words = words_of(answer.data)
    for expected in (
        "거창군청에서 300 m 안",
        "2026. 9. 29. 15:20:01",
        "± 12 m",
        "김가람 (001001)",
        trip.purpose,
        "시범 자료입니다. 실제 기록이 아닙니다.",
    ):
        assert expected in words
    for hidden in ("50 m", "35.68", "127.9", "약도"):
        assert hidden not in words
    image = pypdfium2.PdfDocument(answer.data)[0].render(scale=200 / 72).to_pil()
    assert read(image) == tap.text


def test_the_map_is_printed_only_when_it_was_ticked(
    browser: Browser, trip: trips.TripView, send: Any
) -> None:
    tap = send(trip=trip.id)
    path = f"/evidences/{tap.id.hex()}"
    form = browser.get(path).one("form", action=f"{path}/sheet.pdf")
    assert "checked" not in form.one("input", name="map").attrs
    assert "약도" in words_of(browser.client.get(f"{path}/sheet.pdf?map=yes").data)
    for query in ("", "?map=", "?map=no", "?map=1"):
        assert "약도" not in words_of(browser.client.get(f"{path}/sheet.pdf{query}").data)


def test_the_sheet_speaks_the_readers_language(browser: Browser, send: Any) -> None:
    path = f"/evidences/{send().id.hex()}/sheet.pdf"
    english = browser.client.get(path, headers={"Accept-Language": "en"})
    assert "출장" not in words_of(english.data).replace("김가람", "")


def test_the_pictures_read_back(browser: Browser, trip: trips.TripView, send: Any) -> None:
    tap = send(trip=trip.id)
    png = browser.client.get(f"/evidences/{tap.id.hex()}/code.png")
    assert png.mimetype == "image/png"
    assert read(Image.open(io.BytesIO(png.data)).convert("RGB")) == tap.text
    svg = browser.client.get(f"/evidences/{tap.id.hex()}/code.svg")
    assert svg.mimetype == "image/svg+xml"
    assert f"거창군청에서 300 m 안 · 9. 29.(화) 15:20 · {tap.id.hex()[:8]}" in svg.text


def test_hostile_names_reach_no_markup(
    browser: Browser, parts: Parts, cast: Cast, clock: HandClock, send: Any
) -> None:
    words = "<svg onload=alert(1)> \U0001f600 שלום #strong[x]"
    plan = trips.TripPlan(
        b"hostile1",
        words,
        [trips.DestinationPlan(words, GEOCHANG, 300)],
        clock.now(),
        clock.now() + timedelta(1),
    )
    parts.database.write(lambda s: trips.plan_trip(s, cast.traveller.staff_id, plan, clock.now()))
    tap = send(trip=b"hostile1")
    path = f"/evidences/{tap.id.hex()}"
    assert words in browser.get(path).text
    assert "<svg onload" not in browser.client.get(f"{path}/code.svg").text
    assert "#strong[x]" in words_of(browser.client.get(f"{path}/sheet.pdf?map=yes").data)
    assert browser.client.get(f"{path}/code.png").status_code == 200


def test_a_free_tap_offers_trips_and_is_attached(
    browser: Browser, trip: trips.TripView, send: Any, clock: HandClock
) -> None:
    tap = send()
    path = f"/evidences/{tap.id.hex()}"
    fields = browser.get(path).one("form", action=f"{path}/trip").fields()
    assert fields["trip"] == trip.id.hex()
    assert browser.post(f"{path}/trip", fields, page=path).status_code == 303
    page = browser.get(path)
    assert page.all("form", action=f"{path}/trip") == []
    assert "거창군청에서 0 m" in page.text


@pytest.mark.parametrize(("wanted", "status"), [("", 422), ("zz", 422), ("00" * 8, 404), ("00" * 40, 422)])
def test_a_wrong_choice_attaches_nothing(
    browser: Browser, trip: trips.TripView, send: Any, wanted: str, status: int
) -> None:
    path = f"/evidences/{send().id.hex()}"
    browser.submit(f"{path}/trip", status, {"trip": wanted}, page=path)
    assert len(browser.get(path).all("form", action=f"{path}/trip")) == 1


def test_nobody_attaches_somebody_elses(
    client_as: ClientAs, cast: Cast, trip: trips.TripView, send: Any
) -> None:
    tap = send()
    other = client_as(cast.colleague)
    other.submit(f"/evidences/{tap.id.hex()}/trip", 404, {"trip": trip.id.hex()}, page="/trips/new")


def test_who_looked_stands_on_the_page(
    browser: Browser, send: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    tap = send()
    path = f"/evidences/{tap.id.hex()}"
    assert "아직 아무도 정확한 위치를 보지 않았어요" in browser.get(path).text
    with parts.database.writing() as session:
        log_look(
            session,
            viewer_id=cast.auditor.staff_id,
            subject_id=cast.traveller.staff_id,
            what_kind="evidence",
            what_id=tap.id.hex(),
            reason="정산 감사",
            now=clock.now(),
        )
    assert "한바다 2026. 9. 29. 15:20 · 정산 감사" in browser.get(path).text


def test_a_destroyed_one_is_gone(
    browser: Browser, send: Any, parts: Parts, cast: Cast, clock: HandClock
) -> None:
    tap = send()
    with parts.database.writing() as session:
        trips.destroy_unbound_taps(session, parts.ledger, cast.traveller.staff_id, clock.now())
    for part in PARTS_OF_IT:
        assert browser.client.get(f"/evidences/{tap.id.hex()}{part}").status_code == 404


def test_the_text_for_copying_is_the_same_evidence(browser: Browser, send: Any) -> None:
    tap = send()
    page = browser.get(f"/evidences/{tap.id.hex()}")
    assert trips.parse_text(page.one(id="export-text").text) == tap.frame
