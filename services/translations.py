"""Sentences in a person's language where no request is answered: mail that the worker sends.

The committed catalogue is read as text, when the first mail is due: the worker compiles none.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).resolve().parents[1] / "webapp" / "translations"
OWN = "ko"

# How a day is written, in the patterns of Unicode's locale data. Korean ones are those of official documents.
DAY = {"ko": "M. d.(E)", "en": "E d MMM"}
FULL_DAY = {"ko": "y. M. d.", "en": "d MMM y"}


def translate(sentence: str, language: str) -> str:
    """The sentence in a language, or as it is where there is no translation."""
    return sentence if language == OWN else _load(language).get(sentence) or sentence


def say_day(on: date, language: str) -> str:
    """A day as lists show it: `11. 24.(화)`, `Tue 24 Nov`."""
    return format_date(on, DAY[language], locale=language)


@cache
def _load(language: str) -> Mapping[str, str]:
    with (CATALOGUES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}
