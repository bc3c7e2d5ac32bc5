"""A text is published: by whoever looks after the manual, or after a decision where a rule asks for one.

Invariants
- A published text never changes; its leaf commits to the title and to every letter of all six sections.
- Numbers of a manual count from 1 without a gap; two who publish at once take turns.
- The same publication sent twice is one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import approvals
from services.clock import local_day
from services.errors import Conflict, Invalid
from services.ledger import Appender
from services.manuals import tasks
from services.manuals.sections import Section
from services.manuals.tasks import ManualView, tidy_text
from services.manuals.texts.drafts import let_go
from services.manuals.texts.keeping import Kept, keep_text
from services.manuals.texts.limits import check_length
from services.manuals.texts.merging import merge, refuse
from services.manuals.texts.models import LONGEST_REASON_NOTE, ManualProposal, ManualRevision
from services.manuals.texts.proposals import APPROVAL_KIND, Proposal, propose
from services.manuals.texts.revisions import Published, Reason, find_texts, load_revision, texts_of
from services.texts import N_, tidy_line

KEY_BYTES = 16
QUICK_REASONS = (Reason.LAW, Reason.GUIDANCE, Reason.ERROR)


@dataclass(frozen=True)
class Publication:
    """What somebody publishes: the sections that she wrote, on the published number `base`; a quick fix is
    one of one section. `key` is 16 bytes that the form made. `is_confirmed` says that she has looked at the
    whole and stamps it as right."""

    key: bytes
    base: int
    texts: Mapping[Section, str]
    reason: Reason = Reason.UPDATE
    note: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True)
class Outcome:
    """Either the text is published, or it waits for a decision."""

    published: Published | None
    proposal: Proposal | None = None


def publish(
    session: Session,
    ledger: Appender,
    manual_id: int,
    publication: Publication,
    by_id: int,
    now: datetime,
) -> Outcome:
    """Publishes, or puts before a lead what this person may not publish herself, or what a rule asks for.

    Raises: NotFound; Forbidden `not_manual_owner`; Invalid with each wrong field or section, `nothing_new`;
    Conflict `manual_collided` with both texts, `manual_closed`.
    """
    manual = tasks.lock_manual(session, manual_id, now)
    known = _find_known(session, manual, publication)
    if known is not None:
        return known
    rights = tasks.rights_of(session, manual, by_id, now)
    tasks.check_may(rights.write)
    publication = _check(manual, publication)
    base = find_texts(session, manual_id, publication.base)
    current = find_texts(session, manual_id, manual.number)
    merged, collisions = merge(base, current, publication.texts)
    refuse(collisions, manual.number)
    if merged == current:
        raise Invalid("nothing_new", N_("바뀐 내용이 없어요."))
    changed = [section for section in Section if merged[section] != current[section]]
    if not rights.publish or needs_decision(session, len(changed), now):
        texts = {section: merged[section] for section in changed}
        kept = Proposal.of(manual, publication.key, texts, publication.reason, publication.note, by_id, now)
        outcome = Outcome(None, propose(session, manual, kept, now))
    else:
        what = Kept(publication.key, merged, publication.reason, publication.note, publication.is_confirmed)
        outcome = Outcome(keep_text(session, ledger, manual, what, by_id, now))
    # An earlier text that is taken up again was written by nobody now.
    is_written = publication.reason is not Reason.RESTORE
    written = [s for s, text in publication.texts.items() if is_written and text != base[s]]
    let_go(session, manual_id, by_id, publication.texts, written)
    return outcome


def restore(
    session: Session, ledger: Appender, manual_id: int, number: int, key: bytes, by_id: int, now: datetime
) -> Outcome:
    """Publishes an earlier text again, as a new number; what was between stays in the history.

    Raises: as `publish` does.
    """
    manual = tasks.load_manual(session, manual_id, now)
    texts = load_revision(session, manual_id, number).texts
    publication = Publication(key, manual.number, texts, Reason.RESTORE, f"{number}")
    return publish(session, ledger, manual_id, publication, by_id, now)


def needs_decision(session: Session, sections: int, now: datetime) -> bool:
    """Whether a rule of the day asks for a decision on texts that change so many sections."""
    today = local_day(now)
    return any(
        rule.subject_kind == APPROVAL_KIND
        and rule.from_on <= today
        and (rule.until_on is None or today <= rule.until_on)
        and rule.applies_to({"sections": sections})
        for rule in approvals.list_rules(session)
    )


def _find_known(session: Session, manual: ManualView, publication: Publication) -> Outcome | None:
    """What the same publication has led to before.

    Raises: Conflict `key_taken` for another manual's, and for another text: a page that comes back from a
    browser's memory has the key of what it sent before.
    """
    query = select(ManualRevision).where(ManualRevision.key == publication.key)
    row = session.get(ManualProposal, publication.key) or session.scalar(query)
    if row is None:
        return None
    if row.manual_id == manual.id:
        if isinstance(row, ManualProposal):
            outcome, said = Outcome(None, Proposal.from_row(row)), Proposal.from_row(row).texts
        else:
            outcome, said = Outcome(load_revision(session, manual.id, row.number)), texts_of(row)
        if _says_the_same(session, manual, publication, said):
            return outcome
    raise Conflict("key_taken", N_("이 화면에서 이미 게시한 내용이 있어요. 새로 고친 뒤 다시 해 주세요."))


def _says_the_same(
    session: Session, manual: ManualView, publication: Publication, said: Mapping[Section, str]
) -> bool:
    """Whether it holds nothing but what was said, and what its writer left as it was."""
    if not 0 <= publication.base <= manual.number:
        return False
    base = find_texts(session, manual.id, publication.base)
    return all(
        tidy_text(text) in (said.get(section), base[section]) for section, text in publication.texts.items()
    )


def _check(manual: ManualView, publication: Publication) -> Publication:
    if not manual.is_open:
        raise Conflict("manual_closed", N_("닫은 매뉴얼이에요. 다시 연 뒤 고쳐 주세요."))
    texts = {section: tidy_text(text) for section, text in publication.texts.items()}
    check_length(texts)
    note = tidy_line(publication.note)
    wrong = {
        "note": (len(note) <= LONGEST_REASON_NOTE, N_("바꾼 사유를 200자 안에서 적어 주세요.")),
        "key": (len(publication.key) == KEY_BYTES, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
        "base": (0 <= publication.base <= manual.number, N_("화면을 새로 고친 뒤 다시 해 주세요.")),
    }
    found = {field: sentence for field, (is_right, sentence) in wrong.items() if not is_right}
    if found:
        raise Invalid("invalid_publication", fields=found)
    reason = (
        Reason.FIRST if manual.number == 0 and publication.reason is Reason.UPDATE else publication.reason
    )
    return Publication(
        publication.key, publication.base, texts, reason, note, is_confirmed=publication.is_confirmed
    )
