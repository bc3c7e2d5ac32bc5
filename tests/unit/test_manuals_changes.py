"""A difference told in people's words, and word by word."""

import time

import pytest

from services.manuals import texts
from services.manuals.sections import Section
from services.manuals.texts import How
from services.manuals.texts.changes import from_rows, to_rows

TABLE = "| 구분 | 처리 기한 | 담당 |\n|---|---|---|\n| 등본 | 즉시 | 민원팀 |\n| 인감 | 3일 | 민원팀 |"
WIDER = TABLE.replace("3일 | 민원팀", "5일 | 총무팀") + "\n| 전입 | 7일 | 민원팀 |"


def told(old: str, new: str) -> list[str]:
    changes = texts.describe_changes({Section.PROCESS: old}, {Section.PROCESS: new})
    assert {change.section for change in changes} <= {Section.PROCESS}
    return [change.text for change in changes]


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("제출 기한: 5일", "제출 기한: 7일", ["제출 기한 5일에서 7일로"]),
        ("제출 기한은 5일 이내다.", "제출 기한은 10건 이내다.", ["제출 기한 5일에서 10건으로"]),
        (
            "제출 기한은 5일이다. 처리 기한은 14일, 연장은 1회",
            "제출 기한은 7일이다. 처리 기한은 10일, 연장은 1회",
            ["제출 기한 5일에서 7일로", "처리 기한 14일에서 10일로"],
        ),
        (
            "- 신청서\n- 신분증 사본\n- 위임장",
            "- 신청서\n- 위임장\n- 인감증명서",
            ["‘인감증명서’ 항목이 생겼어요.", "‘신분증 사본’ 항목이 빠졌어요."],
        ),
        (
            TABLE,
            WIDER,
            [
                "표의 인감, 처리 기한: 3일에서 5일로",
                "표의 인감, 담당: 민원팀에서 총무팀으로",
                "표에 ‘전입’ 줄이 생겼어요.",
            ],
        ),
        (
            TABLE,
            TABLE.replace("3일 | 민원팀", "대장에 적은 뒤 바로 내준다 | 총무과 인사팀"),
            [
                "표의 인감, 처리 기한: ‘3일’에서 ‘대장에 적은 뒤 바로 내준다’로",
                "표의 인감, 담당: ‘민원팀’에서 ‘총무과 인사팀’으로",
            ],
        ),
        (
            "```흐름\n신청 -> 검토 -> 승인\n```",
            "```흐름\n신청 -> 현장 확인 -> 승인\n```",
            ["흐름도의 단계 이름 ‘검토’에서 ‘현장 확인’으로"],
        ),
        (
            "```흐름\n신청 -> 검토 -> 승인\n```",
            "```흐름\n신청 -> 승인 -> 검토\n```",
            ["흐름도의 순서나 갈림길이 바뀌었어요."],
        ),
        ("수수료는 400원", "수수료는 없음", ["수수료 ‘400원’에서 ‘없음’으로"]),
        (
            "「공무원 여비 규정」 제16조제1항에 따른다",
            "「공무원 여비 규정」 제16조의2제1항에 따른다",
            ["「공무원 여비 규정」 제16조제1항에서 제16조의2제1항으로"],
        ),
        ("- 가\n- 나", "- 나\n- 가", ["차례가 바뀌었어요."]),
        ("**가** 나다", "가 나다", ["글의 모양만 바뀌었어요."]),
        ("", "새 글", ["내용이 처음 들어갔어요."]),
        ("옛 글", "", ["내용을 모두 지웠어요."]),
        ("같은 글", "같은 글", []),
    ],
)
def test_people_are_told_what_changed(old: str, new: str, sentences: list[str]) -> None:
    assert told(old, new) == sentences


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "이 법은 2026년 9월 11일부터",
            "이 법은 2027년 3월 1일부터",
            "이 법은 2026년 9월 11일에서 2027년 3월 1일로",
        ),
        (
            "「개인정보 보호법」이고 2026. 9. 11.부터 시행된 법률",
            "「개인정보 보호법」이고 2027. 3. 1.부터 시행된 법률",
            "‘2026. 9. 11.부터 시행된 법률’에서 ‘2027. 3. 1.부터 시행된 법률’로",
        ),
        (
            "회계연도는 매년 1월 1일에 시작하여 12월 31일에 끝난다.",
            "회계연도는 매년 4월 1일에 시작하여 3월 31일에 끝난다.",
            "회계연도는 매년 ‘1월 1일에 시작하여 12월 31일’에서 ‘4월 1일에 시작하여 3월 31일’로",
        ),
        ("문의는 02-2100-3399로", "문의는 044-205-1234로", "문의 02-2100-3399에서 044-205-1234로"),
        ("- 정보통신과: 내선 4567", "- 정보통신과: 내선 4599", "정보통신과 내선 4567에서 4599로"),
        (
            "운영시간은 09:00~18:00이다",
            "운영시간은 09:30~17:30이다",
            "운영시간 09:00~18:00에서 09:30~17:30으로",
        ),
        (
            "점심시간은 12시부터 13시까지다",
            "점심시간은 11시 30분부터 12시 30분까지다",
            "점심시간 ‘12시부터 13시’에서 ‘11시 30분부터 12시 30분’으로",
        ),
        (
            "의결은 재적의원 3분의 2 이상",
            "의결은 재적의원 2분의 1 이상",
            "의결은 재적의원 3분의 2에서 2분의 1로",
        ),
        (
            "예산 1억 2,000만원을 쓴다",
            "예산 1억 5,000만원을 쓴다",
            "예산 1억 2,000만원에서 1억 5,000만원으로",
        ),
        (
            "과태료는 최대 300만 원까지",
            "과태료는 최대 500만 원까지",
            "과태료는 최대 300만 원에서 500만 원으로",
        ),
        ("서식 3종을 2부씩 낸다", "서식 2종을 3부씩 낸다", "서식 ‘3종을 2부’에서 ‘2종을 3부’로"),
        ("옛 건물에 70제곱미터를", "옛 건물에 85제곱미터를", "옛 건물에 70제곱미터에서 85제곱미터로"),
        ("자리는 정부24로 간다", "자리는 정부25로 간다", "자리 정부24에서 정부25로"),
        ("- 교육: 매년 1회 이상", "- 교육: 매년 2회 이상", "교육 매년 1회에서 2회로"),
        ("상황: 12월에 몰렸다", "상황: 11월에 몰렸다", "‘12월에 몰렸다’에서 ‘11월에 몰렸다’로"),
        (
            "현장 직원의 확인을 기다리느라 상황실 보고가 40분 늦었다.",
            "현장 직원의 확인을 기다리느라 상황실 보고가 50분 늦었다.",
            "상황실 보고가 40분에서 50분으로",
        ),
        (
            "계약서를 본다. 3일 안에 통지하지 않으면 수리한 것으로 본다.",
            "계약서를 본다. 5일 안에 통지하지 않으면 수리한 것으로 본다.",
            "‘3일 안에 통지하지 않으면’에서 ‘5일 안에 통지하지 않으면’으로",
        ),
        (
            "- 담당 서식(별지 제12호서식)",
            "- 담당 서식(별지 제13호서식)",
            "별지 제12호서식에서 제13호서식으로",
        ),
        ("1. **심사**: 서류를 본다.", "1. **서류 심사**: 서류를 본다.", "‘심사’에서 ‘서류 심사’로"),
        ("### 늦은 정산", "### 늦은 여비 정산", "‘늦은 정산’에서 ‘늦은 여비 정산’으로"),
        (
            "종이에는 접수인을 오른쪽 위에 찍는다.",
            "종이에는 접수인을 왼쪽 위에 찍는다.",
            "종이에는 접수인 ‘오른쪽’에서 ‘왼쪽’으로",
        ),
        (
            "조건을 적고, 끝나는 날 전에 알린다",
            "조건을 적고, 끝나는 날 30일 전까지 알린다",
            "끝나는 날 ‘전에’에서 ‘30일 전까지’로",
        ),
        (
            "성과계획서, 투자심사 결과서",
            "성과계획서, 투자심사 결과서, 조례 사본",
            "‘투자심사 결과서’에 덧붙인 말: 조례 사본",
        ),
        (
            "기간이 지나면 지우고 대장에 남긴다. 사본도 찾아 지운다.",
            "기간이 지나면 지우고 대장에 남긴다.",
            "‘기간이 지나면 지우고 대장에 남긴다.’에서 뺀 말: 사본도 찾아 지운다.",
        ),
        (
            "[서식](https://a.kr/1)을 쓴다",
            "[서식](https://a.kr/2)을 쓴다",
            "‘서식’ 링크의 주소: https://a.kr/2",
        ),
        ("![현장](/manuals/7/materials/3)", "![현장](/manuals/7/materials/4)", "‘현장’ 그림이 바뀌었어요."),
        (TABLE, TABLE.replace("구분", "증명"), "표의 칸 이름 ‘구분’에서 ‘증명’으로"),
        (TABLE, TABLE.replace("| 인감 |", "| 인감증명 |"), "표의 줄 이름 ‘인감’에서 ‘인감증명’으로"),
        (TABLE, TABLE.replace("| 3일 |", "|  |"), "표의 인감, 처리 기한: ‘3일’ 내용이 빠졌어요."),
        (
            "| 구분 | 내용 |\n|---|---|\n| 정산 | 마친 날의 다음 날부터 2주일 이내, 증거서류 첨부 |",
            "| 구분 | 내용 |\n|---|---|\n| 정산 | 마친 날의 다음 날부터 3주일 이내, 증거서류 첨부 |",
            "표의 정산, 내용: 마친 날의 다음 날부터 2주일에서 3주일로",
        ),
        (
            "| 구분 | 금액 |\n|---|---|\n| 국장 | 5만원 |",
            "| 구분 | 금액 | 비고 |\n|---|---|---|\n| 국장 | 5만원 | 실비 |",
            "표에 ‘비고’ 칸이 생겼어요.",
        ),
        (
            "```흐름\n신청 -> 맞나?\n맞나? -> 승인: 예\n```",
            "```흐름\n신청 -> 맞나?\n맞나? -> 승인: 적합\n```",
            "흐름도의 맞나 → 승인: ‘예’에서 ‘적합’으로",
        ),
        (
            "```흐름\n신청 -> 승인\n```",
            "```흐름\n신청 -> 검토 -> 승인\n```",
            "흐름도에 ‘검토’ 단계가 생겼어요.",
        ),
    ],
)
def test_a_sentence_is_what_somebody_would_say(old: str, new: str, sentence: str) -> None:
    assert told(old, new) == [sentence]


def test_a_revision_keeps_names_of_sentences_and_leaves_out_what_it_does_not_know() -> None:
    changes = texts.describe_changes({Section.LAWS: "기한 5일"}, {Section.LAWS: "기한 7일"})
    rows = to_rows(changes)
    assert rows == [["laws", "value", {"what": "기한", "old": "5일", "new": "7일", "ro": "로"}]]
    assert from_rows([*rows, ["laws", "said in a later release", {}]]) == tuple(changes)


REPEATED = [
    ("a\n" * 60_000, "a\n" * 59_000 + "b"),
    ("\n".join("가나다"[n % 3] for n in range(60_000)), "\n".join("나다가"[n % 2] for n in range(60_000))),
    ("1 " * 90_000, "2 " * 90_000),
    ("가 나 다 " * 600, "나 가 다 " * 600),
]


@pytest.mark.parametrize(("old", "new"), REPEATED)
def test_a_long_text_of_the_same_lines_is_compared_in_time(old: str, new: str) -> None:
    started = time.process_time()
    told(old, new)
    texts.diff_texts(old, new)
    assert time.process_time() - started < 20


def test_many_changes_are_told_by_a_dozen_and_a_count() -> None:
    old = "\n".join(f"- 항목 {index} 내용 {index * 7}일" for index in range(3000))
    new = "\n".join(f"- 다른 {index} 줄 {index * 3}개 새로 씀" for index in range(3000))
    started = time.process_time()
    sentences = told(old, new)
    assert time.process_time() - started < 20
    assert len(sentences) == 13
    assert sentences[-1].startswith("그 밖에 ")


def test_words_are_compared_within_lines() -> None:
    lines = texts.diff_texts("머리\n제출 기한 5일\n옛 줄 하나", "머리\n제출 기한 7일\n아주 다른 것")
    assert [line.how for line in lines] == [How.SAME, How.SAME, How.REMOVED, How.ADDED]
    assert [(piece.how, piece.text) for piece in lines[1].pieces] == [
        (How.SAME, "제출 기한 "),
        (How.REMOVED, "5"),
        (How.ADDED, "7"),
        (How.SAME, "일"),
    ]


@pytest.mark.parametrize("old", ["", "가\n나\n다", "가 나 다", "끝\n\n"])
@pytest.mark.parametrize("new", ["", "가\n다", "나 다 라", "\n처음"])
def test_a_difference_holds_both_texts(old: str, new: str) -> None:
    lines = texts.diff_texts(old, new)

    def side(without: How) -> str:
        kept = [line for line in lines if line.how is not without]
        return "\n".join("".join(p.text for p in line.pieces if p.how is not without) for line in kept)

    assert (side(How.ADDED), side(How.REMOVED)) == (old, new)
