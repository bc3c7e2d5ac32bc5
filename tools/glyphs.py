"""Which glyphs go into which piece of the typeface: the fewer a first visit loads, the better.

    interface    the sentences of a first visit to home and the commonest names; preloaded
    capture      what the capture says besides; the service worker keeps both for work without a network
    names        what names of people, places and departments need besides
    catalogue-NN the rest of the message catalogue, what most sentences use first
    common-NN    further syllables of everyday Korean, the commonest first
    uncommon-NN  the rest of KS X 1001, in the order of Unicode
    rare-NN      every remaining Hangul syllable, in the order of Unicode

The style sheet names each glyph of all but the last two. Those claim a whole range each, to keep it small: a
browser asks the later face first, so it loads them only for what no other piece has.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from babel.messages.catalog import Catalog

HANGUL = range(0xAC00, 0xD7A4)
LATIN = "".join(map(chr, range(0x20, 0x7F))) + "\u00a0·±×°–—…‘’“”※→₩"
SIGNS = "÷‹›«»№←↑↓㎡㎞①②③④⑤⑥⑦⑧⑨⑩ㆍ「」『』〈〉"
INTERFACE_SYLLABLES = 230
COMMON_SYLLABLES = 600
CHUNK_COMMON, CHUNK_RARE = 100, 400

# What home shows at a first visit: the shell, the tap, a trip, lunch.
FIRST_PAGES = (
    "templates/*.html",
    "home/*.html",
    "capture/_capture.html",
    "capture/_recent.html",
    "capture/_state.html",
    "capture/_states.html",
    "capture/_status.html",
    "trips/_capture.html",
    "trips/_card.html",
    "cafeteria/_home_card.html",
    "cafeteria/_crowd.html",
    "webapp/pages/cafeteria/words.py",
    "webapp/pages/cafeteria/crowd_words.py",
    "webapp/navigation.py",
)
# What works without a network.
CAPTURE_PAGES = (*FIRST_PAGES, "capture/*.html", "components/*.html")

# The commonest syllables of people's names and of places, in about their order.
NAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길"
    "수영민준서은지현우경미진정연주희재승혜숙상성호동철순자옥기태광일종용석규환훈범혁건빈율솔온아인나다라윤하린예채유나슬보람별"
    "찬섭균필표봉갑득만덕국복삼금춘분점례임란애향화선녀익형근식욱준명운학창병달두해대웅담이든가람새론비단솜결"
)
PLACES = (
    "서울부산대구인천광주대전울산세종경기강원충청남북전라상제주특별자치도광역시군구읍면동리로길본청"
    "창원진주통영사천김해밀양거제양산의령함안창녕고성남해하동산청함양거창합천포항경주안동구미영천문경상주칠곡예천봉화울진"
    "수원용인고양화성성남부천평택안산시흥의정부파주광명하남오산이천군포여주과천춘천원주강릉속초삼척태백홍천횡성평창정선철원"
    "청주충주제천보은옥천음성단양천안공주보령아산서산논산계룡당진금산부여서천홍성예산태안전주군산익산정읍남원완진무장임순"
    "목포여수순천나주담곡례흥장강해남암무함장완진신안은중종용관악초송마포북랑성진등작양천노원도봉금천"
)
OFFICES = (
    "기획예산총무세정회계재산관리민원여권토지정보통신문화예술관광체육교육청소년복지여성보육노인장애인보건소위생환경녹지공원산림"
    "도로건설교통주차상하수도농업기술축수산해양항만투자유치일자리경제기업소상공인재난안전방재도시계획주택건축허가징수감사법무"
    "행정의회사무국과팀센터담당실장주사서기관사업소출장읍면동부점검현장협의회방문조사확인답사단속지도합동설명주민"
)


@dataclass(frozen=True)
class Piece:
    """One file of each weight; `name` is also the file's."""

    name: str
    glyphs: frozenset[int]


def cut_pieces(catalogue: Catalog, frequency: list[int]) -> list[Piece]:
    """All pieces, each glyph in exactly one.

    `frequency`: code points of everyday Korean, the commonest first.
    """
    done: set[int] = set()
    pieces = [
        take("interface", done, interface_glyphs(catalogue)),
        take("capture", done, page_glyphs(catalogue, CAPTURE_PAGES)),
        take("names", done, points(SIGNS + NAMES + PLACES + OFFICES)),
    ]
    said = Counter(point for text, _ in sentences(catalogue) for point in points(text) - done)
    pieces += in_chunks("catalogue", sorted(said, key=lambda p: (-said[p], p)), CHUNK_COMMON, done)
    common = [point for point in frequency if is_everyday(point) and point not in done]
    pieces += in_chunks("common", common[:COMMON_SYLLABLES], CHUNK_COMMON, done)
    pieces += in_chunks("uncommon", sorted(common[COMMON_SYLLABLES:]), CHUNK_COMMON, done)
    pieces += in_chunks("rare", [p for p in HANGUL if p not in done], CHUNK_RARE, done)
    return pieces


def interface_glyphs(catalogue: Catalog) -> set[int]:
    """Latin, the first pages' sentences, then what names have most often until there are enough."""
    first = page_glyphs(catalogue, FIRST_PAGES)
    named = Counter(map(ord, NAMES + PLACES + OFFICES))
    room = INTERFACE_SYLLABLES - sum(point in HANGUL for point in first)
    often = [point for point, _ in named.most_common() if point not in first]
    return points(LATIN) | first | set(often[: max(room, 0)])


def catalogue_glyphs(catalogue: Catalog) -> set[int]:
    return points(text for text, _ in sentences(catalogue))


def sentences(catalogue: Catalog) -> Iterator[tuple[str, list[str]]]:
    """Every sentence in both languages, with the files that say it."""
    for message in catalogue:
        if message.id:
            words = [message.id, message.string]
            text = "".join("".join(part) for part in words if part)
            yield text, [name for name, _line in message.locations]


def page_glyphs(catalogue: Catalog, patterns: tuple[str, ...]) -> set[int]:
    """What the files that match one of the patterns say."""
    return points(
        text
        for text, places in sentences(catalogue)
        if any(PurePath(place).match(pattern) for place in places for pattern in patterns)
    )


def is_everyday(point: int) -> bool:
    """Whether it is one of the 2,350 syllables of KS X 1001."""
    try:
        # Others are spelt out by the codec, in eight bytes.
        return point in HANGUL and len(chr(point).encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False


def points(texts: Iterable[str]) -> set[int]:
    return {ord(letter) for text in texts for letter in text if letter.isprintable()}


def take(name: str, done: set[int], wanted: set[int]) -> Piece:
    piece = Piece(name, frozenset(wanted - done))
    done |= wanted
    return piece


def in_chunks(name: str, ordered: list[int], size: int, done: set[int]) -> Iterator[Piece]:
    for number, start in enumerate(range(0, len(ordered), size), 1):
        yield take(f"{name}-{number:02}", done, set(ordered[start : start + size]))
