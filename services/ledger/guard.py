"""The guard file: the last head that this machine was about to publish, out of the database's reach.

Invariants
- It is durable before a head is signed: whatever was published is at most what it says.
- It never goes back: only `replace`, for a new origin, writes it without looking at what was there.

Form: four lines, "balgil-guard-v1", origin, size, base64 of the root.
"""

from pathlib import Path

from sqlalchemy.orm import Session

from services.crypto import merkle
from services.crypto.checkpoint import Checkpoint, parse_checkpoint
from services.errors import Malformed
from services.key_files import write_atomically
from services.ledger.models import LedgerLog
from services.ledger.refusals import (
    behind_guard,
    differs_from_guard,
    guard_damaged,
    guard_missing,
    other_origin,
)
from services.ledger.tree import list_paths, load_tiles, node_getter

_TITLE = b"balgil-guard-v1\n"


class Guard:
    """One guard file. Changes are made under the ledger's lock, so that two sequencers cannot cross."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Checkpoint | None:
        """What was last guarded, None where there is no file.

        Raises: Refused (`ledger_guard_damaged`).
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        if not data.startswith(_TITLE):
            raise guard_damaged(str(self.path))
        try:
            return parse_checkpoint(data.removeprefix(_TITLE))
        except (Malformed, UnicodeDecodeError):
            raise guard_damaged(str(self.path)) from None

    def advance(self, head: Checkpoint) -> None:
        """Guards a head that is the same as the last one or larger.

        Not checked: that a larger head continues the last one; the caller compares the tree.
        Raises: Refused (`ledger_behind_guard`, `ledger_differs_from_guard`, `ledger_other_origin`).
        """
        last = self.read()
        if last == head:
            return
        if last and last.origin != head.origin:
            raise other_origin(head.origin, last.origin)
        if last and head.size < last.size:
            raise behind_guard(head.size, last.size)
        if last and head.size == last.size:
            raise differs_from_guard(head.size)
        self.replace(head)

    def replace(self, head: Checkpoint) -> None:
        """Guards a head whatever was guarded before: for the first head of a new origin."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.path, _TITLE + head.body())


def compare_with_guard(session: Session, log: LedgerLog, guarded: Checkpoint | None) -> None:
    """Holds the stored tree against the guard file: it must continue what was guarded.

    Raises: Refused (`ledger_guard_missing`, `ledger_other_origin`, `ledger_behind_guard`,
    `ledger_differs_from_guard`).
    """
    if guarded is None:
        if log.published_size:
            raise guard_missing()
        return
    if guarded.origin != log.origin:
        raise other_origin(log.origin, guarded.origin)
    if guarded.size > log.size:
        raise behind_guard(log.size, guarded.size)
    if _stored_root(session, log.id, guarded.size) != guarded.root:
        raise differs_from_guard(guarded.size)


def _stored_root(session: Session, log_id: int, size: int) -> bytes | None:
    tiles = load_tiles(session, log_id, list_paths(size, size))
    try:
        return merkle.root_at(size, node_getter(tiles))
    except merkle.InvalidProof:
        return None
