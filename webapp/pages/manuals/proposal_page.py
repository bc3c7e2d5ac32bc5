"""A text that waits for a decision, as its writer and whoever decides read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services import people
from services.errors import NotFound
from services.manuals import tasks, texts
from services.texts import N_
from webapp.pages.manuals.difference import SectionDifference, compare_sections
from webapp.pages.manuals.materials_page import open_manual


@dataclass(frozen=True)
class ProposalPage:
    """The sections as they would change what is published now."""

    manual: tasks.ManualView
    proposal: texts.Proposal
    by_name: str
    sections: Sequence[SectionDifference]
    is_own: bool


def load_proposal_page(session: Session, manual_id: int, proposal_id: bytes, staff_id: int) -> ProposalPage:
    """Raises: NotFound."""
    manual = open_manual(session, manual_id)
    proposal = texts.load_proposal(session, proposal_id)
    if proposal.manual_id != manual_id:
        raise NotFound("proposal_not_found", N_("그런 결재 건이 없어요."))
    before = texts.find_texts(session, manual_id, proposal.base)
    told = texts.describe_changes(before, {**before, **proposal.texts})
    return ProposalPage(
        manual=manual,
        proposal=proposal,
        by_name=people.names_of(session, [proposal.by_id]).get(proposal.by_id, ""),
        sections=compare_sections(before, proposal.texts, told),
        is_own=proposal.by_id == staff_id,
    )
