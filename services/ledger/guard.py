"""The guard file: the last head that this machine was about to publish, out of the database's reach.

Invariants
- It is durable before a head is signed: whatever was published is at most what it says.
- It never goes back: only `replace`, for a new origin, writes it without looking at what was there.
- It holds the time that the head is signed with: a head that is signed again, after a crash or because
  somebody made its row forget its signature, cannot become younger than it was.

Form: six lines, "balgil-guard-v1", origin, size, base64 of the root; the size that was published before, and
the time of the head in seconds since 1970.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from services.clock import from_millis, to_millis
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
    guard_unwritable,
    other_origin,
)
from services.ledger.tree import list_paths, load_tiles, node_getter

_TITLE = b"balgil-guard-v1\n"
_SIGNING = re.compile(rb"(?s)(?P<head>.+\n)(?P<previous_size>[0-9]{1,16})\n(?P<seconds>[0-9]{1,11})\n")


@dataclass(frozen=True, slots=True)
class Guarded:
    """The last head that was about to be published: after one of `previous_size`, bearing the time `at`."""

    head: Checkpoint
    previous_size: int
    at: datetime


class Guard:
    """One guard file. Changes are made under the ledger's lock, so that two sequencers cannot cross."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hurries = False
        self._unwritten: bytes | None = None

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """For a ledger that is made anew after a crash (`Database.hurrying`): written once, at the end.

        Only for one that nobody has been shown anything of. Raises: Refused (`ledger_guard_unwritable`).
        """
        self._hurries = True
        try:
            yield
        finally:
            self._hurries = False
            if self._unwritten is not None:
                self._write(self._unwritten)
                self._unwritten = None

    def read(self) -> Guarded | None:
        """What was last guarded, None where there is no file.

        Raises: Refused (`ledger_guard_damaged`).
        """
        try:
            data = self._unwritten or self.path.read_bytes()
        except FileNotFoundError:
            return None
        signing = _SIGNING.fullmatch(data.removeprefix(_TITLE))
        if signing is None or not data.startswith(_TITLE):
            raise guard_damaged(str(self.path))
        at = from_millis(1000 * int(signing["seconds"]))
        try:
            return Guarded(parse_checkpoint(signing["head"]), int(signing["previous_size"]), at)
        except (Malformed, UnicodeDecodeError):
            raise guard_damaged(str(self.path)) from None

    def advance(self, new: Guarded) -> None:
        """Guards a larger head than the last one.

        Not checked: that it continues the last one; the caller compares the tree.
        Raises: Refused (`ledger_behind_guard`, `ledger_differs_from_guard`, `ledger_other_origin`,
        `ledger_guard_unwritable`).
        """
        last = self.read()
        if last and last.head.origin != new.head.origin:
            raise other_origin(new.head.origin, last.head.origin)
        if last and new.head.size < last.head.size:
            raise behind_guard(new.head.size, last.head.size)
        if last and new.head.size == last.head.size:
            raise differs_from_guard(new.head.size)
        self.replace(new)

    def replace(self, new: Guarded) -> None:
        """Guards a head whatever was guarded before: for the first head of a new origin.

        Raises: Refused (`ledger_guard_unwritable`), as on a full disk.
        """
        signing = f"{new.previous_size}\n{to_millis(new.at) // 1000}\n".encode()
        data = _TITLE + new.head.body() + signing
        if self._hurries:
            self._unwritten = data
        else:
            self._write(data)

    def _write(self, data: bytes) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.path, data)
        except OSError:
            raise guard_unwritable(str(self.path)) from None


def compare_with_guard(session: Session, log: LedgerLog, guarded: Guarded | None) -> None:
    """Holds the database against the guard file: it must continue what was guarded, and must not have
    forgotten that a head was published. Read the file first: a sequencer at work only moves the other ahead.

    Raises: Refused (`ledger_guard_missing`, `ledger_other_origin`, `ledger_behind_guard`,
    `ledger_differs_from_guard`).
    """
    if guarded is None:
        if log.published_size:
            raise guard_missing()
        return
    head = guarded.head
    if head.origin != log.origin:
        raise other_origin(log.origin, head.origin)
    if head.size > log.size:
        raise behind_guard(log.size, head.size)
    if guarded.previous_size > log.published_size:
        raise behind_guard(log.published_size, guarded.previous_size)
    if _stored_root(session, log.id, head.size) != head.root:
        raise differs_from_guard(head.size)


def _stored_root(session: Session, log_id: int, size: int) -> bytes | None:
    tiles = load_tiles(session, log_id, list_paths(size, size))
    try:
        return merkle.root_at(size, node_getter(tiles))
    except merkle.InvalidProof:
        return None
