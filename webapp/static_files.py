"""Scripts, styles, fonts and icons: under an address that names the build, so that browsers keep them.

The build is a digest of all of them. Modules import each other relatively and so stay in one build. What can
be compressed is compressed at the first start.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.responders import StaticFile

from webapp.compression import compress_files

FOLDER = Path(__file__).parent / "static"
COMPRESSED = {".gz", ".br"}
VALIDATORS = {"ETag", "Last-Modified"}
# The one script that may compile WebAssembly: a worker that sees pictures and answers with texts.
READER = "js/audit/reader-worker.js"
READER_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


@cache
def build_id() -> str:
    """Ten hexadecimal digits that change with any static file."""
    digest = hashlib.sha256()
    for path in list_files():
        digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def list_files() -> list[Path]:
    return sorted(p for p in FOLDER.rglob("*") if p.is_file() and p.suffix not in COMPRESSED)


def static_url(path: str) -> str:
    """The address of a file below `webapp/static`, such as `css/base.css`."""
    return f"/static/{build_id()}/{path}"


class ImmutableFiles(WhiteNoise):
    """Sends no validators: nobody asks again for what never changes, and on sixty small files they weigh."""

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        file: StaticFile = super().get_static_file(path, url, stat_cache)  # type: ignore[no-untyped-call]
        file.alternatives = [
            (encoding, where, [header for header in headers if header[0] not in VALIDATORS])
            for encoding, where, headers in file.alternatives
        ]
        return file


@cache
def read_files() -> dict[str, StaticFile]:
    """What is sent, by address; read once a process, as the build is."""
    compress_files(list_files(), FOLDER)
    files: dict[str, StaticFile] = _serve(None, root=str(FOLDER), prefix=f"/static/{build_id()}/").files
    return files


def init_static_files(app: Flask) -> None:
    served = _serve(app.wsgi_app)
    served.files = read_files()
    app.wsgi_app = served  # type: ignore[method-assign]
    app.jinja_env.globals["static_url"] = static_url


def _serve(beyond: Any, **files: Any) -> ImmutableFiles:
    return ImmutableFiles(
        beyond,
        immutable_file_test=lambda _path, _url: True,
        max_age=31_536_000,
        allow_all_origins=False,
        add_headers_function=_add_headers,
        **files,
    )


def _add_headers(headers: Headers, path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if path.endswith(f"/{READER}"):
        headers["Content-Security-Policy"] = READER_POLICY
