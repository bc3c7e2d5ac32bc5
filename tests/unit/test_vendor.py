"""What runs in the browser is what VENDOR.md says it is."""

import re
from hashlib import sha256
from pathlib import Path

from tools.fetch_vendor import FILES, LIST, STATIC, describe

VENDOR = STATIC / "vendor"
ROW = re.compile(r"^\| (\S+) \| .+ \| ([0-9a-f]{64}) \|$", re.MULTILINE)


def listed() -> dict[str, str]:
    return dict(ROW.findall(LIST.read_text(encoding="utf-8")))


def test_the_list_is_what_the_script_writes():
    assert LIST.read_text(encoding="utf-8") == describe()


def test_every_file_has_the_hash_of_the_list():
    assert {file.target for file in FILES} == set(listed())
    for target, digest in listed().items():
        assert sha256((STATIC / target).read_bytes()).hexdigest() == digest, target


def test_no_file_is_there_that_the_list_does_not_know():
    there = {path.relative_to(STATIC).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    compressed = {name for name in there if Path(name).suffix in (".gz", ".br")}
    assert there - compressed - {"vendor/VENDOR.md"} <= set(listed())
