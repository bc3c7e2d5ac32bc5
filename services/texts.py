"""Sentences for people, and what people type."""

import unicodedata

# Format characters (category Cf) turn lines around or hide; this one only joins emoji and Indic letters.
ZERO_WIDTH_JOINER = "\u200d"
_DROPPED = {"Cc", "Cf", "Cs"}


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Marks a sentence for the message catalogue; the web layer translates it."""
    return sentence


def tidy_line(text: str) -> str:
    """What somebody typed as one line: composed letters, single spaces, no control and no direction marks.

    A right-to-left mark would print a name backwards, and PostgreSQL takes no NUL.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (c for c in line if c == ZERO_WIDTH_JOINER or unicodedata.category(c) not in _DROPPED)
    return "".join(kept).strip()


def squeeze(text: str) -> str:
    """What is compared when people write the same thing with other spaces or cases."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
