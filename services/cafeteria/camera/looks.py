"""What leaves the process that sees pictures: a number, or why there is none."""

import json
import math
from dataclasses import asdict, dataclass

from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.words import ENGLISH

MOST_PEOPLE, LONGEST_LINE = 1000, 4000
# "same" is a single repeated picture: not worth a word.
WHYS = ("", "same", "learning", "frozen", "blind", "still", "away", "unreadable")


@dataclass(frozen=True)
class Look:
    at_s: float
    count: float | None
    why: str

    def to_line(self) -> str:
        return json.dumps(asdict(self)) + "\n"


def read_look(line: str) -> Look | None:
    """None for anything else: a decoder that a hostile stream took over gets no words through here."""
    if len(line) > LONGEST_LINE:
        return None
    try:
        found = json.loads(line)
        at_s, count, why = found["at_s"], found["count"], found["why"]
    except (ValueError, KeyError, TypeError):
        return None
    if not _is_number(at_s) or why not in WHYS or (count is None) != bool(why):
        return None
    if count is not None and not (_is_number(count) and 0 <= count <= MOST_PEOPLE):
        return None
    return Look(at_s, count, why)


def write_refusal(refusal: Refusal) -> str:
    return json.dumps(
        {"sentence": refusal.sentence, "params": {k: str(v) for k, v in refusal.params.items()}}
    )


def read_refusal(line: str) -> Refusal | None:
    """Only in the program's own words."""
    try:
        found = json.loads(line)
        sentence, params = found["sentence"], found["params"]
    except (ValueError, KeyError, TypeError):
        return None
    if sentence not in ENGLISH or not isinstance(params, dict):
        return None
    return Refusal(sentence, **{str(name): str(value) for name, value in params.items()})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
