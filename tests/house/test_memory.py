"""What a web worker does not carry: libraries that cost megabytes are imported where they are needed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {
    "aiohttp",
    "alembic",
    "cv2",
    "fontTools",
    "holidays",
    "hwpx",
    "icalendar",
    "lxml",
    "mammoth",
    "numpy",
    "onnxruntime",
    "openpyxl",
    "ortools",
    "pandas",
    "pygments",
    "pywebpush",
    "requests",
    "typst",
}
PROGRAM = "import sys; from webapp import create_app; create_app(); print(*sys.modules)"


def test_an_application_begins_without_what_it_may_never_need(tmp_path: Path) -> None:
    environment = {"BALGIL_MODE": "demo", "BALGIL_STATE_DIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "services.trips.sheet" in ran.stdout.split()
    assert HEAVY & {name.split(".")[0] for name in ran.stdout.split()} == set()
