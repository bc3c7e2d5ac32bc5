"""Enrolments of phones in few words."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.errors import BalgilError
from services.ledger import Appender, Record, find_record
from tests.factories import KEYS, NOW, ORIGIN, PARTY

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LEDGER = Appender(KEYS.pending_key)


def begin(session: Session, staff_id: int, public_key: bytes, **more: object) -> people.EnrolmentQuestion:
    return people.begin_enrolment(
        session,
        staff_id,
        public_key,
        origin=ORIGIN,
        party=PARTY,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def record_of(session: Session, record_id: int | None) -> Record:
    assert record_id is not None
    record = find_record(session, record_id)
    assert record is not None
    return record


def code_of(act: object) -> str:
    with pytest.raises(BalgilError) as refusal:
        act()  # type: ignore[operator]
    return refusal.value.code
