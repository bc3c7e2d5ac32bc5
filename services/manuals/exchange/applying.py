"""Applies an upload that somebody has looked at: all that can be taken, once, in portions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.clock import local_day
from services.errors import Conflict
from services.ledger import Appender
from services.locks import lock_subject
from services.manuals import tasks, texts
from services.manuals.exchange.fates import Fate, RowFate, changes_frame
from services.manuals.exchange.models import ManualImport
from services.manuals.exchange.plans import (
    PLAN_VALID_FOR,
    ImportPlan,
    find_institution,
    get_row,
    plan_again,
    to_content,
)
from services.manuals.sections import Section
from services.manuals.tasks import Frame, ManualView, NewManual
from services.manuals.texts import FirstText, Publication, Reason
from services.texts import N_

KEY_BYTES = 16
WAITING = "waiting"
# Of manuals in one transaction: whoever else writes waits for so long.
A_PORTION = 50


@dataclass(frozen=True)
class ImportView:
    """An upload that is applied, so far or whole. `counts` are by fate, and of those that wait for a decision
    (`waiting`); what it made and what it changed can be looked up, closed, and taken back in the history."""

    id: str
    filename: str
    applied_at: datetime | None
    applied_by_id: int | None
    counts: Mapping[str, int]
    made_ids: tuple[int, ...]
    changed_ids: tuple[int, ...]

    @property
    def is_done(self) -> bool:
        return self.applied_at is not None


def apply_import(session: Session, ledger: Appender, plan_id: str, by_id: int, now: datetime) -> ImportView:
    """Does the next portion of what the stored plan says, until `is_done`: then it only tells what was done.

    A caller commits each portion. One that is stopped in between goes on where it was.

    Raises: NotFound; Conflict `import_base_changed` when a manual was changed in between, `import_too_old`
    after a week.
    """
    lock_subject(session, "manual imports")
    row = get_row(session, plan_id, by_id, now)
    if row.applied_at is not None:
        return _to_view(row)
    if now - row.planned_at > PLAN_VALID_FOR:
        raise Conflict("import_too_old", N_("확인한 지 오래된 파일이에요. 파일을 다시 올려 주세요."))
    plan = plan_again(session, row, by_id, now)
    if plan.digest != row.content["digest"]:
        raise Conflict(
            "import_base_changed", N_("확인한 뒤에 매뉴얼이 바뀌었어요. 파일을 다시 올려 확인해 주세요.")
        )
    acts = [each for each in plan.rows if each.fate in (Fate.NEW, Fate.CHANGED)]
    portion = acts[:A_PORTION]
    # Before the index is taken: who publishes one of these has its row first, and then waits for the index.
    tasks.lock_manuals(session, [each.manual_id for each in portion if each.manual_id])
    done = _Applier(session, ledger, plan.id, by_id, now)
    done.make([each for each in portion if each.fate is Fate.NEW])
    done.change([each for each in portion if each.fate is Fate.CHANGED])
    _note_done(row, plan, done, replace(plan, rows=tuple(acts[A_PORTION:])))
    if len(acts) <= A_PORTION:
        row.applied_at, row.applied_by_id = now, by_id
    session.flush()
    return _to_view(row)


def _note_done(row: ManualImport, plan: ImportPlan, done: "_Applier", left: ImportPlan) -> None:
    """The texts that are done stand in the manuals now: only what is left is kept of them."""
    before = row.content
    counts = before.get("counts") or {fate.value: count for fate, count in plan.counts.items()}
    told = {
        "counts": counts | {WAITING: counts.get(WAITING, 0) + done.waiting},
        "made": [*before.get("made", ()), *done.made],
        "changed": [*before.get("changed", ()), *done.changed],
    }
    row.content = told | (to_content(left) if left.rows else {})


def list_imports(session: Session, by_id: int, now: datetime, limit: int = 20) -> list[ImportView]:
    """The uploads that were applied in the person's institution, newest first. Raises: Forbidden."""
    institution_id = find_institution(session, by_id, local_day(now))
    query = select(ManualImport).where(
        ManualImport.applied_at.is_not(None), ManualImport.institution_id == institution_id
    )
    query = query.order_by(ManualImport.applied_at.desc(), ManualImport.id).limit(limit)
    return [_to_view(row) for row in session.scalars(query)]


def get_import(session: Session, plan_id: str, by_id: int, now: datetime) -> ImportView:
    """One of the person's institution. Raises: NotFound `import_not_found`; Forbidden."""
    return _to_view(get_row(session, plan_id, by_id, now))


class _Applier:
    """Does what rows say; `waiting` counts the texts that a rule puts before somebody first."""

    def __init__(self, session: Session, ledger: Appender, plan_id: str, by_id: int, now: datetime) -> None:
        self._session, self._ledger, self._plan_id = session, ledger, plan_id
        self._by_id, self._now = by_id, now
        self.waiting = 0
        self.made: list[int] = []
        self.changed: list[int] = []

    def make(self, rows: Sequence[RowFate]) -> None:
        """New manuals: those with a text in few statements, unless a rule asks for a decision on each."""
        is_free = not texts.needs_decision(self._session, len(Section), self._now)
        whole = [row for row in rows if row.changed and is_free]
        firsts = [FirstText(_to_new(self._plan_id, row), _texts_of(row)) for row in whole]
        ids = texts.publish_new(self._session, self._ledger, firsts, self._by_id, self._now)
        bare = [row for row in rows if not (row.changed and is_free)]
        news = [_to_new(self._plan_id, row) for row in bare]
        ids += tasks.create_manuals(self._session, news, self._by_id, self._now)
        shares = [
            (manual_id, unit_id)
            for manual_id, row in zip(ids, [*whole, *bare], strict=True)
            for unit_id in row.shared_with
        ]
        tasks.share_many(self._session, shares)
        for manual_id, row in zip(ids[len(whole) :], bare, strict=True):
            self._publish(row, manual_id)
        self.made = ids

    def change(self, rows: Sequence[RowFate]) -> None:
        for row in rows:
            known = tasks.load_manual(self._session, row.manual_id or 0, self._now)
            self._frame(row, known)
            self._publish(row, known.id)
            self.changed.append(known.id)

    def _frame(self, row: RowFate, known: ManualView) -> None:
        """What a file says beside the text: its name and words, who shares it, who looks after it."""
        incoming = row.incoming
        if changes_frame(incoming, known):
            frame = Frame(
                incoming.title,
                known.code,
                incoming.keywords or known.keywords,
                incoming.season or known.months,
                known.review_months,
            )
            texts.change_manual(self._session, known.id, frame, self._now)
        more = set(row.shared_with) - set(known.shared_with)
        tasks.share_many(self._session, [(known.id, unit_id) for unit_id in sorted(more)])
        if row.owner_id and row.owner_id != known.owner_id:
            tasks.give_to(self._session, [known.id], row.owner_id, self._by_id, self._now)

    def _publish(self, row: RowFate, manual_id: int) -> None:
        if not row.changed:
            return
        key = _key(self._plan_id, "text", row)
        publication = Publication(key, row.base, _texts_of(row), Reason.IMPORT)
        outcome = texts.publish(self._session, self._ledger, manual_id, publication, self._by_id, self._now)
        self.waiting += outcome.published is None


def _to_new(plan_id: str, row: RowFate) -> NewManual:
    incoming = row.incoming
    return NewManual(
        key=_key(plan_id, "manual", row),
        unit_id=row.unit_id or 0,
        title=incoming.title,
        owner_id=row.owner_id,
        code=incoming.code,
        keywords=incoming.keywords,
        months=incoming.season,
        review_months=incoming.review_months,
    )


def _texts_of(row: RowFate) -> dict[Section, str]:
    return {section: row.incoming.sections[section.value] for section in row.changed}


def _key(plan_id: str, kind: str, row: RowFate) -> bytes:
    """The same file applied twice makes nothing twice; one upload names a task of a unit once."""
    return sha256(f"{plan_id} {kind} {row.unit_id} {row.incoming.title}".encode()).digest()[:KEY_BYTES]


def _to_view(row: ManualImport) -> ImportView:
    counts = row.content.get("counts", {})
    made, changed = (tuple(row.content.get(name, ())) for name in ("made", "changed"))
    return ImportView(row.id, row.filename, row.applied_at, row.applied_by_id, counts, made, changed)
