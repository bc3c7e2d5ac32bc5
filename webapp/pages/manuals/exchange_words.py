"""The words of files of manuals: what a file does, what a paper is, and what a book is called."""

from collections.abc import Mapping

from flask_babel import gettext

from services.manuals import exchange
from services.settings import Settings
from services.texts import N_

FATES: Mapping[exchange.Fate, tuple[str, str, str]] = {
    exchange.Fate.NEW: (N_("새 매뉴얼"), "ok", "plus"),
    exchange.Fate.CHANGED: (N_("바뀜"), "info", "pencil"),
    exchange.Fate.UNCHANGED: (N_("그대로"), "neutral", "minus"),
    exchange.Fate.FAILING: (N_("반영 못 함"), "bad", "x"),
}
# Of a paper: the state in a word, its tone, and what to do.
PAPERS: Mapping[exchange.PaperState, tuple[str, str, str]] = {
    exchange.PaperState.CURRENT: (
        N_("지금도 맞는 종이예요"),
        "ok",
        N_("최신 내용이에요. 그대로 쓰셔도 돼요."),
    ),
    exchange.PaperState.DOUBTFUL: (
        N_("확인이 필요한 종이예요"),
        "warn",
        N_("최신 내용이지만 아직 확인하지 않은 것이 있어요. 담당자에게 물어봐 주세요."),
    ),
    exchange.PaperState.OUTDATED: (
        N_("예전 내용이 적힌 종이예요"),
        "bad",
        N_("그 뒤에 내용이 바뀌었어요. 이 종이는 버리고 새로 인쇄해 주세요."),
    ),
    exchange.PaperState.CLOSED: (
        N_("더는 하지 않는 업무예요"),
        "bad",
        N_("이 매뉴얼은 닫혔어요. 종이를 버려 주세요."),
    ),
    exchange.PaperState.UNKNOWN: (
        N_("알 수 없는 종이예요"),
        "neutral",
        N_("몇째 판인지 알 수 없어요. 앱에서 새로 인쇄해 주세요."),
    ),
}


def make_imprint(settings: Settings, language: str | None = None) -> exchange.Imprint:
    """Whose book it is, in the reader's language."""
    return exchange.Imprint(
        title=gettext("업무 매뉴얼"),
        organisation=settings.organisation,
        language=language or settings.default_language,
        base_url=settings.base_url,
        say=gettext,
    )
