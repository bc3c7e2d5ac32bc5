"""What a text refers to beyond itself; who renders it says how that is found."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# An amount of the organisation by its Korean name: {{일비}}. Braces do not nest.
AMOUNT = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}")


@dataclass(frozen=True)
class Link:
    """From one letter of a text to another: where it leads, and what its title says."""

    start: int
    end: int
    address: str
    title: str = ""


@dataclass(frozen=True)
class Amount:
    """An amount as it is read (`25,000원`), and on what it rests (`공무원 여비 규정 별표 2`)."""

    text: str
    basis: str = ""


def _no_links(_text: str) -> Sequence[Link]:
    return ()


def _no_amount(_name: str) -> Amount | None:
    return None


@dataclass(frozen=True)
class Resolvers:
    """`find_links` is asked for the citations in a stretch of plain text, `find_amount` for a name of the
    organisation's rates as of the day that the reader wants; None where there is none.

    `missing` is what stands beside a name without an amount, in the reader's language; `task_words` what a
    ticked and an open box are called there.
    """

    find_links: Callable[[str], Sequence[Link]] = _no_links
    find_amount: Callable[[str], Amount | None] = _no_amount
    missing: str = "금액 확인 필요"
    task_words: tuple[str, str] = ("완료", "아직")


PLAIN = Resolvers()


def find_amount_names(text: str) -> list[str]:
    """The amounts that a text refers to, each once, in their order."""
    return list(dict.fromkeys(match[1] for match in AMOUNT.finditer(text)))
