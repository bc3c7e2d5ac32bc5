"""What questions ask for, a time, an amount, an office, a form, and what an answer to that has."""

import re

ASKS_HOW_MUCH = re.compile(r"얼마(?!나)|금액|한도|단가|수수료|몇\s?원|비용|값")
_NUMBER_WORDS = r"(?:\d+|한|두|세|네|다섯|여섯|여덟|열두?)"
_TIME = re.compile(
    rf"\d+\s?(?:일|주|개월|월|년|시|분|근무시간)|{_NUMBER_WORDS} ?(?:달|해|시간|주)"
    r"|하루|이틀|사흘|나흘|닷새|열흘|보름|당일|그날|다음 ?날|전날"
    r"|즉시|지체 없이|곧바로|매년|매월|까지|이내|기한"
)
WANTS = (
    (
        re.compile(
            r"언제|며칠|몇일|몇\s?(?:일|달|주|년|월)|기한|마감|기간|날짜"
            r"|얼마나 (?:오래|걸|된|보관)|걸[리려림]"
        ),
        _TIME,
    ),
    (re.compile(r"몇\s?시"), re.compile(rf"\d+\s?(?:시|근무시간|분)|{_NUMBER_WORDS} ?시간?|당일|즉시")),
    (
        re.compile(rf"{ASKS_HOW_MUCH.pattern}|돈"),
        re.compile(r"(?:\d|[십백천만억])\s?원|한도|금액|수수료|과태료|%|퍼센트|분의|상한|무료|수당|실비"),
    ),
    (
        re.compile(r"몇\s?(?:번|회|명|통|건|개|장|부|년|프로|퍼센트)|얼마나"),
        re.compile(rf"{_NUMBER_WORDS}\s?(?:번|회|차례|명|통|건|개|장|부|시간|일|년)|분의"),
    ),
    (
        re.compile(r"누구|누가|어디|어느\s?(?:부서|과|기관)|담당|연락"),
        re.compile(r"부서|담당|[가-힣]과(?:가|에|는|\b)|기관|청|팀|에게|결재|센터"),
    ),
    (
        re.compile(r"서류|서식|양식|별지|첨부|증빙|준비"),
        re.compile(r"서식|별지|서류|첨부|신청서|증빙|영수증|붙임|진단서"),
    ),
    (re.compile(r"근거|법령|법률|법적|조례|규정|몇\s?조"), re.compile(r"「|제\d+조")),
    (
        re.compile(r"[뭐머무][라엇]\s?(?:고|이라고)?\s?(?:답|말|안내|설명|얘기)|따지|우겨|우기"),
        re.compile(r"[\"“]|안내|설명"),
    ),
)
