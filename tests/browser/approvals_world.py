"""What waits for a lead in browser tests: trips of two people, one of them to look at closer."""

from datetime import UTC, date, datetime, timedelta

from flask import Flask

from services import absences, approvals, trips
from services.absences import AbsenceKind, Source, Span
from services.approvals import Level, Rule
from services.clock import local_day
from tests.cast import Cast, Member, make_cast
from tests.phones import GEOCHANG
from webapp.context import EXTENSION, Parts


class Approvals:
    def __init__(self, app: Flask) -> None:
        self.parts: Parts = app.extensions[EXTENSION]
        self.now = datetime.now(UTC)
        with self.parts.database.writing() as session:
            self.cast: Cast = make_cast(session, self.now)

    @property
    def today(self) -> date:
        return local_day(self.now)

    def ask(
        self, number: int, purpose: str, owner: Member | None = None, *, days: int = 0, green: bool = True
    ) -> int:
        """A trip put before the lead; one that is not green has a place without a point."""
        starts_at = self.now + timedelta(hours=12 * number)
        place = trips.DestinationPlan("거창군청" if green else "어느 마을", GEOCHANG if green else None, 300)
        plan = trips.TripPlan(
            id=b"trip%04d" % number,
            purpose=purpose,
            destinations=[place],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=5, days=days),
        )
        owner_id = (owner or self.cast.traveller).staff_id
        trip = self.parts.database.write(lambda s: trips.plan_trip(s, owner_id, plan, self.now))
        assert trip.approval
        return trip.approval.id

    def decide(self, request_id: int, who: Member, *, approve: bool = True, reason: str = "") -> None:
        decision = approvals.Decision(approve, reason)
        with self.parts.database.writing() as session:
            approvals.decide_request(
                session, self.parts.desk, request_id, who.staff_id, decision, datetime.now(UTC)
            )

    def send_away(self, member: Member) -> None:
        """On leave, today and tomorrow."""
        span = Span(
            member.staff_id, AbsenceKind.LEAVE, self.now - timedelta(hours=9), self.now + timedelta(days=1)
        )
        with self.parts.database.writing() as session:
            absences.set_absences(session, Source("test", b"leave"), [span], is_approved=True)

    def add_rule(self) -> None:
        rule = Rule("trip", Level.DEPARTMENT, self.today, "사무전결 처리 규칙 별표 1", "days", 3, Level.LEAD)
        self.parts.database.write(lambda s: approvals.add_rule(s, rule, self.today))

    def name_deputy(self, principal: Member, deputy: Member) -> None:
        with self.parts.database.writing() as session:
            approvals.name_standing_deputy(session, principal.staff_id, deputy.staff_id, self.now)
