"""The key files: made once, backed up before use, rotated and destroyed with a fresh backup."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from services import keys
from services.crypto import sealing
from services.errors import Refused
from services.settings import Mode, Settings

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=365)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state_dir=tmp_path / "state")


def refusal_of(act) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def with_passphrases(settings: Settings, web: str, log: str | None = None) -> Settings:
    chosen = {"key_passphrase": SecretStr(web), "log_key_passphrase": log and SecretStr(log)}
    return settings.model_copy(update=chosen)


def test_the_first_start_makes_both_rings_and_later_starts_read_them(settings):
    web, log = keys.open_web_keys(settings, NOW), keys.open_log_keys(settings, NOW)
    again, log_again = keys.open_web_keys(settings, LATER), keys.open_log_keys(settings, LATER)
    assert (again.session_secret, again.field_key) == (web.session_secret, web.field_key)
    assert again.audit_public() == web.audit_public()
    assert log_again.signer.private_bytes_raw() == log.signer.private_bytes_raw()
    assert log.pending_key == web.pending_key
    assert len({web.session_secret, web.field_key, web.pending_key, log.signer.private_bytes_raw()}) == 4


def test_only_the_owner_can_read_what_was_written(settings):
    keys.open_web_keys(settings, NOW)
    written = [path for path in settings.state_dir.rglob("*") if path.is_file() and path.stat().st_size]
    assert len(written) == 4
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}


def test_the_log_ring_can_have_a_passphrase_of_its_own(settings):
    both = with_passphrases(settings, "web passphrase", "log passphrase")
    keys.open_log_keys(both, NOW)
    web_only = with_passphrases(settings, "web passphrase")
    keys.open_web_keys(web_only, NOW)
    assert refusal_of(lambda: keys.open_log_keys(web_only, NOW)) == "key_ring_passphrase"
    assert not list(settings.state_dir.rglob("*.passphrase"))


def test_a_short_passphrase_is_refused(settings):
    short = with_passphrases(settings, "short")
    assert refusal_of(lambda: keys.open_web_keys(short, NOW)) == "key_passphrase_weak"


@pytest.mark.parametrize("opening", [keys.open_web_keys, keys.open_log_keys])
def test_a_lost_ring_is_never_made_anew(settings, opening):
    opening(settings, NOW)
    path = settings.web_keys_path if opening is keys.open_web_keys else settings.log_keys_path
    path.unlink()
    assert refusal_of(lambda: opening(settings, LATER)) == "key_ring_missing"
    assert not path.exists()


def test_a_lost_passphrase_and_a_damaged_file_are_told_apart(settings):
    keys.open_web_keys(settings, NOW)
    passphrase = settings.web_keys_path.with_name("web.keys.passphrase")
    content = passphrase.read_bytes()
    passphrase.unlink()
    assert refusal_of(lambda: keys.open_web_keys(settings, NOW)) == "key_passphrase_missing"
    passphrase.write_bytes(content)
    settings.web_keys_path.write_bytes(settings.web_keys_path.read_bytes()[:-3])
    assert refusal_of(lambda: keys.open_web_keys(settings, NOW)) == "key_ring_damaged"


def test_the_keys_of_the_demonstration_serve_nothing_else(settings):
    keys.open_web_keys(settings.model_copy(update={"mode": Mode.DEMO}), NOW)
    assert refusal_of(lambda: keys.open_web_keys(settings, NOW)) == "key_ring_realm"


def test_a_first_start_that_was_killed_half_way_begins_again(settings):
    keys.open_web_keys(settings, NOW)
    settings.log_keys_path.unlink()
    (settings.state_dir / "keys.making").touch()
    log = keys.open_log_keys(settings, NOW)
    assert keys.open_web_keys(settings, NOW).pending_key == log.pending_key
    assert not (settings.state_dir / "keys.making").exists()


OPEN_AND_PRINT = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from services.keys import open_log_keys, open_web_keys
from services.settings import Settings
settings = Settings(state_dir=Path(sys.argv[1]))
web, log = open_web_keys(settings, datetime.now(UTC)), open_log_keys(settings, datetime.now(UTC))
print(web.audit_public()[1].hex(), web.pending_key.hex(), log.signer.private_bytes_raw().hex())
"""


def test_processes_that_start_together_make_one_ring(settings):
    def start(_: int) -> str:
        command = [sys.executable, "-c", OPEN_AND_PRINT, str(settings.state_dir)]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(start, range(4)))
    assert len(answers) == 1
    assert len(answers.pop().split()) == 3


def test_a_backup_counts_once_it_was_opened(settings, tmp_path):
    keys.open_web_keys(settings, NOW)
    assert not keys.has_tested_backup(settings)
    folder = keys.backup_key_rings(settings, tmp_path / "stick", NOW)
    assert not keys.has_tested_backup(settings)
    keys.test_backup(settings, folder)
    assert keys.has_tested_backup(settings)


def test_a_backup_does_not_count_for_a_ring_that_changed_since(settings, tmp_path):
    keys.open_web_keys(settings, NOW)
    keys.test_backup(settings, keys.backup_key_rings(settings, tmp_path, NOW))
    settings.web_keys_path.write_bytes(settings.web_keys_path.read_bytes() + b"\n")
    assert not keys.has_tested_backup(settings)


def test_a_backup_is_all_that_a_new_machine_needs(settings, tmp_path):
    web = keys.open_web_keys(settings, NOW)
    folder = keys.backup_key_rings(settings, tmp_path / "stick", NOW)
    moved = Settings(
        state_dir=tmp_path / "new", web_key_ring=folder / "web.keys", log_key_ring=folder / "log.keys"
    )
    assert keys.open_web_keys(moved, LATER).audit_public() == web.audit_public()
    assert keys.open_log_keys(moved, LATER).pending_key == web.pending_key
    assert not keys.has_tested_backup(moved)


def test_a_backup_never_overwrites_another(settings, tmp_path):
    keys.open_web_keys(settings, NOW)
    keys.backup_key_rings(settings, tmp_path, NOW)
    assert refusal_of(lambda: keys.backup_key_rings(settings, tmp_path, NOW)) == "backup_exists"


def test_a_backup_of_other_or_damaged_keys_does_not_count(settings, tmp_path):
    keys.open_web_keys(settings, NOW)
    other = Settings(state_dir=tmp_path / "other")
    keys.open_web_keys(other, NOW)
    foreign = keys.backup_key_rings(other, tmp_path / "foreign", NOW)
    assert refusal_of(lambda: keys.test_backup(settings, foreign)) == "backup_differs"
    own = keys.backup_key_rings(settings, tmp_path / "own", NOW)
    (own / "log.keys").write_bytes(b"")
    assert refusal_of(lambda: keys.test_backup(settings, own)) == "key_ring_damaged"
    assert refusal_of(lambda: keys.test_backup(settings, tmp_path)) == "key_ring_missing"
    assert not keys.has_tested_backup(settings)


def test_web_and_worker_can_live_apart(settings, tmp_path):
    web, log = keys.open_web_keys(settings, NOW), keys.open_log_keys(settings, NOW)
    worker = Settings(state_dir=tmp_path / "worker")
    worker.log_keys_path.parent.mkdir(parents=True)
    for moved in settings.log_keys_path.parent.glob("log.keys*"):
        moved.rename(worker.log_keys_path.parent / moved.name)
    assert keys.open_web_keys(settings, LATER).audit_public() == web.audit_public()
    assert keys.open_log_keys(worker, LATER).pending_key == log.pending_key
    for side, wanting in ((settings, keys.open_log_keys), (worker, keys.open_web_keys)):
        assert refusal_of(lambda side=side, wanting=wanting: wanting(side, LATER)) == "key_ring_missing"
        keys.test_backup(side, keys.backup_key_rings(side, tmp_path / side.state_dir.name / "stick", NOW))
        assert keys.has_tested_backup(side)


def test_the_keys_in_use_are_no_backup_of_themselves(settings, tmp_path):
    keys.open_web_keys(settings, NOW)
    (tmp_path / "link").symlink_to(settings.web_keys_path.parent)
    for folder in (settings.web_keys_path.parent, tmp_path / "link"):
        assert refusal_of(lambda folder=folder: keys.test_backup(settings, folder)) == "backup_in_place"
    assert not keys.has_tested_backup(settings)


def test_two_rings_of_one_name_would_overwrite_each_other_in_a_backup(tmp_path):
    with pytest.raises(ValidationError, match="different file names"):
        Settings(state_dir=tmp_path, web_key_ring=tmp_path / "a/ring", log_key_ring=tmp_path / "b/ring")


def test_without_keys_there_is_nothing_to_back_up(settings, tmp_path):
    assert refusal_of(lambda: keys.backup_key_rings(settings, tmp_path, NOW)) == "key_ring_missing"
    assert not keys.has_tested_backup(settings)


def test_after_a_rotation_a_running_process_seals_anew_and_opens_the_old(settings, tmp_path):
    running = keys.open_web_keys(settings, NOW)
    old_id, old_public = running.audit_public()
    frame = sealing.seal(old_public, old_id, "evidence", settings.origin, b"before")
    new_id = keys.rotate_audit_key(settings, tmp_path / "stick", LATER)
    assert running.audit_public()[0] == new_id != old_id
    assert sealing.open_sealed(running.audit, "evidence", settings.origin, frame) == b"before"
    assert running.audit.find("audit", old_id).retired_at == LATER
    assert keys.has_tested_backup(settings)


def test_a_destroyed_key_is_gone_from_the_running_process_too(settings, tmp_path):
    running = keys.open_web_keys(settings, NOW)
    old_id, _ = running.audit_public()
    assert refusal_of(lambda: keys.destroy_audit_key(settings, old_id, tmp_path, NOW)) == "key_in_use"
    keys.rotate_audit_key(settings, tmp_path, NOW)
    keys.destroy_audit_key(settings, old_id, tmp_path, LATER)
    assert running.audit.find("audit", old_id) is None
    assert keys.has_tested_backup(settings)


def test_a_ring_that_became_unreadable_does_not_stop_a_running_process(settings, caplog):
    running = keys.open_web_keys(settings, NOW)
    before = running.audit_public()
    settings.web_keys_path.write_bytes(b"")
    assert running.audit_public() == before
    assert "key_ring_damaged" in caplog.text
    settings.web_keys_path.unlink()
    assert running.audit_public() == before


def test_the_web_process_never_holds_the_key_of_the_log(settings: Settings) -> None:
    web, log = keys.open_web_keys(settings, NOW), keys.open_log_keys(settings, NOW)
    secret = log.signer.private_bytes_raw()
    assert secret not in {key.secret for key in web.audit.keys}
    assert web.pending_key == log.pending_key
