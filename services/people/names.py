"""How staff numbers and names are written: one spelling each, so that equal is equal.

A staff number is text: leading zeros belong to it. Signatures bind to it, so its one spelling is decided
here and nowhere else.
"""

import re

from services.errors import Invalid
from services.texts import N_, compose

LONGEST_NUMBER = 20
LONGEST_NAME = 60

_NUMBER = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
# Without the signs that stand between addresses or begin a comment (RFC 5322, 3.2.3).
_SIGN = r"[^@\s\x00-\x1f\x7f()<>\[\],:;\\\"]"
_ADDRESS = re.compile(rf"{_SIGN}+@{_SIGN}+\.{_SIGN}+")
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_AN_INITIAL = ord("가"), ord("힣"), 588


def normalise_number(text: str) -> str:
    """A staff number without spaces, in half-width capitals.

    Raises: Invalid `staff_number` when it is empty, too long or has signs beyond letters, digits, hyphens.
    """
    number = "".join(compose(text, "NFKC").split()).upper()
    if len(number) > LONGEST_NUMBER or not _NUMBER.fullmatch(number):
        sentence = N_("직원번호를 확인해 주세요. 숫자와 영문자, 붙임표만 쓸 수 있어요.")
        raise Invalid("staff_number", sentence, fields={"number": sentence})
    return number


def normalise_name(text: str, field: str = "name") -> str:
    """A name in composed letters with single spaces.

    Raises: Invalid `name` when it is empty, longer than 60 letters or holds control characters.
    """
    name = " ".join(compose(text).split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        sentence = N_("이름을 확인해 주세요. 60자까지 쓸 수 있어요.")
        raise Invalid("name", sentence, fields={field: sentence})
    return name


def normalise_email(text: str) -> str:
    """An address with one @, without spaces and without the signs that stand between addresses or begin a
    comment (RFC 5322, 3.2.3): a mail to it goes to one address. Whether it is anybody's is not checked.

    Raises: Invalid `email`.
    """
    address = compose(text, "NFKC").strip()
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        sentence = N_("전자우편 주소를 확인해 주세요.")
        raise Invalid("email", sentence, fields={"email": sentence})
    return address


def fold_for_search(text: str) -> str:
    """Without spaces and cases; single consonants stay what keyboards type, which NFKC would change."""
    return "".join(compose(text).split()).casefold()


def initials_of(name: str) -> str:
    """The initial consonants of a Korean name ("김가람" -> "ㄱㄱㄹ"): people search by them on phones."""
    return "".join(_initial(letter) for letter in fold_for_search(name))


def _initial(letter: str) -> str:
    if not _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE:
        return letter
    return _INITIALS[(ord(letter) - _FIRST_SYLLABLE) // _SYLLABLES_AN_INITIAL]
