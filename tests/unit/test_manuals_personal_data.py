"""What looks like somebody's personal data in a text, and what only looks a little like it."""

import time

import pytest

from services.manuals.personal_data import DataKind, find_personal_data, never_kept


def kinds(text: str, **options: bool) -> list[str]:
    return [finding.kind.value for finding in find_personal_data(text, **options)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("주민번호 900101-1234567 입니다", "resident"),
        ("9001015234567", "resident"),
        ("여권 M12345678", "passport"),
        ("면허 11-12-123456-78", "licence"),
        ("카드 4539-1488-0343-6467로 결제", "card"),
        ("농협 302-1234-5678-91로 입금", "account"),
        ("010-2345-6789로 전화", "mobile"),
        ("전화 010 2345 6789", "mobile"),
        ("+82-10-2345-6789", "mobile"),
        ("담당 055-211-1234", "phone"),
        ("garam@example.go.kr로 보낸다", "mail"),
        ("중앙로 12, 101동 1203호", "address"),
        ("역삼동 12-3번지", "address"),
        ("김가람 주무관에게 묻는다", "name"),
        ("이나루 씨가 왔다", "name"),
        ("민원인 최라온", "name"),
        ("최라온(42세)이 왔다", "name"),
    ],
)
def test_personal_data_is_found(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "900101-1****** 처럼 가린다",
        "991301-1234567",  # no day
        "010-0000-0000",
        "홍길동 주무관",
        "담당 주무관, 회계과 과장, 서무팀장, 신청인, 민원인이",
        "제18조의2제1항제3호, 2026. 9. 29. 15:20, 금113,560원",
        "문서번호 총무과-2026-1182, 사업자등록번호 120-81-47521",
        "공영주차장, 임시주차장, 노상 주차장",
        "장애인과장, 문화재과장, 유가족대표, 기간을 정하여 민원인에게",
        "고령자(65세 이상)",
        "현관 표기대로 101호로 신고한다",
        "4539-1488-0343-6468",  # no card: the check digit is wrong
        "",
    ],
)
def test_what_is_none_is_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_finding_shows_no_second_copy_and_says_where_it_is() -> None:
    text = "연락: 010-2345-6789, 900101-1234567"
    phone, resident = find_personal_data(text)
    assert text[phone.start : phone.end] == "010-2345-6789"
    assert (phone.shown, resident.shown) == ("010-****-****", "900***-*******")
    assert never_kept([phone, resident]) == [resident]


def test_a_section_of_offices_may_list_their_numbers() -> None:
    assert kinds("회계과 055-211-1234", phones=False) == []
    assert kinds("010-2345-6789", phones=False) == [DataKind.MOBILE.value]


@pytest.mark.parametrize("part", ["1", "가로 1", "은행 ", "a"])
def test_a_long_text_is_read_in_time(part: str) -> None:
    began = time.monotonic()
    find_personal_data(part * (200_000 // len(part)))
    assert time.monotonic() - began < 3
