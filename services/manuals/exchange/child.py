"""Runs a part of this room in a process of its own, with nothing of this one's environment."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# This room's face would load the whole product, database and all: the process takes the room without it.
_BOOT = """
import sys, types
from importlib import import_module
root, module = sys.argv.pop(1), sys.argv.pop(1)
sys.path.insert(0, root)
room = types.ModuleType("services.manuals.exchange")
room.__path__ = [root + "/services/manuals/exchange"]
sys.modules[room.__name__] = room
import_module(module).main()
"""


def run_child(module: str, arguments: list[str], given: bytes, timeout_s: float) -> tuple[bytes, bool]:
    """What the module's `main` wrote, and whether it came to its end."""
    command = [sys.executable, "-I", "-c", _BOOT, str(ROOT), module, *arguments]
    try:
        done = subprocess.run(
            command,
            input=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=timeout_s,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1", "LANG": "C.UTF-8"},
            cwd="/",
        )
    except subprocess.TimeoutExpired as stopped:
        return stopped.output or b"", False
    return done.stdout, done.returncode == 0
