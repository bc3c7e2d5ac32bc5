"""Every check, in the order in which a verdict tells them: a case goes in, a check comes out."""

from collections.abc import Callable
from typing import Final

from services.audit import checks_ledger as ledger
from services.audit import checks_trip as trip
from services.audit.case import Case
from services.audit.verdict import Check

CHECKS: Final[tuple[Callable[[Case], Check], ...]] = (
    ledger.check_device,
    ledger.check_signature,
    ledger.check_ledger,
    ledger.check_witness,
    ledger.check_not_before,
    ledger.check_not_after,
    ledger.check_phone_clock,
    ledger.check_revocation,
    trip.check_chain,
    trip.check_trip,
    trip.check_distance,
    trip.check_neighbours,
    trip.check_signals,
    trip.check_claim,
    trip.check_claimant,
    ledger.check_completeness,
)
