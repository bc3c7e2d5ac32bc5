"""Korean sentences with names filled in: the particle after a name follows its last sound."""

from collections.abc import Mapping

_FIRST, _LAST, _FINALS = ord("가"), ord("힣"), 28
_RIEUL = 8
# With a final consonant, without one.
_PAIRS = (("을", "를"), ("은", "는"), ("이", "가"), ("과", "와"))
_PLAIN = ("에", "의", "에서", "에게", "도")


def final_of(word: str) -> int:
    """The number of the last syllable's final consonant, 0 without one or when it is no Hangul."""
    code = ord(word[-1]) if word else 0
    return (code - _FIRST) % _FINALS if _FIRST <= code <= _LAST else 0


def with_particles(name: str, word: str) -> Mapping[str, str]:
    """What templates may ask of a word: `{t}`, `{t을}`, `{t은}`, `{t이}`, `{t와}`, `{t으로}`, `{t에}` ..."""
    final = final_of(word)
    found = {name: word}
    for closed, opened in _PAIRS:
        said = word + (closed if final else opened)
        found[name + closed] = found[name + opened] = said
    found[f"{name}으로"] = word + ("으로" if final not in (0, _RIEUL) else "로")
    for particle in _PLAIN:
        found[name + particle] = word + particle
    return found
