"""Makes sure that the tests have what they need: PostgreSQL's programs, a Chromium, Java, Korean fonts.

What is missing is installed where that is possible (as root on Debian or Ubuntu; Playwright's own Chromium
elsewhere), or named in one clear sentence.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.postgres import find_binary

# The same engine without what only a window needs: half the work, but it knows no push.
LIGHT_CHROMIUM = "chromium-headless-shell"
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    missing = [package for package, present in needs().items() if not present]
    if missing and can_use_apt():
        install(missing)
        missing = [package for package, present in needs().items() if not present]
    if can_use_apt() and not shutil.which(LIGHT_CHROMIUM):
        install([LIGHT_CHROMIUM])
    if "chromium" in missing and install_playwright_chromium():
        missing.remove("chromium")
    hard = [package for package in missing if package != "fonts-noto-cjk"]
    if hard:
        print(
            f"The tests need {' and '.join(hard)}: install with 'sudo apt-get install {' '.join(hard)}'"
            f" or 'brew install {' '.join(hard)}'.",
            file=sys.stderr,
        )
    return 1 if hard else 0


def needs() -> dict[str, bool]:
    """Debian's package names, and whether what they bring is here."""
    return {
        "postgresql": has_postgres(),
        "chromium": find_chromium() is not None,
        # For epubcheck, which judges the e-books that the product writes.
        "default-jre-headless": has_java(),
        "fonts-noto-cjk": has_korean_font(),
    }


def has_postgres() -> bool:
    try:
        return bool(find_binary("initdb"))
    except RuntimeError:
        return False


def has_java() -> bool:
    """Whether a Java runs: macOS has a program of that name that only says where to get one."""
    if not shutil.which("java"):
        return False
    return subprocess.run(["java", "-version"], capture_output=True, check=False).returncode == 0


def has_korean_font() -> bool:
    if sys.platform == "darwin":
        return True
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=ko"], capture_output=True, check=False).stdout.strip())


def find_chromium() -> str | None:
    """A system Chromium or Chrome, else the one that Playwright brought."""
    for name in CHROMIUMS:
        if found := shutil.which(name):
            return found
    application = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    if application.exists():
        return str(application)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_light_chromium() -> str | None:
    """Debian's headless shell, or where there is none any Chromium."""
    return shutil.which(LIGHT_CHROMIUM) or find_chromium()


def can_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    print(f"Installing {', '.join(packages)} ...", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *command], env=environment, stdout=subprocess.DEVNULL, check=False)


def install_playwright_chromium() -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
