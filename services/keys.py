"""The keys that the processes work with: made at the first start, backed up, rotated, destroyed.

Invariants
- The web process opens the web ring and the sequencer the log ring, never each other's; both hold the same
  `pending` key. A missing ring beside an existing one is never made anew: it was lost, and a new key in its
  place would orphan what the old one sealed or signed.
- A ring is changed only after its new content was written to a backup and read back from there.
- A web process notices a changed ring by itself: an old worker must not refuse what was sealed to a new key.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.crypto import sealing
from services.crypto.keyring import KeyRing, new_key
from services.errors import Refused
from services.key_files import (
    RingFile,
    locked,
    log_ring,
    missing,
    sync_folder,
    web_ring,
    write_atomically,
)
from services.settings import Settings
from services.texts import N_

logger = logging.getLogger(__name__)

RESTS_FOR = timedelta(days=365)
WEB_PURPOSES = ("session", "field", "audit")


class WebKeys:
    """What the web process holds: never a key that signs the log."""

    def __init__(self, file: RingFile) -> None:
        self._file = file
        self._load()

    @property
    def session_secret(self) -> bytes:
        return self._ring.active("session").secret

    @property
    def field_key(self) -> bytes:
        return self._ring.active("field").secret

    @property
    def pending_key(self) -> bytes:
        return self._ring.active("pending").secret

    @property
    def audit(self) -> KeyRing:
        """The ring with the audit keys, active and retired, as it lies on disk now."""
        if self._file_stamp() != self._stamp:
            self._reload()
        return self._ring

    def audit_public(self) -> tuple[bytes, bytes]:
        """The id and the public key that phones seal to."""
        key = self.audit.active("audit")
        return key.id, sealing.public_key(key.secret)

    def _load(self) -> None:
        stamp = self._file_stamp()
        self._ring = self._file.read()
        self._stamp = stamp

    def _reload(self) -> None:
        # A ring that became unreadable must not stop a process that still holds its keys.
        try:
            self._load()
        except Refused as error:
            logger.error("key ring changed and cannot be read: %s", error.code)
            self._stamp = self._file_stamp()

    def _file_stamp(self) -> tuple[int, int] | None:
        return file_stamp(self._file.path)


def file_stamp(path: Path) -> tuple[int, int] | None:
    """What changes with every new content of a file that is replaced whole; None without a file."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_mtime_ns


@dataclass(frozen=True)
class LogKeys:
    """What the sequencer holds: the key that signs the log, and the one that authenticates pending leaves."""

    signer: Ed25519PrivateKey
    pending_key: bytes


def open_web_keys(settings: Settings, now: datetime) -> WebKeys:
    """The web process's keys, made at the very first start.

    Raises: Refused with the codes `key_ring_*` and `key_passphrase_*`.
    """
    file = web_ring(settings)
    _make_at_first_start(settings, file, now)
    return WebKeys(file)


def open_log_keys(settings: Settings, now: datetime) -> LogKeys:
    """The sequencer's keys, made at the very first start.

    Raises: Refused with the codes `key_ring_*` and `key_passphrase_*`.
    """
    file = log_ring(settings)
    _make_at_first_start(settings, file, now)
    ring = file.read()
    signer = Ed25519PrivateKey.from_private_bytes(ring.active("log").secret)
    return LogKeys(signer, ring.active("pending").secret)


def _make_at_first_start(settings: Settings, wanted: RingFile, now: datetime) -> None:
    with locked(settings):
        web, log = web_ring(settings), log_ring(settings)
        making = settings.state_dir / "keys.making"
        if making.exists():  # the first start was killed half way: nobody has used these rings yet
            web.path.unlink(missing_ok=True)
            log.path.unlink(missing_ok=True)
        elif wanted.exists():
            return
        elif web.exists() or log.exists():
            raise missing(wanted.path)
        making.touch()
        sync_folder(settings.state_dir)
        pending = new_key("pending", now)
        web.write(KeyRing((*(new_key(purpose, now) for purpose in WEB_PURPOSES), pending), web.realm))
        log.write(KeyRing((new_key("log", now), pending), log.realm))
        making.unlink()
        sync_folder(settings.state_dir)


def rotate_audit_key(settings: Settings, destination: Path, now: datetime) -> bytes:
    """Gives phones a fresh audit key and keeps the old one for what was sealed to it; the new key's id.

    The new ring is first backed up into `destination` and read back from there.
    """
    with locked(settings):
        ring = web_ring(settings).read().rotated("audit", now)
        _replace_web_ring(settings, ring, destination, now)
    return ring.active("audit").id


def destroy_audit_key(settings: Settings, key_id: bytes, destination: Path, now: datetime) -> None:
    """Destroys a retired audit key: what was sealed to it can never be opened again.

    Older backups still hold it, and are to be destroyed by hand. Not checked: whether anything is kept that
    was sealed to it; the ring does not know.
    Raises: Refused with the code `key_in_use` for the active key or one that is not there, `key_rests` for
    one that phones which were off may still seal to.
    """
    with locked(settings):
        ring = web_ring(settings).read()
        left = ring.without("audit", key_id)
        key = ring.find("audit", key_id)
        if key is None or key.retired_at is None or now - key.retired_at < RESTS_FOR:
            raise Refused(
                "key_rests",
                N_(
                    "사용을 마치고 1년이 지난 키만 폐기할 수 있어요."
                    " 오래 꺼져 있던 휴대전화가 아직 쓸 수 있어요."
                ),
            )
        _replace_web_ring(settings, left, destination, now)


def backup_key_rings(settings: Settings, destination: Path, now: datetime) -> Path:
    """Copies the rings of this machine into a new folder inside `destination`, and names it.

    A generated passphrase goes with its ring; one from the settings does not, and must be kept elsewhere.
    Raises: Refused with the code `backup_exists` when a folder of this second is there already.
    """
    with locked(settings):
        return _back_up(settings, destination, now)


def test_backup(settings: Settings, source: Path) -> None:
    """Opens the rings of a backup and compares them with those in use; notes it for `has_tested_backup`.

    Raises: Refused with the codes `backup_in_place` for the very files in use and `backup_differs`, or the
    codes of opening a ring.
    """
    with locked(settings):
        for file in _present(settings):
            copy = file.at(source)
            if copy.exists() and copy.path.samefile(file.path):
                sentence = N_("지금 쓰고 있는 키 파일이에요. 따로 옮겨 둔 백업 폴더를 알려 주세요.")
                raise Refused("backup_in_place", sentence)
            if copy.read() != file.read():
                raise _differs()
        _note_tested(settings)


def has_tested_backup(settings: Settings) -> bool:
    """Whether a backup of the rings, exactly as they are now, was made and opened again.

    It is asked for every capture: the files are read only when one of them has changed.
    """
    paths = (_tested_path(settings), settings.web_keys_path, settings.log_keys_path)
    return _compare_with_tested(paths, tuple(file_stamp(path) for path in paths))


@lru_cache(maxsize=8)
def _compare_with_tested(paths: Sequence[Path], _stamps: Sequence[object]) -> bool:
    noted, *rings = paths
    try:
        tested = noted.read_text().split()
    except FileNotFoundError:
        return False
    digests = [sha256(path.read_bytes()).hexdigest() for path in rings if path.exists()]
    return bool(digests) and all(digest in tested for digest in digests)


def _replace_web_ring(settings: Settings, ring: KeyRing, destination: Path, now: datetime) -> None:
    # 1. The new ring is on the backup, and opens from there.
    copy = web_ring(settings).at(_back_up(settings, destination, now))
    copy.write(ring)
    if copy.read() != ring:
        raise _differs()
    # 2. The very same bytes become the ring in use.
    write_atomically(settings.web_keys_path, copy.path.read_bytes())
    _note_tested(settings)


def _back_up(settings: Settings, destination: Path, now: datetime) -> Path:
    folder = destination / f"balgil-keys-{now:%Y%m%dT%H%M%SZ}"
    destination.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        raise Refused(
            "backup_exists", N_("같은 이름의 백업 폴더가 이미 있어요. 잠시 뒤에 다시 해 주세요.")
        ) from None
    for file in _present(settings):
        write_atomically(file.at(folder).path, file.path.read_bytes())
        file.copy_passphrase(folder)
    sync_folder(destination)
    return folder


def _differs() -> Refused:
    return Refused("backup_differs", N_("백업한 키가 지금 쓰는 키와 달라요. 키를 다시 백업해 주세요."))


def _present(settings: Settings) -> list[RingFile]:
    files = [file for file in (web_ring(settings), log_ring(settings)) if file.exists()]
    if not files:
        raise missing(settings.web_keys_path)
    return files


def _digests(settings: Settings) -> list[str]:
    paths = (settings.web_keys_path, settings.log_keys_path)
    return [sha256(path.read_bytes()).hexdigest() for path in paths if path.exists()]


def _note_tested(settings: Settings) -> None:
    write_atomically(_tested_path(settings), "\n".join(_digests(settings)).encode())


def _tested_path(settings: Settings) -> Path:
    return settings.state_dir / "key-backup-tested"
