"""Sentences for people, and what people type."""

import re
import unicodedata
from typing import Literal

# Format characters (category Cf) turn lines around or hide; this one only joins emoji and Indic letters.
ZERO_WIDTH_JOINER = "\u200d"
_DROPPED = {"Cc", "Cf", "Cs"}
# So many marks may stand on one letter: UAX #15, 13, Stream-Safe Text Format.
MOST_MARKS = 30


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Marks a sentence for the message catalogue; the web layer translates it."""
    return sentence


def compose(text: str, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """One form of what can be written in several, for texts of any length.

    Python puts the marks on a letter in order at the cost of their square: a megabyte of nothing but marks
    would hold the process for minutes.
    """
    marks = "".join(letter for letter in set(text) if unicodedata.combining(letter))
    if len(marks) > 1:
        marks = f"[{re.escape(marks)}]"
        text = re.sub(f"({marks}{{{MOST_MARKS}}}){marks}+", r"\1", text)
    return unicodedata.normalize(form, text)


def tidy_line(text: str) -> str:
    """What somebody typed as one line: composed letters, single spaces, no control and no direction marks.

    A right-to-left mark would print a name backwards, and PostgreSQL takes no NUL.
    """
    line = " ".join(compose(text).split())
    return "".join(filter(_is_kept, line)).strip()


def tidy_text(text: str) -> str:
    """Many lines: composed letters, plain line ends and bare ends of lines, without what turns lines around
    or hides."""
    composed = compose(text.replace("\r\n", "\n").replace("\r", "\n")).expandtabs(4)
    # Few different letters stand in many places: each is looked at once.
    dropped = {ord(letter): None for letter in set(composed) if letter != "\n" and not _is_kept(letter)}
    kept = composed.translate(dropped) if dropped else composed
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n")


def squeeze(text: str) -> str:
    """What is compared when people write the same thing with other spaces or cases."""
    return "".join(compose(text, "NFKC").split()).casefold()


def _is_kept(letter: str) -> bool:
    return letter == ZERO_WIDTH_JOINER or unicodedata.category(letter) not in _DROPPED
