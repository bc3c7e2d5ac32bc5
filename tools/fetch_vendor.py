"""Fetches the browser libraries that are committed under webapp/static, and says what they are in VENDOR.md.

Run `python -m tools.fetch_vendor` after changing a table below; it needs node and npm, the product does not.
A package whose content is not the one pinned here is refused. Files come out the same at every run.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "webapp" / "static"
LIST = STATIC / "vendor" / "VENDOR.md"


@dataclass(frozen=True)
class Package:
    """One npm package at one version; `integrity` is the hash that the package manager records."""

    name: str
    version: str
    licence: str
    integrity: str
    what_for: str = ""


@dataclass(frozen=True)
class File:
    """A file of a package as it is, or a bundle made from `entry`; `target` is relative to webapp/static.

    `notice` keeps in a bundle the copyright lines that minifying drops.
    """

    target: str
    package: str
    source: str = ""
    entry: str = ""
    notice: str = ""


HPKE_NOTICE = "MIT (c) Ajitomi Daisuke; based in part on noble-curves and noble-hashes, MIT (c) Paul Miller"

ZXING_NOTICE = "MIT (c) Ze-Zheng Wu; the reader in zxing_reader.wasm is zxing-cpp, Apache-2.0"

PACKAGES = (
    Package(
        "@hpke/core",
        "1.9.0",
        "MIT",
        "sha512-pFxWl1nNJeQCSUFs7+GAblHvXBCjn9EPN65vdKlYQil2aURaRxfGMO6vBKGqm1YHTKwiAxJQNEI70PbSowMP9Q==",
        "seals an evidence to the audit key (RFC 9180), with the browser's own X25519",
    ),
    Package(
        "@hpke/dhkem-x25519",
        "1.8.0",
        "MIT",
        "sha512-S1MWWkAfu+TFxySgv5+2P3O4Mx/jk7BsoplzQaA1s3sfUJVJ2UsZsSzSsMc+FXJumLXncoJFlO6mK6mDGspfmA==",
        "X25519 in JavaScript, loaded only where the browser has none",
    ),
    Package(
        "@hpke/common",
        "1.10.1",
        "MIT",
        "sha512-moJwhmtLtuxiUzzNp1jpfBfx8yefKoO9D/RCR9dmwrnc7qjJqId1rEtQz+lSlU5cabX8daToMSx/7HayXOiaFw==",
        "what both of them share; inside their bundles",
    ),
    Package(
        "lean-qr",
        "2.7.4",
        "MIT",
        "sha512-tlMPFfqhAAZN7+j/djRSvl/2+AYT2+7RRuyq8bvcbV8gMiENiscquQ9WTfCSyeEdxsVaEB+tU7e9nFZC63BFnQ==",
        "draws the QR code of an evidence on the phone",
    ),
    Package(
        "zxing-wasm",
        "3.1.4",
        "MIT; zxing-cpp inside it Apache-2.0",
        "sha512-1+v8p7sauddySVNG+ye7GD/0TS95BG2ycdkrC+EnBrFBFkHeIghzUt2yVjtx3NucJeNrQnhT8yGAIz60Vx9o0w==",
        "reads QR codes in the scanner; loaded on that page alone",
    ),
    Package(
        "esbuild",
        "0.28.2",
        "MIT",
        "sha512-HKVLS8dvII+xoKW9kmqxbRKrnWEXfJJr/FZhhJmiqIB0e053QNYFqOBouTMO/k5sID4MvCiUCvv8b9M4h32wIA==",
        "makes the bundles; not shipped",
    ),
)

# What the look is made of; tools of their own make the files.
LOOK = (
    Package(
        "lucide-static",
        "1.62.0",
        "ISC",
        "sha512-WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
        "line icons; the ones used are in icons/sprite.svg (`python -m tools.make_icons`)",
    ),
    Package(
        "pretendard-gov",
        "1.3.9",
        "OFL-1.1",
        "sha512-U9bEVWfBoM5AUAM2yJvmbffrt4oO//onVbKOIzy/pEU0SEP+6O/YmOxGgYaMgDr+zmqhDGhSwQqOnBFSgmp4bQ==",
        "the typeface, cut into fonts/ and renamed Balgil Gov (`python -m tools.make_fonts`)",
    ),
    Package(
        "krds-uiux",
        "1.1.0",
        "ISC",
        "sha512-4cjL3cpnlTaDrkivVceDpWhHxUYgV2AhiRRbO74I8ZKlnM17BcutEjPOlMOz9RQGAmdEubTsSYoyKFhvD1/g+A==",
        "the design system of the Korean government: the colour values in css/tokens.css; not shipped",
    ),
)

FILES = (
    File(
        "vendor/hpke/core.js",
        "@hpke/core",
        entry='export {Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256} from "@hpke/core";',
        notice=HPKE_NOTICE,
    ),
    File(
        "vendor/hpke/x25519.js",
        "@hpke/dhkem-x25519",
        entry='export {DhkemX25519HkdfSha256} from "@hpke/dhkem-x25519";',
        notice=HPKE_NOTICE,
    ),
    File("vendor/hpke/LICENSE", "@hpke/core", source="LICENSE"),
    File("vendor/lean-qr/lean-qr.js", "lean-qr", source="index.mjs"),
    File("vendor/lean-qr/svg.js", "lean-qr", source="extras/svg.mjs"),
    File("vendor/lean-qr/LICENSE", "lean-qr", source="LICENSE"),
    File(
        "vendor/zxing/reader.js",
        "zxing-wasm",
        entry='export {prepareZXingModule, readBarcodes} from "zxing-wasm/reader";',
        notice=ZXING_NOTICE,
    ),
    File("vendor/zxing/zxing_reader.wasm", "zxing-wasm", source="dist/reader/zxing_reader.wasm"),
    File("vendor/zxing/LICENSE", "zxing-wasm", source="LICENSE"),
)

# Folders that tools make from a package of LOOK; their licence lies beside them.
MADE = (("icons", "lucide-static"), ("fonts", "pretendard-gov"))

INTRODUCTION = """# Libraries that run in the browser

Written by `python -m tools.fetch_vendor`; change the tables there, never a file here. Each package is the one
of that name and version in the npm registry, with the recorded integrity. A test compares the hashes.
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder))
        for file in FILES:
            fetch(file, Path(folder))
    LIST.write_text(describe(), encoding="utf-8")
    print(f"{len(FILES)} files written", file=sys.stderr)


def install(folder: Path, packages: Sequence[Package] = PACKAGES) -> None:
    """Installs the packages without running any script of theirs, and compares their integrity."""
    (folder / "package.json").write_text("{}")
    run(folder, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *map(npm_name, packages))
    locked = json.loads((folder / "package-lock.json").read_text())["packages"]
    for package in packages:
        found = locked[f"node_modules/{package.name}"]
        if (found["version"], found["integrity"]) != (package.version, package.integrity):
            raise SystemExit(f"{npm_name(package)} is not the pinned package: {found['integrity']}")


def fetch(file: File, folder: Path) -> None:
    target = STATIC / file.target
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.source:
        shutil.copyfile(folder / "node_modules" / file.package / file.source, target)
        return
    entry = folder / "entry.js"
    entry.write_text(file.entry)
    options = ("--bundle", "--format=esm", "--minify", "--target=es2022", "--log-level=warning")
    banner = f"--banner:js=/*! {file.notice} */"
    run(folder, "node_modules/.bin/esbuild", str(entry), *options, banner, f"--outfile={target}")


def describe() -> str:
    """VENDOR.md: the packages, then every file with its hash."""
    lines = [INTRODUCTION, "| Package | Version | Licence | What for |", "|---|---|---|---|"]
    lines += [f"| `{p.name}` | {p.version} | {p.licence} | {p.what_for} |" for p in PACKAGES + LOOK]
    lines += ["", "| Package | Integrity |", "|---|---|"]
    lines += [f"| `{p.name}` | `{p.integrity}` |" for p in PACKAGES + LOOK]
    lines += ["", "| File under webapp/static | From | SHA-256 |", "|---|---|---|"]
    lines += [f"| {f.target} | {origin(f)} | {digest(f)} |" for f in FILES]
    lines += [f"| {folder}/ (together) | `{package}` | {digest_folder(folder)} |" for folder, package in MADE]
    return "\n".join(lines) + "\n"


def origin(file: File) -> str:
    return f"`{file.package}`: {file.source or 'bundle'}"


def digest(file: File) -> str:
    return sha256((STATIC / file.target).read_bytes()).hexdigest()


def digest_folder(folder: str) -> str:
    """Of the names and contents of all files in it."""
    whole = sha256()
    for path in sorted(p for p in (STATIC / folder).iterdir() if p.suffix not in (".gz", ".br")):
        whole.update(path.name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def npm_name(package: Package) -> str:
    return f"{package.name}@{package.version}"


def run(folder: Path, *command: str) -> None:
    subprocess.run(command, cwd=folder, check=True, stdout=sys.stderr)


if __name__ == "__main__":
    main()
