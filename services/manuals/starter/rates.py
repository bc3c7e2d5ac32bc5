"""Amounts that the library's manuals refer to by name, as plausible as can be known beforehand.

Each organisation looks at them first and sets its own: `sure` says how much there is to look at (H law text
read, M secondary source, L set by each organisation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.rates import Certainty, RateView, Unit

_TRAVEL, _TRAVEL_TABLE = "「공무원 여비 규정」 제18조제1항", "「공무원 여비 규정」 별표 2"
_CONTRACTS = "「지방자치단체를 당사자로 하는 계약에 관한 법률 시행령」"
_EXPENSES = "「지방자치단체 업무추진비 집행에 관한 규칙」"
_RESIDENTS = "「주민등록법 시행규칙」"
_ADVERTISING = "「옥외광고물 등의 관리와 옥외광고산업 진흥에 관한 법률」"
_OWN, _ORDINANCE = "우리 기관 지침", "우리 기관 조례"


@dataclass(frozen=True)
class StarterRate:
    """An amount in won with its basis."""

    name: str
    won: int
    basis: str
    sure: str


RATES: Sequence[StarterRate] = (
    StarterRate("근무지내 출장 4시간 이상", 20_000, _TRAVEL, "H"),
    StarterRate("근무지내 출장 4시간 미만", 10_000, _TRAVEL, "H"),
    StarterRate("공용차량 감액", 10_000, _TRAVEL, "H"),
    StarterRate("일비", 25_000, _TRAVEL_TABLE, "M"),
    StarterRate("식비", 25_000, _TRAVEL_TABLE, "M"),
    StarterRate("숙박비 상한 서울", 100_000, _TRAVEL_TABLE, "M"),
    StarterRate("숙박비 상한 광역시", 80_000, _TRAVEL_TABLE, "M"),
    StarterRate("숙박비 상한 그 밖", 70_000, _TRAVEL_TABLE, "M"),
    StarterRate("수의계약 한도", 20_000_000, f"{_CONTRACTS} 제30조제1항제2호", "H"),
    StarterRate("수의계약 한도 우대기업", 50_000_000, f"{_CONTRACTS} 제30조제1항제2호", "H"),
    StarterRate("계약서 작성 생략 한도", 50_000_000, f"{_CONTRACTS} 제50조제1항", "H"),
    StarterRate("검사조서 생략 한도", 30_000_000, f"{_CONTRACTS} 제65조", "H"),
    StarterRate("업무추진비 1인당 식사비", 50_000, f"{_EXPENSES}과 우리 기관 지침", "L"),
    StarterRate("업무추진비 건당 한도", 500_000, _OWN, "L"),
    StarterRate("업무추진비 상대방 기재 기준", 500_000, "지방자치단체 회계관리에 관한 훈령", "M"),
    StarterRate("경조사비", 50_000, _EXPENSES, "M"),
    StarterRate("특근매식비", 9_000, "지방자치단체 예산편성 운영기준", "L"),
    StarterRate("당직수당", 60_000, _ORDINANCE, "L"),
    StarterRate("구내식당 식비 단가", 5_500, _OWN, "L"),
    StarterRate("강사료", 150_000, _OWN, "L"),
    StarterRate("위원회 참석수당", 100_000, _ORDINANCE, "L"),
    StarterRate("주민등록 등본 수수료", 400, f"{_RESIDENTS} 제17조제4항", "H"),
    StarterRate("주민등록 열람 수수료", 300, f"{_RESIDENTS} 제17조제4항", "H"),
    StarterRate("타인 초본 수수료", 500, f"{_RESIDENTS} 제17조제4항", "H"),
    StarterRate("주민등록증 재발급 수수료", 5_000, f"{_RESIDENTS} 제17조제1항", "H"),
    StarterRate("주민등록증 재발급 수수료 IC형", 10_000, f"{_RESIDENTS} 제17조제2항", "H"),
    StarterRate("전입신고 지연 과태료", 50_000, "「주민등록법」 제40조제4항(상한)", "H"),
    StarterRate("인감증명 수수료", 600, "「인감증명법 시행령」", "M"),
    StarterRate("본인서명사실확인서 수수료", 600, "「본인서명사실 확인 등에 관한 법률 시행령」", "M"),
    StarterRate("확정일자 수수료", 600, "「주택임대차보호법」에 따른 규칙", "M"),
    StarterRate("정보공개 사본 수수료", 250, "「공공기관의 정보공개에 관한 법률 시행규칙」", "M"),
    StarterRate("영업신고 수수료", 28_000, "「식품위생법 시행규칙」 별표 26", "M"),
    StarterRate("지위승계 신고 수수료", 9_300, "「식품위생법 시행규칙」 별표 26", "M"),
    StarterRate("식중독 보고 위반 과태료 상한", 10_000_000, "「식품위생법」 제101조제1항", "H"),
    StarterRate("광고물 허가 수수료", 10_000, _ORDINANCE, "L"),
    StarterRate("광고물 이행강제금 상한", 5_000_000, f"{_ADVERTISING} 제10조의3제1항", "H"),
    StarterRate("불법 현수막 과태료 상한", 5_000_000, f"{_ADVERTISING} 제20조제1항", "H"),
)


def list_rates_from(from_on: date) -> list[RateView]:
    """All of them as rows of the table of rates from a day on."""
    return [
        RateView(rate.name, from_on, rate.won, Unit.WON, rate.basis, Certainty(rate.sure)) for rate in RATES
    ]
