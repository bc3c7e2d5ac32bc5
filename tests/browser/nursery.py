"""Processes of servers, born of one that has loaded the product: loading it was most of starting one.

Each has an environment and a session of its own; the product is as it stood when the first one was born.
"""

import atexit
import multiprocessing
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from pkgutil import resolve_name

from flask import Flask
from jinja2 import FileSystemBytecodeCache

# What the nursery loads, so that those born of it need not.
LOADED = ("tests.browser.nursery", "granian.cli", "services.worker", "webapp")


def bear(command: str, *arguments: str, env: Mapping[str, str], cwd: Path) -> ForkServerProcess:
    """Runs a command by the function that is its entry, such as `granian.cli:entrypoint`."""
    process = _nursery().Process(target=_become, args=(command, arguments, dict(env), cwd, _templates()))
    process.start()
    return process


@cache
def _nursery() -> ForkServerContext:
    nursery = multiprocessing.get_context("forkserver")
    nursery.set_forkserver_preload(list(LOADED))
    return nursery


@cache
def _templates() -> str:
    """Where compiled templates lie: one server's serve the next."""
    folder = tempfile.mkdtemp(prefix="balgil-templates-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _become(
    command: str, arguments: Sequence[str], env: Mapping[str, str], cwd: Path, templates: str
) -> None:
    os.setsid()
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(templates)}
    multiprocessing.set_start_method("fork", force=True)  # granian's own workers
    sys.argv = [command, *arguments]
    sys.exit(resolve_name(command)())
