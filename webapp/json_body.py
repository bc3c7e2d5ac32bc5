"""JSON as strict as the databases need it: no repeated key, no NUL, no NaN."""

import json
from typing import Any

from services.errors import Malformed
from services.texts import N_


def parse_json(data: bytes) -> Any:
    """The value in UTF-8 `data`.

    Raises: Malformed with `bad_json` (not JSON, not UTF-8, NaN, too deep), `repeated_key` or `nul`
    (PostgreSQL takes no U+0000 in text).
    """
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Malformed("bad_json", N_("JSON으로 읽을 수 없어요.")) from None
    if "\\u0000" in text and _has_nul(value):
        raise Malformed("nul", N_("받을 수 없는 글자가 있어요."))
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise Malformed("repeated_key", N_("같은 이름이 두 번 있어요."))
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any("\x00" in key or _has_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
