"""One line of approval that carries every subject."""

from services.approvals.decisions import (
    Decision,
    approve_green_requests,
    count_waiting,
    decide_request,
    hash_text,
    list_decided,
    list_waiting,
)
from services.approvals.desk import Desk, Effect
from services.approvals.models import LONGEST_REASON
from services.approvals.projections import compare_decisions, find_unproven_decisions
from services.approvals.requests import (
    APPROVED,
    REFUSED,
    WAITING,
    WITHDRAWN,
    Request,
    Submission,
    find_request,
    is_refused_in_sql,
    newest_requests,
    submit_request,
    withdraw_request,
)

__all__ = [
    "APPROVED",
    "LONGEST_REASON",
    "REFUSED",
    "WAITING",
    "WITHDRAWN",
    "Decision",
    "Desk",
    "Effect",
    "Request",
    "Submission",
    "approve_green_requests",
    "compare_decisions",
    "count_waiting",
    "decide_request",
    "find_request",
    "find_unproven_decisions",
    "hash_text",
    "is_refused_in_sql",
    "list_decided",
    "list_waiting",
    "newest_requests",
    "submit_request",
    "withdraw_request",
]
