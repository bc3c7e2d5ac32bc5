"""How much a manual may hold."""

from collections.abc import Mapping

from services.errors import Invalid
from services.manuals.sections import Section
from services.texts import N_

LARGEST_SECTION_BYTES = 200_000


def check_length(texts: Mapping[Section, str]) -> None:
    """Raises: Invalid `section_too_long` with each section beyond 200,000 bytes of UTF-8."""
    sentence = N_(
        "한 부분에 200킬로바이트(한글 6만 6천 자쯤)까지 쓸 수 있어요. 긴 내용은 관련자료로 올려 주세요."
    )
    wrong = {
        section.value: sentence
        for section, text in texts.items()
        if len(text) > LARGEST_SECTION_BYTES or len(text.encode()) > LARGEST_SECTION_BYTES
    }
    if wrong:
        raise Invalid("section_too_long", sentence, fields=wrong)
