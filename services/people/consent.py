"""Consent to positions: asked on its own page, refused without harm, paused and withdrawn at any time.

Rows are only added: who decided what, when, and under which wording stays readable.
Source: 위치정보의 보호 및 이용 등에 관한 법률 제15조, 제24조; 개인정보 보호법 제16조 제3항.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.errors import Invalid
from services.locks import lock_subject
from services.people.models import Consent
from services.texts import N_


class ConsentState(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


# From nothing or from each state: what a person can decide next.
_NEXT: dict[ConsentState | None, frozenset[ConsentState]] = {
    None: frozenset({ConsentState.GIVEN, ConsentState.REFUSED}),
    ConsentState.GIVEN: frozenset({ConsentState.PAUSED, ConsentState.WITHDRAWN}),
    ConsentState.PAUSED: frozenset({ConsentState.GIVEN, ConsentState.WITHDRAWN}),
    ConsentState.REFUSED: frozenset({ConsentState.GIVEN}),
    ConsentState.WITHDRAWN: frozenset({ConsentState.GIVEN}),
}


@dataclass(frozen=True)
class ConsentView:
    """A decision; `wording` names the version of the text that was on the screen."""

    state: ConsentState
    wording: str
    decided_at: datetime

    @property
    def allows_captures(self) -> bool:
        return self.state is ConsentState.GIVEN


def record_consent(
    session: Session, staff_id: int, state: ConsentState, wording: str, now: datetime
) -> ConsentView:
    """Adds a decision; the same decision under the same wording again adds nothing.

    Raises: Invalid `consent_step` for a step that makes no sense, such as pausing what was refused.
    """
    lock_subject(session, f"consent {staff_id}")
    current = current_consent(session, staff_id)
    if current and (current.state, current.wording) == (state, wording):
        return current
    if current is None or current.state is not state:
        _check_step(current.state if current else None, state)
    session.add(Consent(staff_id=staff_id, state=state, wording=wording, decided_at=now))
    session.flush()
    return ConsentView(state, wording, now)


def current_consent(session: Session, staff_id: int) -> ConsentView | None:
    """The last decision; None before the first."""
    return next(iter(list_consents(session, staff_id, limit=1)), None)


def list_consents(session: Session, staff_id: int, limit: int = 100) -> list[ConsentView]:
    """A person's decisions, newest first."""
    query = select(Consent).where(Consent.staff_id == staff_id).order_by(Consent.id.desc()).limit(limit)
    return [ConsentView(ConsentState(r.state), r.wording, r.decided_at) for r in session.scalars(query)]


def _check_step(before: ConsentState | None, after: ConsentState) -> None:
    if after not in _NEXT[before]:
        raise Invalid("consent_step", N_("지금 상태에서는 고를 수 없어요. 화면을 새로 고쳐 주세요."))
