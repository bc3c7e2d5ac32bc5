"""A season of one traveller for the trip pages: places, towns, trips in every state, taps, a look."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from services import approvals, trips
from services.access_log import log_look
from services.db import Database
from tests.cast import Cast, Member, make_cast
from tests.phones import GEOCHANG, Phone, make_phone
from webapp.context import EXTENSION, Parts

PLACES = {"거창군청": (35.6869, 127.9095), "합천군청": (35.5667, 128.1658), "위천 현장": (35.7487, 127.8313)}
COUNTRY = [[[127.5, 35.3], [128.4, 35.3], [128.4, 35.9], [127.5, 35.9], [127.5, 35.3]]]


# By a page's name: who looks at it, and its address.
Pages = dict[str, tuple[str, str]]


def add_people(url: str) -> Cast:
    database = Database(url)
    with database.writing() as session:
        cast = make_cast(session, datetime.now(UTC))
    database.dispose()
    return cast


class Season:
    def __init__(self, app: Flask, cast: Cast, folder: Path) -> None:
        self.parts: Parts = app.extensions[EXTENSION]
        self.cast, self.folder, self.now = cast, folder, datetime.now(UTC)

    def play(self) -> Pages:
        self._add_geography()
        running = self._plan(1, "도로 파손 현장 점검", (-2, 3), vehicle="official")
        planned = self._plan(2, "수위계 확인", (20, 26))
        self._plan(3, "주민 설명회", (50, 56))
        refused = self._plan(4, "타 시군 견학", (70, 72))
        self._plan(5, "급경사지 점검", (-23, -18))
        self._plan(6, "민원 현장 확인", (5, 9), owner=self.cast.colleague)
        self._plan(7, "가로등 점검", (6, 9), owner=self.cast.colleague)
        self._plan(8, "낙석 제거 지원", (-1, 3), owner=self.cast.colleague, place="어느 마을")
        for trip in (running, planned):
            self._decide(trip, approvals.Decision(approve=True))
        self._decide(refused, approvals.Decision(approve=False, reason="다음 달 예산으로 다시 올려 주세요"))
        first, free = self._tap(running)
        return {
            "home-running": ("traveller", "/"),
            "trips": ("traveller", "/trips"),
            "trips-empty": ("stranger", "/trips"),
            "trip-new": ("traveller", "/trips/new"),
            "trip-again": ("traveller", f"/trips/new?like={refused.id.hex()}"),
            "trip-running": ("traveller", f"/trips/{running.id.hex()}"),
            "trip-refused": ("traveller", f"/trips/{refused.id.hex()}"),
            "evidence": ("traveller", f"/evidences/{first}"),
            "evidence-free": ("traveller", f"/evidences/{free}"),
            "approvals": ("lead", "/approvals"),
            "approvals-empty": ("stranger", "/approvals"),
        }

    def _add_geography(self) -> None:
        path = self.folder / "towns.geojson"
        geometry = {"type": "Polygon", "coordinates": COUNTRY}
        town = {"properties": {"name": "거창군", "code": "38880"}, "geometry": geometry}
        path.write_text(json.dumps({"features": [town]}))
        with self.parts.database.writing() as session:
            trips.import_towns(session, path)
            for name, (lat, lon) in PLACES.items():
                trips.save_place(session, name, trips.Point.from_degrees(lat, lon), 300)

    def _plan(
        self,
        number: int,
        purpose: str,
        hours: tuple[int, int],
        *,
        owner: Member | None = None,
        place: str = "거창군청",
        vehicle: str = "none",
    ) -> trips.TripView:
        point = trips.Point.from_degrees(*PLACES[place]) if place in PLACES else None
        plan = trips.TripPlan(
            id=b"season%02d" % number,
            purpose=purpose,
            destinations=[trips.DestinationPlan(place, point, 300)],
            starts_at=self.now + timedelta(hours=hours[0]),
            ends_at=self.now + timedelta(hours=hours[1]),
            vehicle=vehicle,
        )
        owner_id = (owner or self.cast.traveller).staff_id
        return self.parts.database.write(lambda s: trips.plan_trip(s, owner_id, plan, self.now))

    def _decide(self, trip: trips.TripView, decision: approvals.Decision) -> None:
        assert trip.approval
        number, lead = trip.approval.id, self.cast.lead.staff_id
        with self.parts.database.writing() as session:
            approvals.decide_request(session, self.parts.desk, number, lead, decision, self.now)

    def _tap(self, trip: trips.TripView) -> tuple[str, str]:
        """Three on the trip and one free; the ids of the first and the free one."""
        phone = make_phone(
            self.parts.database,
            self.parts.ledger,
            self.parts.keys,
            self.cast.traveller,
            self.parts.settings.origin,
            self.now,
        )
        made = [self._send(phone, trip.id, minutes, away) for minutes, away in ((80, 0), (40, 9), (5, 40))]
        with self.parts.database.writing() as session:
            log_look(
                session,
                viewer_id=self.cast.auditor.staff_id,
                subject_id=self.cast.traveller.staff_id,
                what_kind="evidence",
                what_id=made[0],
                reason="정산 감사",
                now=self.now,
            )
        return made[0], self._send(phone, None, 240, 900)

    def _send(self, phone: Phone, trip_id: bytes | None, minutes: int, away: int) -> str:
        point = trips.Point(GEOCHANG.lat_e7 + away * 1000, GEOCHANG.lon_e7 - away * 900)
        tap = phone.tap(self.now - timedelta(minutes=minutes), point, trip=trip_id, accuracy_m=10 + away)
        keys = trips.Keys(self.parts.keys.audit, self.parts.settings.origin)
        signer = trips.Signer(phone.owner.staff_id, phone.owner.number)
        upload = trips.Upload(tap.text, tap.sealed_context, phone.owner.number)
        opened = trips.open_upload(keys, signer, upload)
        with self.parts.database.writing() as session:
            trips.receive_evidence(session, self.parts.ledger, keys.origin, opened, self.now)
        return tap.id.hex()
