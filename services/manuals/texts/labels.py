"""What a place in a line is called, from the words that stand before it: `제출 기한은 ` gives `제출 기한`."""

import re

LONGEST_LABEL, LONGEST_HEAD, LONGEST_BEHIND = 24, 16, 14
MOST_LABEL_WORDS, SHORT_LABEL_WORDS = 4, 2
# Nothing farther away says what a place is; whole lines would cost their square.
_LOOKED_AT = 160
_END = re.compile(r"[.,:·](?=\s|$)|[;/()\[\]『』「」|?!…\"“”‘’]")
# They begin a part of a case, or go on after the name of a law, and name nothing.
_NO_NAMES = {"상황", "해결", "배운 점", "이고"}
_LAW = re.compile(r"「([^「」]{2,40})」\s*$")
_TOPIC = re.compile(r"(?<=[가-힣]{2})[은는을를]$")
# Ends of verbs look like the particle that names a topic.
_VERBS = (
    "하는",
    "되는",
    "있는",
    "없는",
    "받는",
    "내는",
    "오는",
    "가는",
    "드는",
    "주는",
    "또는",
    "않는",
    "넘는",
    "쓰는",
    "같은",
)
# With these another part of the sentence ends; shorter ones are the ends of nouns as well.
_JOINING = (
    "하고",
    "되고",
    "이고",
    "있고",
    "없고",
    "받고",
    "내고",
    "적고",
    "하며",
    "되며",
    "이며",
    "으며",
    "하면",
    "되면",
    "이면",
    "으면",
    "하여",
    "되어",
    "해서",
    "여서",
    "어서",
    "아서",
    "느라",
    "지만",
    "거나",
    "므로",
    "도록",
    "니까",
    "려면",
)


def label_of(line: str, at: int) -> str:
    """Empty where nothing before it, in its part of the sentence, says what it is."""
    before = line[max(0, at - _LOOKED_AT) : at]
    if law := _LAW.search(before):
        return f"「{law[1]}」"
    parts = _END.split(before.rstrip(" \t:：(=~-"))
    words = parts[-1].split()
    joined = [place for place, word in enumerate(words[:-1], 1) if word.endswith(_JOINING)]
    words = words[joined[-1] if joined else 0 :]
    if len(words) == 1 and len(parts) > 1 and _names(parts[-2], before):
        words = [*parts[-2].split(), *words]
    is_short = len(words) <= SHORT_LABEL_WORDS
    words = words[-MOST_LABEL_WORDS:]
    while len(" ".join(words)) > LONGEST_LABEL and len(words) > 1:
        words = words[1:]
    label = " ".join(words)
    if label in _NO_NAMES:
        return ""
    return _TOPIC.sub("", label) if is_short and not label.endswith(_VERBS) else label


def clause_after(line: str, at: int) -> str:
    """The next words, to the end of the part of the sentence, with the space before them."""
    behind = _END.split(line[at : at + _LOOKED_AT])[0].rstrip()
    while len(behind) > LONGEST_BEHIND and " " in behind.strip():
        behind = behind.rsplit(" ", maxsplit=1)[0]
    return behind if len(behind) <= LONGEST_BEHIND else ""


def ends_clause(words: str) -> bool:
    return bool(_END.search(words))


def split_head(line: str) -> tuple[str, str]:
    """`접수: 신청서를 받는다` as its name and the rest; no name where it has none."""
    head, colon, rest = line.partition(": ")
    return (head, rest) if colon and len(head) <= LONGEST_LABEL else ("", line)


def _names(head: str, before: str) -> bool:
    """Whether a short name stands before a colon: `교육: 매년`."""
    name = head.strip()
    return 0 < len(name) <= LONGEST_HEAD and name not in _NO_NAMES and f"{name}: " in before
