"""`python -m tools.pack_camera FILE`: the camera program alone, as one file for the machine at the edge.

The edge gets that file and what `requirements-camera.txt` names, and nothing of the product: neither its
database nor its pages. `services/cafeteria/__init__.py`, the face that brings all of that, is left out for an
empty one; the other files are byte for byte those of the repository.
"""

import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("services/__init__.py", "services/errors.py", "services/texts.py", "requirements-camera.txt")
PACKAGE, FACE = "services/cafeteria/camera", "services/cafeteria/__init__.py"
START = (
    f"import runpy\n\nrunpy.run_module({PACKAGE.replace('/', '.')!r}, run_name='__main__', alter_sys=True)\n"
)
# The same sources make the same file, whenever and wherever it is packed.
WHEN = (2026, 1, 1, 0, 0, 0)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    pack(Path(arguments[0]))
    return 0


def pack(target: Path) -> None:
    code = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / PACKAGE).glob("*.py"))
    with target.open("wb") as file:
        file.write(b"#!/usr/bin/env python3\n")
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (*PARTS, *code):
                archive.writestr(_entry(name), (ROOT / name).read_bytes())
            archive.writestr(_entry(FACE), "")
            archive.writestr(_entry("__main__.py"), START)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, WHEN)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    return entry


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
