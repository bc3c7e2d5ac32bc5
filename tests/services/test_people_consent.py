"""Consent to positions, notices, and the log of looks: what a person can read about her own data."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import notifications, people
from services.access_log import list_looks, list_looks_at, log_look
from services.errors import Invalid
from services.notice_kinds import KINDS
from services.people import ConsentState
from tests.factories import NOW, Cast, sqlite_only

GIVEN, REFUSED = ConsentState.GIVEN, ConsentState.REFUSED
PAUSED, WITHDRAWN = ConsentState.PAUSED, ConsentState.WITHDRAWN
MINUTE = timedelta(minutes=1)


def decide(session: Session, staff_id: int, *states: ConsentState, wording: str = "2026-09") -> None:
    for state in states:
        people.record_consent(session, staff_id, state, wording, NOW)


def test_before_the_first_decision_there_is_none(session: Session, cast: Cast) -> None:
    assert people.current_consent(session, cast.traveller) is None


def test_every_decision_stays_readable(session: Session, cast: Cast) -> None:
    decide(session, cast.traveller, GIVEN, PAUSED, GIVEN, WITHDRAWN)
    history = people.list_consents(session, cast.traveller)
    assert [decision.state for decision in history] == [WITHDRAWN, GIVEN, PAUSED, GIVEN]
    assert people.current_consent(session, cast.traveller) == history[0]
    assert people.current_consent(session, cast.colleague) is None


@pytest.mark.parametrize(
    ("states", "allows"),
    [((GIVEN,), True), ((REFUSED,), False), ((GIVEN, PAUSED), False), ((GIVEN, WITHDRAWN), False)],
)
@sqlite_only
def test_captures_are_allowed_while_consent_is_given(
    session: Session, cast: Cast, states: tuple[ConsentState, ...], allows: bool
) -> None:
    decide(session, cast.traveller, *states)
    current = people.current_consent(session, cast.traveller)
    assert current is not None
    assert current.allows_captures is allows


@sqlite_only
def test_a_refusal_can_be_thought_over(session: Session, cast: Cast) -> None:
    decide(session, cast.traveller, REFUSED, GIVEN)
    decide(session, cast.colleague, GIVEN, WITHDRAWN, GIVEN)


def test_a_tap_sent_twice_is_one_decision(session: Session, cast: Cast) -> None:
    decide(session, cast.traveller, GIVEN, GIVEN)
    assert len(people.list_consents(session, cast.traveller)) == 1


@sqlite_only
def test_a_new_wording_is_a_new_decision(session: Session, cast: Cast) -> None:
    decide(session, cast.traveller, GIVEN)
    decide(session, cast.traveller, GIVEN, wording="2027-01")
    assert [c.wording for c in people.list_consents(session, cast.traveller)] == ["2027-01", "2026-09"]


@pytest.mark.parametrize(
    "states",
    [
        (PAUSED,),
        (WITHDRAWN,),
        (REFUSED, PAUSED),
        (REFUSED, WITHDRAWN),
        (GIVEN, REFUSED),
        (GIVEN, WITHDRAWN, PAUSED),
    ],
)
@sqlite_only
def test_steps_that_make_no_sense_are_refused(
    session: Session, cast: Cast, states: tuple[ConsentState, ...]
) -> None:
    with pytest.raises(Invalid) as refusal:
        decide(session, cast.traveller, *states)
    assert refusal.value.code == "consent_step"


def test_notices_are_read_by_their_owner_alone(session: Session, cast: Cast) -> None:
    notifications.notify(session, cast.traveller, people.NoticeKind.LOOKED_CLOSER, NOW, reason="2분기 감사")
    notifications.notify(session, cast.traveller, "claim_settled", NOW)
    newest, oldest = notifications.list_notices(session, cast.traveller)
    assert (
        KINDS[oldest.kind].sentence % oldest.facts == "감사 담당자가 위치를 자세히 봤어요. 사유: 2분기 감사"
    )
    notifications.mark_notices_read(session, cast.stranger, [oldest.id], NOW)
    assert notifications.count_unread_notices(session, cast.traveller) == 2
    notifications.mark_notices_read(session, cast.traveller, [oldest.id], NOW)
    assert notifications.count_unread_notices(session, cast.traveller) == 1
    notifications.mark_notices_read(session, cast.traveller, [oldest.id], NOW + MINUTE)
    assert notifications.list_notices(session, cast.traveller)[1].read_at == NOW
    assert [n.id for n in notifications.list_notices(session, cast.traveller, only_unread=True)] == [
        newest.id
    ]


def look(session: Session, viewer: int, subject: int, what: str = "e1", reason: str = "표본 확인") -> None:
    log_look(
        session,
        viewer_id=viewer,
        subject_id=subject,
        what_kind="evidence",
        what_id=what,
        reason=reason,
        now=NOW,
    )


def test_who_looked_at_my_data_is_mine_to_read(session: Session, cast: Cast) -> None:
    look(session, cast.auditor, cast.traveller, "e1")
    look(session, cast.auditor, cast.traveller, "e2", "  같은 날   두 건 ")
    look(session, cast.auditor, cast.colleague, "e3")
    looks = list_looks(session, cast.traveller)
    assert [(one.viewer_id, one.what_id, one.reason) for one in looks] == [
        (cast.auditor, "e2", "같은 날 두 건"),
        (cast.auditor, "e1", "표본 확인"),
    ]
    assert list_looks(session, cast.traveller, before_id=looks[0].id) == looks[1:]
    assert [one.subject_id for one in list_looks_at(session, "evidence", "e3")] == [cast.colleague]


def test_looking_at_oneself_is_no_look(session: Session, cast: Cast) -> None:
    look(session, cast.traveller, cast.traveller)
    assert list_looks(session, cast.traveller) == []


@pytest.mark.parametrize("reason", ["", "   ", "가" * 501, "a\x00b"])
@sqlite_only
def test_a_look_needs_a_reason(session: Session, cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        look(session, cast.auditor, cast.traveller, reason=reason)
    assert refusal.value.code == "look_reason"
