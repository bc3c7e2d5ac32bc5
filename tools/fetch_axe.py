"""Fetches axe-core, which looks at every page in the browser tests: `python -m tools.fetch_axe`.

Python packages that bring it bring one of 2022. It needs node and npm; the tests do not.
"""

import shutil
import tempfile
from pathlib import Path

from tools.fetch_vendor import Package, install

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "browser" / "axe"
AXE = Package(
    "axe-core",
    "4.14.1",
    "MPL-2.0",
    "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    "accessibility checks, in tests only",
)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder), [AXE])
        for name in ("axe.min.js", "LICENSE"):
            shutil.copyfile(Path(folder) / "node_modules" / AXE.name / name, FOLDER / name)


if __name__ == "__main__":
    main()
