"""Where the key rings lie: two encrypted files, their passphrases, and one lock around every change.

Invariants
- A file is replaced whole or not at all, and only its owner can read it.
- A passphrase comes from a setting; without one, 256 random bits are kept in a file beside the ring.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from services.crypto.keyring import PLAIN, STRETCHED, Cost, KeyRing, decrypt_key_ring, encrypt_key_ring
from services.errors import Refused
from services.settings import Settings
from services.texts import N_

MIN_PASSPHRASE = 12


@dataclass(frozen=True)
class RingFile:
    """One key ring on disk; `chosen` is the passphrase of the settings, if there is one."""

    path: Path
    realm: str
    chosen: bytes | None

    @property
    def passphrase_path(self) -> Path:
        return self.path.with_name(self.path.name + ".passphrase")

    def at(self, folder: Path) -> "RingFile":
        """The same ring as a copy of it in another folder."""
        return RingFile(folder / self.path.name, self.realm, self.chosen)

    def exists(self) -> bool:
        return self.path.exists()

    def read(self) -> KeyRing:
        """The ring; raises Refused with the codes of `decrypt_key_ring`, `key_ring_missing`,
        `key_passphrase_missing` or `key_ring_realm`."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            raise missing(self.path) from None
        ring = decrypt_key_ring(data, self._passphrase()[0])
        if ring.realm != self.realm:
            raise Refused(
                "key_ring_realm",
                N_("시범용 키와 업무용 키는 섞어 쓸 수 없어요. 키 파일의 위치 설정을 확인해 주세요."),
                path=str(self.path),
            )
        return ring

    def write(self, ring: KeyRing) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.chosen is None and not self.passphrase_path.exists():
            write_atomically(self.passphrase_path, secrets.token_urlsafe(32).encode() + b"\n")
        write_atomically(self.path, encrypt_key_ring(ring, *self._passphrase()))

    def copy_passphrase(self, folder: Path) -> None:
        """Copies the passphrase beside the ring, if there is one: a copy cannot be opened without it."""
        if self.chosen is None:
            write_atomically(self.at(folder).passphrase_path, self.passphrase_path.read_bytes())

    def _passphrase(self) -> tuple[bytes, Cost]:
        if self.chosen is not None:
            return self.chosen, STRETCHED
        try:
            return self.passphrase_path.read_bytes().strip(), PLAIN
        except FileNotFoundError:
            raise Refused(
                "key_passphrase_missing",
                N_("키 파일의 암호가 없어요. 암호를 설정하거나 암호 파일을 되돌려 주세요."),
                path=str(self.passphrase_path),
            ) from None


def web_ring(settings: Settings) -> RingFile:
    return RingFile(settings.web_keys_path, settings.mode.value, _chosen(settings.key_passphrase))


def log_ring(settings: Settings) -> RingFile:
    """The log's ring; its passphrase is the web ring's unless it has one of its own."""
    chosen = _chosen(settings.log_key_passphrase) or _chosen(settings.key_passphrase)
    return RingFile(settings.log_keys_path, settings.mode.value, chosen)


def missing(path: Path) -> Refused:
    return Refused(
        "key_ring_missing", N_("키 파일이 없어요. 백업한 키 파일로 되돌려 주세요."), path=str(path)
    )


def _chosen(setting: SecretStr | None) -> bytes | None:
    text = setting.get_secret_value() if setting else ""
    if text and len(text) < MIN_PASSPHRASE:
        raise Refused(
            "key_passphrase_weak",
            N_("키 파일의 암호가 너무 짧아요. %(length)s자 이상으로 설정해 주세요."),
            length=MIN_PASSPHRASE,
        )
    return text.encode() or None


@contextmanager
def locked(settings: Settings) -> Iterator[None]:
    """Holds the lock of this machine's key files: processes that start together make one ring."""
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.state_dir / "keys.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def write_atomically(path: Path, data: bytes) -> None:
    """Puts a file, readable by its owner alone, in the place of another, durably and in one step."""
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names of a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
