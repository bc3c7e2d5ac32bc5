"""What goes to the edge: the camera program alone."""

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.camera import ROOT, Camera, pack_camera, write_settings

# Beside the standard library.
NEEDED = {"services", "cv2", "numpy"}
LISTING = """
import runpy, sys
sys.argv = ["camera", "--settings", "nowhere.toml"]
for name in ("__main__", "eye", "zone_picture"):
    runpy.run_module("services.cafeteria.camera." + name, run_name="listed")
tops = {name.split(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)
print(*sorted(tops))
"""


def test_it_needs_nothing_of_the_product_and_nothing_but_its_requirements(tmp_path: Path) -> None:
    (_, packed) = pack_camera(tmp_path).command
    ran = subprocess.run(
        [sys.executable, "-c", LISTING],
        cwd=tmp_path,
        env={"PYTHONPATH": packed},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    foreign = {name for name in ran.stdout.split() if not name.startswith(("_", "cython"))}
    assert foreign == NEEDED
    named = (ROOT / "requirements-camera.txt").read_text()
    assert {line.split("==")[0] for line in named.splitlines() if "==" in line} == {
        "numpy",
        "opencv-python-headless",
    }


def test_its_code_is_that_of_the_repository(tmp_path: Path) -> None:
    (_, packed) = pack_camera(tmp_path).command
    with zipfile.ZipFile(packed) as archive:
        names = set(archive.namelist())
        for name in names - {"__main__.py", "services/cafeteria/__init__.py"}:
            assert archive.read(name) == (ROOT / name).read_bytes()
    assert not {name for name in names if "models" in name or "crowd" in name}
    again = tmp_path / "again"
    again.mkdir()
    (_, second) = pack_camera(again).command
    assert Path(packed).read_bytes() == Path(second).read_bytes()


def test_the_program_runs_from_the_repository_too(tmp_path: Path) -> None:
    camera = Camera((sys.executable, "-m", "services.cafeteria.camera"))
    settings = write_settings(tmp_path / "c.toml", "0", hung="")
    with camera.start(settings, "--sign-board", folder=ROOT) as process:
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "고정형 영상정보처리기기" in out
