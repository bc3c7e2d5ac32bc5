"""The line that a rule gives a request: review, then decision, with the mark of who decides by delegation."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services import approvals
from services.approvals import Decision, Level, Request, Role, Rule, Submission
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from tests.approval_requests import waiting_ids
from tests.cast import Member
from tests.hall import Hall

ID = b"a request of it."


@pytest.fixture
def put(hall: Hall) -> Callable[..., Request]:
    """Puts a leave of so many days before the line."""

    def make(days: int = 5, owner: Member | None = None, **changes: object) -> Request:
        values: dict[str, object] = {"cautions": (), "party": (), "facts": {"days": days}}
        submission = Submission("leave", ID, "연가", b"\x80", [("days", str(days))], **values | changes)  # type: ignore[arg-type]
        owner_id = (owner or hall.cast.traveller).staff_id
        return hall.write(lambda s: approvals.submit_request(s, submission, owner_id, hall.now))

    return make


@pytest.fixture
def rules(hall: Hall) -> None:
    """Up to three days the team's lead, from four on the department's, from ten on the head."""
    today = local_day(hall.now)
    for rule in (
        Rule("leave", Level.LEAD, today, "사무전결 처리 규칙"),
        Rule("leave", Level.DEPARTMENT, today, "사무전결 처리 규칙", "days", 4, Level.LEAD),
        Rule("leave", Level.INSTITUTION, today, "사무전결 처리 규칙", "days", 10, Level.DEPARTMENT),
    ):
        hall.write(lambda s, rule=rule: approvals.add_rule(s, rule, today))


def act(hall: Hall, request: Request, member: Member, **values: object) -> Request:
    decision = Decision(**{"approve": True, **values})  # type: ignore[arg-type]
    return hall.write(
        lambda s: approvals.decide_request(s, hall.desk, request.id, member.staff_id, decision, hall.now)
    )


def test_without_a_rule_the_nearest_lead_decides(hall: Hall, put: Callable[..., Request]) -> None:
    request = put()
    assert [(step.role, step.level) for step in request.steps] == [(Role.DECISION, Level.LEAD)]
    assert not request.is_delegated


@pytest.mark.usefixtures("rules")
def test_the_number_of_a_fact_chooses_the_rule(hall: Hall, put: Callable[..., Request]) -> None:
    levels = {days: [step.level.value for step in put(days).steps] for days in (3, 4, 9, 10)}
    assert levels == {
        3: ["lead"],
        4: ["lead", "department"],
        9: ["lead", "department"],
        10: ["department", "institution"],
    }


@pytest.mark.usefixtures("rules")
def test_review_then_decision_by_the_one_above(hall: Hall, put: Callable[..., Request]) -> None:
    cast, request = hall.cast, put()
    assert (waiting_ids(hall, cast.lead), waiting_ids(hall, cast.director)) == ([request.id], [])
    reviewed = act(hall, request, cast.lead, version=1)
    assert (reviewed.state, reviewed.step, reviewed.version) == (approvals.WAITING, 1, 2)
    assert reviewed.approver_id == cast.director.staff_id
    assert (waiting_ids(hall, cast.lead), waiting_ids(hall, cast.director)) == ([], [request.id])
    assert act(hall, request, cast.lead, version=1) == reviewed
    decided = act(hall, request, cast.director, version=2)
    assert (decided.state, decided.is_delegated) == (approvals.APPROVED, True)
    kinds = [
        hall.records(kind, "leave", ID)[0].facts["step"] for kind in ("approval_reviewed", "approval_decided")
    ]
    assert kinds == [0, 1]


@pytest.mark.usefixtures("rules")
def test_a_refusal_at_the_review_ends_it(hall: Hall, put: Callable[..., Request]) -> None:
    refused = act(hall, put(), hall.cast.lead, approve=False, reason="인력이 부족해요")
    assert refused.state == approvals.REFUSED
    with pytest.raises(NotFound):
        act(hall, refused, hall.cast.mayor)


@pytest.mark.usefixtures("rules")
def test_a_review_by_the_one_who_decides_is_left_out(hall: Hall, put: Callable[..., Request]) -> None:
    request = put(5, hall.cast.lead)
    assert [step.level for step in request.steps] == [Level.DEPARTMENT]
    assert waiting_ids(hall, hall.cast.director) == [request.id]


@pytest.mark.usefixtures("rules")
def test_the_decision_of_the_head_is_nobodys_delegation(hall: Hall, put: Callable[..., Request]) -> None:
    request = put(12)
    act(hall, request, hall.cast.director)
    assert not act(hall, request, hall.cast.mayor).is_delegated


@pytest.mark.usefixtures("rules")
def test_who_saw_an_earlier_step_is_told_that_it_has_gone_on(hall: Hall, put: Callable[..., Request]) -> None:
    request = put()
    act(hall, request, hall.cast.lead, version=1)
    with pytest.raises(Conflict) as told:
        act(hall, request, hall.cast.director, version=1)
    assert told.value.code == "changed"
    with pytest.raises(Conflict):
        act(hall, request, hall.cast.lead, approve=False, reason="다시 보니", version=1)


def test_the_phones_id_makes_two_posts_one(hall: Hall, put: Callable[..., Request]) -> None:
    request, number = put(), bytes(range(16))
    first = act(hall, request, hall.cast.lead, version=1, id=number)
    assert act(hall, request, hall.cast.lead, version=1, id=number) == first
    other = hall.request(hall.trip())
    with pytest.raises(Conflict) as told:
        act(hall, other, hall.cast.lead, id=number)
    assert told.value.code == "id_taken"


def test_a_rule_begins_on_its_day_and_ends_the_one_before(sqlite_hall: Hall) -> None:
    hall, today = sqlite_hall, local_day(sqlite_hall.now)
    first = Rule("leave", Level.LEAD, today, "규칙")
    later = Rule("leave", Level.DEPARTMENT, today + timedelta(days=3), "새 규칙")
    hall.write(lambda s: approvals.add_rule(s, first, today))
    hall.write(lambda s: approvals.add_rule(s, later, today))
    with pytest.raises(Conflict):
        hall.write(lambda s: approvals.add_rule(s, later, today))
    new, old = hall.read(approvals.list_rules)
    assert (old.until_on, new.until_on) == (today + timedelta(days=2), None)
    hall.write(lambda s: approvals.end_rule(s, new.id, today))
    hall.write(lambda s: approvals.end_rule(s, old.id, today + timedelta(days=1)))
    assert [rule.until_on for rule in hall.read(approvals.list_rules)] == [today]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_on": timedelta(days=-1)}, "from_on"),
        ({"basis": " "}, "basis"),
        ({"fact": "days"}, "at_least"),
        ({"at_least": 3}, "at_least"),
        ({"review_level": Level.LEAD}, "review_level"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    sqlite_hall: Hall, changes: dict[str, object], field: str
) -> None:
    today = local_day(sqlite_hall.now)
    values: dict[str, object] = {
        "subject_kind": "leave",
        "level": Level.LEAD,
        "from_on": today,
        "basis": "규칙",
    }
    if isinstance(shift := changes.get("from_on"), timedelta):
        changes = {"from_on": today + shift}
    rule = Rule(**values | changes)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        sqlite_hall.write(lambda s: approvals.add_rule(s, rule, today))
    assert list(refused.value.fields) == [field]
