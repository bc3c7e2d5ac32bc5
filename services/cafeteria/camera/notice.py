"""The sign board that must hang before a camera runs, and the confirmation that it does.

Source: 개인정보 보호법 제25조 ④ (what the board says), ⑤ (no other purpose, no turning elsewhere, no sound).
That the board really hangs there, this program cannot see: it asks a person to repeat what is on it, and to
sign.
"""

from dataclasses import dataclass
from datetime import date

from services.cafeteria.camera.refusal import Refusal

NOT_CONFIRMED = (
    "안내판을 붙였다는 확인이 없어 시작하지 않아요. --sign-board로 문안을 뽑아 붙인 뒤 "
    "설정 파일의 [sign_board.hung]에 적어 주세요(개인정보 보호법 제25조): {field}."
)


# What the law wants on the board: each of them is repeated by who confirms it.
SAID = ("purpose", "place", "range", "hours", "manager", "contact")


@dataclass(frozen=True)
class Hung:
    """What somebody confirmed, after the board was up."""

    purpose: str
    place: str
    range: str
    hours: str
    manager: str
    contact: str
    on: date
    by: str
    only_this_purpose: bool


@dataclass(frozen=True)
class SignBoard:
    purpose: str
    place: str
    range: str
    hours: str
    manager: str
    contact: str
    hung: Hung | None


def require_notice(board: SignBoard, today: date) -> None:
    """The board hangs, with the text that the settings have today. Raises: Refusal naming what is missing."""
    hung = board.hung
    if hung is None:
        raise Refusal(NOT_CONFIRMED, field="[sign_board.hung]")
    checks = {name: getattr(hung, name) == getattr(board, name) for name in SAID} | {
        "on": hung.on <= today,
        "by": bool(hung.by),
        "only_this_purpose": hung.only_this_purpose,
    }
    wrong = [field for field, is_right in checks.items() if not is_right]
    if wrong:
        raise Refusal(NOT_CONFIRMED, field=", ".join(wrong))


def write_board(board: SignBoard) -> str:
    """The text of the board, ready to print. It is Korean, whatever the program speaks."""
    return f"""고정형 영상정보처리기기 설치·운영 안내

설치 목적  {board.purpose}
설치 장소  {board.place}
촬영 범위  {board.range}
촬영 시간  {board.hours}
관리책임자  {board.manager}
연락처  {board.contact}

이 카메라는 줄을 선 사람의 수만 셉니다. 영상은 저장하거나 전송하지 않으며 음성은 녹음하지 않습니다.
(개인정보 보호법 제25조)
"""


def write_confirmation(board: SignBoard) -> str:
    """What the person who hung the board puts into the settings file; date and name are left to her."""
    said = "\n".join(f"{name} = {_quote(getattr(board, name))}" for name in SAID)
    return f"""[sign_board.hung]
{said}
on =
by = ""
only_this_purpose = true
"""


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
