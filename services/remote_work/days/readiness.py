"""What must be there before somebody works elsewhere."""

from datetime import date

from sqlalchemy.orm import Session

from services import approvals
from services.remote_work.days.contacts import find_contact
from services.remote_work.days.day_types import Readiness
from services.remote_work.days.forwarding import find_forwarding
from services.remote_work.days.pledges import find_pledge
from services.remote_work.days.rules import get_remote_rules


def find_readiness(session: Session, staff_id: int, on: date) -> Readiness:
    """What the rule of a day needs, and what is missing."""
    needed = get_remote_rules(session, on).needs
    pledge = find_pledge(session, staff_id, on)
    contact = find_contact(session, staff_id, on)
    deputy_id = approvals.find_stand_in(session, staff_id, on)
    is_there = {
        "pledge": pledge is not None,
        "deputy": deputy_id is not None,
        "contact": contact is not None and contact.current_until_on >= on,
        "forwarding": find_forwarding(session, staff_id, on).is_confirmed,
    }
    return Readiness(
        needed=needed,
        missing=[code for code in needed if not is_there[code]],
        pledge_until_on=pledge.until_on if pledge else None,
        deputy_id=deputy_id,
        contact_until_on=contact.current_until_on if contact else None,
    )
