"""Files of laws, as the national law information centre's texts look; and where the real ones lie."""

import os
from collections.abc import Mapping
from pathlib import Path

from services.laws import SourceFile

# Full texts may lie beside the repository.
REAL_LAWS = (
    Path(os.environ.get("BALGIL_TEST_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")) / "laws"
)
TRAVEL = "공무원 여비 규정"
ARTICLES: Mapping[str, str] = {
    "제8조의2 (여비의 정산)": (
        "**①** 여비는 카드로 결제한다.\n\n"
        "**②** 여행을 마친 날의 다음 날부터 2주일 이내에 정산을 신청한다. <개정 2020.1.5>\n\n"
        "  1\\. 영수증\n  2\\. 「여신전문금융업법」 제2조제3호에 따른 전표"
    ),
    "제9조 (운임)": "운임은 실비로 지급한다.",
    "제10조": "삭제 <2007.11.13>",
    "제11조 (일비)": "일비는 제8조의2제2항에 따라 정산하지 않는다.",
}


def law_text(
    promulgated_on: str,
    in_force_on: str,
    articles: Mapping[str, str] | None = None,
    *,
    title: str = TRAVEL,
    number: str = "009402",
) -> str:
    front = (
        f"---\n제목: {title}\n법령MST: 1\n법령ID: '{number}'\n법령구분: 대통령령\n소관부처:\n- 인사혁신처\n"
        f"공포일자: {promulgated_on}\n공포번호: '{promulgated_on.replace('-', '')}'\n"
        f"시행일자: {in_force_on}\n출처: https://www.law.go.kr/법령/여비\n첨부파일:\n"
        "- 별표번호: '0002'\n  별표가지번호: '00'\n  별표구분: 별표\n  제목: 국내 여비 지급표\n"
        "  파일링크: https://www.law.go.kr/file\n---\n"
    )
    body = "".join(f"##### {head}\n\n{text}\n\n" for head, text in (articles or ARTICLES).items())
    return f"{front}\n# {title}\n\n## 제1장 총칙\n\n{body}## 부칙\n\n부칙 <제1호,2000.1.1>\n\n\n시행한다.\n"


def law_file(
    promulgated_on: str,
    in_force_on: str,
    articles: Mapping[str, str] | None = None,
    *,
    title: str = TRAVEL,
    number: str = "009402",
) -> SourceFile:
    text = law_text(promulgated_on, in_force_on, articles, title=title, number=number)
    return SourceFile(f"{title}/{promulgated_on}.md", text.encode())


def with_term(weeks: str, articles: Mapping[str, str] = ARTICLES) -> dict[str, str]:
    """The articles with another term in 제8조의2제2항."""
    return {head: text.replace("2주일", weeks) for head, text in articles.items()}
