"""What a first visit to home weighs, and what Lighthouse says of it on a simulated mid-range phone.

The visit is a signed-in traveller's, to the real server; baselines are the design's budgets: 120 kB, and
scores of 95, 100 and 100. Lighthouse comes from npm, pinned, into the state folder.
"""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench import Result, say
from services import migrate
from services.db import Database
from tests.browser.chromium import PHONE, launch
from tests.browser.conftest import add_cast, app_beside, open_session, session_cookie
from tests.browser.server import Server, running_server
from tests.browser.test_shell_weight import Traffic
from tools.prepare_tests import find_chromium

LIGHTHOUSE = "lighthouse@13.5.0"
TOOLS = Path("var") / "bench-node"
CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100}


def run() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/balgil.db"
        database = Database(url)
        migrate.upgrade(database.engine)
        database.dispose()
        add_cast(url)
        with running_server(Path(folder), url) as server:
            yield Result("shell", "first_visit", round(_weigh(server) / 1000, 1), "kB", 120.0)
            yield from _judge(server, Path(folder))


def _weigh(server: Server) -> int:
    """Bytes of a first visit to home as they came over the wire, headers included."""
    with sync_playwright() as playwright:
        browser = launch(playwright, whole=True)
        context = browser.new_context(viewport=PHONE, locale="ko-KR", service_workers="block")
        page = context.new_page()
        open_session(page, server, "traveller")
        traffic = Traffic().watch(page)
        page.goto(f"{server.url}/", wait_until="networkidle")
        browser.close()
    return traffic.total


def _judge(server: Server, folder: Path) -> Iterator[Result]:
    lighthouse = _install()
    if lighthouse is None:
        say("shell: npm is missing, so Lighthouse is left out: install Node.js and run this again")
        return
    name, value = session_cookie(app_beside(server.settings), "traveller")
    headers, report = folder / "headers.json", folder / "report.json"
    headers.write_text(json.dumps({"Cookie": f"{name}={value}", "Accept-Language": "ko"}))
    flags = "--headless=new --disable-gpu --disable-background-networking --no-first-run"
    if os.geteuid() == 0:
        flags += " --no-sandbox"
    command = [str(lighthouse), f"{server.url}/", "--quiet", "--output=json", f"--output-path={report}",
               f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}",
               f"--chrome-flags={flags}"]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": str(find_chromium())}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    found = json.loads(report.read_text())
    _say_why(found)
    for category, goal in CATEGORIES.items():
        score = round(found["categories"][category]["score"] * 100)
        yield Result("shell", category.replace("-", "_"), score, "points", goal)


def _install() -> Path | None:
    program = (TOOLS / "node_modules" / ".bin" / "lighthouse").resolve()
    if not program.exists():
        if shutil.which("npm") is None:
            return None
        TOOLS.mkdir(parents=True, exist_ok=True)
        command = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(TOOLS),
            LIGHTHOUSE,
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return program


def _say_why(report: dict[str, dict[str, dict[str, object]]]) -> None:
    """Names every audit that costs points."""
    for name, audit in report["audits"].items():
        score = audit.get("score")
        if isinstance(score, int | float) and score < 0.9:
            say(f"  {name}: {score} {audit.get('displayValue', '')}")
