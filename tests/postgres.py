"""A PostgreSQL server of the tests' own: started by an unprivileged account, gone when they end."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 * 1024**3
PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/opt/homebrew/bin"))


def find_binary(name: str) -> str:
    for place in PLACES:
        if (place / name).exists():
            return str(place / name)
    found = shutil.which(name)
    if not found:
        raise RuntimeError(f"PostgreSQL's {name} is missing: install the package postgresql")
    return found


def _account() -> dict[str, object]:
    """initdb refuses root: then an unprivileged account of the system runs the server."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise RuntimeError("no unprivileged account to run PostgreSQL under")


def _choose_home(fsync: bool) -> Path:
    """In memory where there is room: a database for each test is ten megabytes, made and dropped. A server
    that is to keep its promises keeps them on a disk."""
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED
    return Path(tempfile.mkdtemp(prefix="balgil-pg-", dir=MEMORY if is_roomy and not fsync else None))


@contextmanager
def running_postgres(*, fsync: bool = False) -> Iterator[str]:
    """Yields the address of an empty server on a Unix socket, without a database name at its end."""
    account = _account()
    home = _choose_home(fsync)
    if account:
        os.chown(home, account["user"], account["group"])  # type: ignore[arg-type]
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": home, "env": {"LC_ALL": "C.UTF-8"}, **account}
    try:
        subprocess.run(
            [
                find_binary("initdb"),
                "--no-sync",
                "-A",
                "trust",
                "-U",
                "balgil",
                "-E",
                "UTF8",
                str(home / "data"),
            ],
            **run,  # type: ignore[call-overload]
        )
        options = f"-k {home} -c listen_addresses='' -c max_connections=120 -c shared_buffers=128MB"
        if not fsync:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=256MB"
        pg_ctl = [find_binary("pg_ctl"), "-D", str(home / "data"), "-w", "-l", str(home / "log")]
        subprocess.run([*pg_ctl, "-o", options, "start"], **run)  # type: ignore[call-overload]
        try:
            yield f"postgresql://balgil@/%s?host={home}"
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **run)  # type: ignore[call-overload]
    finally:
        shutil.rmtree(home, ignore_errors=True)
