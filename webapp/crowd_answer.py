"""One ready answer in every form that it is sent in: plain and compressed, whole and 304."""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256

import brotli
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

CODINGS = ("br", "gzip")
PLAIN = ""
BROTLI_QUALITY = 5
# Browsers send thirty characters; what is remembered must not be what a stranger makes as long as she likes.
LONGEST_ACCEPT = 200

Headers = list[tuple[str, str]]
Ready = tuple[str, Headers, list[bytes]]


class Answer:
    """Each coding has a tag of its own (RFC 9110 8.8.3.3); a 304 goes to who has any of them."""

    def __init__(self, body: bytes, standing: Mapping[str, str], cache_control: str) -> None:
        digest = sha256(body).hexdigest()[:22]
        packed = {
            PLAIN: body,
            "br": bytes(brotli.compress(body, quality=BROTLI_QUALITY)),  # type: ignore[no-untyped-call]
            "gzip": gzip.compress(body, 6, mtime=0),
        }
        tags = {coding: f'"{digest}{"." if coding else ""}{coding}"' for coding in packed}
        self._tags = frozenset(tags.values())
        always = [*standing.items(), ("Cache-Control", cache_control), ("Vary", "Accept-Encoding, Cookie")]
        self._unchanged: dict[str, Ready] = {
            coding: ("304 Not Modified", [("ETag", tag), *always], []) for coding, tag in tags.items()
        }
        self._whole: dict[str, Ready] = {
            coding: ("200 OK", _whole_headers(coding, packed[coding], tags[coding], always), [packed[coding]])
            for coding in packed
        }

    def ready(self, if_none_match: str | None, accept_encoding: str) -> Ready:
        """Status, headers and body for a request with these two headers."""
        coding = choose_coding(accept_encoding[:LONGEST_ACCEPT])
        if if_none_match is not None and self._is_known(if_none_match):
            return self._unchanged[coding]
        return self._whole[coding]

    def _is_known(self, given: str) -> bool:
        """By the weak comparison (RFC 9110 13.1.2): proxies that pack an answer weaken its tag."""
        if given in self._tags:
            return True
        tags = (tag.strip().removeprefix("W/") for tag in given.split(","))
        return given.strip() == "*" or any(tag in self._tags for tag in tags)


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str) -> str:
    """The coding of ours that the client likes best; none where it names none."""
    accepted: Accept = parse_accept_header(accept_encoding, Accept)
    liked = [coding for coding in CODINGS if accepted.quality(coding) > 0]
    return max(liked, key=accepted.quality, default=PLAIN)


def _whole_headers(coding: str, body: bytes, tag: str, always: Headers) -> Headers:
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("ETag", tag)]
    return headers + ([("Content-Encoding", coding)] if coding else []) + always
