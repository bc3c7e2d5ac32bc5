"""What applies to bookings: dated rows of the organisation, each with its basis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.dated_rules import check_later, find_newest, take_back
from services.errors import Invalid
from services.remote_work.seats.models import SeatRule
from services.remote_work.seats.parts import AM, DAY, PM
from services.texts import N_, tidy_line

DAY_MIN = 24 * 60
MOST_AHEAD, MOST_A_WEEK, MOST_CANCEL_MIN, MOST_EARLY_MIN = 120, 7, 7 * DAY_MIN, 240
SHORTEST_RELEASE_MIN, LONGEST_RELEASE_MIN = 1, 240
LONGEST_BASIS = 200


@dataclass(frozen=True)
class SeatTerms:
    """The rule of a day. Minutes are of the Korean day; 0 `most_days_a_week` means as many as one likes."""

    from_on: date
    opens_minute: int
    noon_minute: int
    closes_minute: int
    most_days_ahead: int
    most_days_a_week: int
    cancel_before_min: int
    check_in_before_min: int
    release_after_min: int
    needs_approval: bool
    basis: str

    def minutes_of(self, part: str) -> tuple[int, int]:
        """When a part of the day begins and ends."""
        return {
            DAY: (self.opens_minute, self.closes_minute),
            AM: (self.opens_minute, self.noon_minute),
            PM: (self.noon_minute, self.closes_minute),
        }[part]


def get_seat_terms(session: Session, on: date) -> SeatTerms:
    """The rule of a day; before there was one, the first."""
    return terms_on(list_seat_terms(session), on)


def list_seat_terms(session: Session) -> list[SeatTerms]:
    """Every rule there ever was, the newest first."""
    return [_to_view(row) for row in session.scalars(select(SeatRule).order_by(SeatRule.from_on.desc()))]


def terms_on(terms: Sequence[SeatTerms], on: date) -> SeatTerms:
    """The rule of a day among all of them, the newest first."""
    return next((each for each in terms if each.from_on <= on), terms[-1])


def add_seat_terms(session: Session, terms: SeatTerms, today: date) -> None:
    """A rule from a later day on than all others; what is booked already stays as it is.

    Raises: Invalid with each wrong field; Conflict `rule_not_later`.
    """
    terms = SeatTerms(**{**vars(terms), "basis": tidy_line(terms.basis)})
    if wrong := _find_wrong(terms):
        raise Invalid("invalid_seat_rule", fields=wrong)
    check_later(terms.from_on, find_newest(session, SeatRule.from_on), today)
    session.add(SeatRule(**vars(terms)))
    session.flush()


def remove_seat_terms(session: Session, from_on: date, today: date) -> None:
    """Takes back a rule that is not in force yet. Raises: Conflict `rule_in_force`."""
    take_back(session, session.get(SeatRule, from_on), from_on, today)


def _find_wrong(terms: SeatTerms) -> dict[str, str]:
    number = N_("이 칸의 숫자를 확인해 주세요.")
    checks = {
        "opens": (
            0 <= terms.opens_minute < terms.noon_minute < terms.closes_minute < DAY_MIN,
            N_("여는 시각, 반일을 나누는 시각, 닫는 시각이 차례대로여야 해요."),
        ),
        "most_days_ahead": (0 <= terms.most_days_ahead <= MOST_AHEAD, number),
        "most_days_a_week": (0 <= terms.most_days_a_week <= MOST_A_WEEK, number),
        "cancel_before": (0 <= terms.cancel_before_min <= MOST_CANCEL_MIN, number),
        "check_in_before": (0 <= terms.check_in_before_min <= MOST_EARLY_MIN, number),
        "release_after": (
            SHORTEST_RELEASE_MIN <= terms.release_after_min <= LONGEST_RELEASE_MIN,
            N_("체크인을 기다리는 시간을 1분에서 240분 사이로 적어 주세요."),
        ),
        "basis": (0 < len(terms.basis) <= LONGEST_BASIS, N_("근거 규정을 200자 안에서 적어 주세요.")),
    }
    return {field: sentence for field, (is_right, sentence) in checks.items() if not is_right}


def _to_view(row: SeatRule) -> SeatTerms:
    return SeatTerms(
        row.from_on,
        row.opens_minute,
        row.noon_minute,
        row.closes_minute,
        row.most_days_ahead,
        row.most_days_a_week,
        row.cancel_before_min,
        row.check_in_before_min,
        row.release_after_min,
        row.needs_approval,
        row.basis,
    )
