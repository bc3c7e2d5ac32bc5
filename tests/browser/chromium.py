"""Chromium as the tests use it: the system's, or the one that Playwright brought."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tools.prepare_tests import find_chromium, find_light_chromium

PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 800}
FLAGS = ("--disable-dev-shm-usage",)
# What a page may never cause, whatever it is about.
GRAVE = ("Content Security Policy", "TrustedScriptURL", "TrustedHTML", "Trusted Type")


def launch(playwright: Playwright, *flags: str, whole: bool = False) -> Browser:
    """A headless browser; `flags` such as `--use-fake-device-for-media-stream`.

    The engine alone does half the work of the `whole` Chromium, but knows no push, and some versions of it
    end now and then when a passkey is asked for or a sign-out clears their storage.
    """
    return playwright.chromium.launch(executable_path=_find(whole=whole), args=_flags(*flags))


@contextmanager
def open_profile(
    playwright: Playwright, folder: Path, *, whole: bool = False, **options: Any
) -> Iterator[BrowserContext]:
    """A browser that keeps its profile in `folder`: opened again it is a cold start of the same phone."""
    options = {"viewport": PHONE, "locale": "ko-KR", "timezone_id": "Asia/Seoul"} | options
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=_find(whole=whole), args=_flags(), **options
    )
    try:
        yield context
    finally:
        context.close()


def watch(page: Page) -> list[str]:
    """Collects what went wrong in a page: uncaught errors and violations of the content policy."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if any(w in line.text for w in GRAVE) else None)
    return faults


def wait_until(page: Page, script: str, tries: int = 200) -> None:
    """Asks the page again and again; `wait_for_function` takes a promise itself for a yes."""
    for _ in range(tries):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never came true: {script}")


def _find(*, whole: bool) -> str | None:
    return find_chromium() if whole else find_light_chromium()


def _flags(*flags: str) -> list[str]:
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    return [*FLAGS, *as_root, *flags]
