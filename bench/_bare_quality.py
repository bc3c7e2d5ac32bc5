"""Search as it would be without ours: FTS5 with either of its tokenizers, and LIKE."""

import re
import sqlite3
from collections.abc import Sequence

from services.manuals.search import Entry

BARE = ("fts5_unicode61", "fts5_trigram", "like")
DEPTH = 10
_WORD = re.compile(r"\w+")


class BareEngine:
    """Title, keywords and text of each manual in three columns, and the ten best for a query.

    FTS5 ranks by bm25 with the title ten times and keywords five times as heavy as the text; any word may
    fit, with unicode61 also as the beginning of a longer one: the most that these engines are good for.
    LIKE counts the words that stand in the title, then those in the rest.
    """

    def __init__(self, name: str, entries: Sequence[Entry]) -> None:
        self.name = name
        self.base = sqlite3.connect(":memory:")
        made = f"USING fts5(title, keywords, body, tokenize='{name.removeprefix('fts5_')}')"
        kind = "TABLE texts (title, keywords, body)" if name == "like" else f"VIRTUAL TABLE texts {made}"
        self.base.execute(f"CREATE {kind}")
        self.base.executemany(
            "INSERT INTO texts(rowid, title, keywords, body) VALUES (?, ?, ?, ?)",
            [
                (e.manual_id, e.title, " ".join(e.keywords), "\n".join(p.text for p in e.passages))
                for e in entries
            ],
        )

    def find(self, query: str) -> list[int]:
        words = _WORD.findall(query)
        if not words:
            return []
        return self._like(words) if self.name == "like" else self._match(words)

    def _match(self, words: Sequence[str]) -> list[int]:
        ending = "*" if self.name == "fts5_unicode61" else ""
        asked = " OR ".join(f'"{word}"{ending}' for word in words)
        rows = self.base.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 10, 5, 1), rowid LIMIT ?",
            (asked, DEPTH),
        )
        return [row[0] for row in rows]

    def _like(self, words: Sequence[str]) -> list[int]:
        named = " + ".join(["(title LIKE ? OR keywords LIKE ?)"] * len(words))
        said = " + ".join(["(body LIKE ?)"] * len(words))
        parts = [f"%{word}%" for word in words]
        rows = self.base.execute(
            f"SELECT rowid, 2 * ({named}) + ({said}) AS fit FROM texts "
            "WHERE fit > 0 ORDER BY fit DESC, rowid LIMIT ?",
            [part for word in parts for part in (word, word)] + parts + [DEPTH],
        )
        return [row[0] for row in rows]
