"""Handovers (인수인계): one screen for who goes, one tap for who comes, and nothing stays without somebody.

행정업무의 운영 및 혁신에 관한 규정 제61조, 시행규칙 제45조.
"""

from services.handovers.checks import NewHandover, Writing
from services.handovers.content import compare_accepted, find_unproven_handovers
from services.handovers.destruction import (
    compare_destroyed,
    destroy_old_handovers,
    find_unproven_destructions,
)
from services.handovers.due import keep_up, list_due
from services.handovers.form import render_form
from services.handovers.giving import (
    list_free_manuals,
    offer_handover,
    open_handover,
    withdraw_handover,
    write_handover,
)
from services.handovers.going import Going, find_going
from services.handovers.inventory import (
    DEADLINE_KINDS,
    OPEN_KINDS,
    SEAT_KINDS,
    Inventory,
    Item,
    Kind,
    take_inventory,
)
from services.handovers.models import LONGEST_PART, LONGEST_REASON
from services.handovers.notices import NOTICES, NoticeKind
from services.handovers.taking import accept_handover, hand_on, list_as_deputy, return_handover
from services.handovers.views import (
    HandedManual,
    HandoverLine,
    HandoverView,
    Parts,
    Party,
    State,
    Why,
    count_offered,
    get_handover,
    has_handovers,
    list_handovers,
    list_overseen,
    may_give,
    may_oversee,
)

# fmt: off
__all__ = [
    "DEADLINE_KINDS", "LONGEST_PART", "LONGEST_REASON", "NOTICES", "OPEN_KINDS", "SEAT_KINDS", "Going",
    "HandedManual", "HandoverLine", "HandoverView", "Inventory", "Item", "Kind", "NewHandover",
    "NoticeKind", "Parts", "Party", "State", "Why", "Writing", "accept_handover", "compare_accepted",
    "compare_destroyed", "count_offered", "destroy_old_handovers", "find_going",
    "find_unproven_destructions", "find_unproven_handovers", "get_handover", "hand_on", "has_handovers",
    "keep_up", "list_as_deputy", "list_due", "list_free_manuals", "list_handovers",
    "list_overseen", "may_give", "may_oversee", "offer_handover", "open_handover", "render_form",
    "return_handover", "take_inventory", "withdraw_handover", "write_handover",
]
# fmt: on
