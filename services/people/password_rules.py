"""What a password must be: long enough, and not the first that anybody would try."""

from functools import cache
from itertools import pairwise
from pathlib import Path

from services.errors import Invalid
from services.texts import N_, squeeze

SHORTEST = 10
LONGEST = 128
FEWEST_DIFFERENT = 5

_COMMON = Path(__file__).with_name("common_passwords.txt")


def check_password_rules(password: str, number: str) -> None:
    """Raises: Invalid `password_short`, `password_long`, `password_number`, `password_common`."""
    if len(password) < SHORTEST:
        raise _refusal("password_short", N_("비밀번호는 10자 이상으로 정해 주세요."))
    if len(password) > LONGEST:
        raise _refusal("password_long", N_("비밀번호는 128자까지 쓸 수 있어요."))
    if squeeze(number) in squeeze(password):
        raise _refusal("password_number", N_("비밀번호에 직원번호를 넣지 말아 주세요."))
    if _is_common(password):
        raise _refusal(
            "password_common", N_("다른 사람도 쉽게 떠올리는 비밀번호예요. 다른 것으로 정해 주세요.")
        )


def _refusal(code: str, sentence: str) -> Invalid:
    return Invalid(code, sentence, fields={"password": sentence})


def _is_common(password: str) -> bool:
    """In the list, as it is or without the signs around it; or a run or a repetition."""
    word = squeeze(password)
    core = word.strip("0123456789!@#$%^&*()-_=+.,?~`'\"/\\|[]{}<>:;")
    if word in _common_passwords() or core in _common_passwords():
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(word)}
    return len(set(word)) < FEWEST_DIFFERENT or steps in ({1}, {-1})


@cache
def _common_passwords() -> frozenset[str]:
    return frozenset(_COMMON.read_text(encoding="utf-8").split())
