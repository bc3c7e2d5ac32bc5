"""The bare engines over the same tokens: FTS5 with its bm25, tsvector with GIN and ts_rank; our own sets."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.manuals.search import Entry
from services.manuals.search.bits import EVERYTHING, Sets, load_scope, mark_of_institution, marks_of
from services.manuals.search.choosing import choose, tokens_of, weigh
from services.manuals.search.entries import read_kept, to_row
from services.manuals.search.excerpts import words_of
from services.manuals.search.meaning import Idea
from services.manuals.search.words import MARKS, pieces, runs, tidy

MOST = 10
NAMES = str.maketrans({"@": "i", "§": "z", "*": "e", "#": "u", "-": "x"})
MAKE = {
    "sqlite": ["CREATE VIRTUAL TABLE bare USING fts5(t, content='', detail=none)"],
    "postgresql": ["CREATE TABLE bare (id int, t tsvector)"],
}
FINISH = {
    "sqlite": ["INSERT INTO bare(bare) VALUES ('optimize')"],
    "postgresql": ["CREATE INDEX bare_t ON bare USING gin (t)", "ANALYZE bare"],
}
PUT = {
    "sqlite": "INSERT INTO bare(rowid, t) VALUES (:id, :t)",
    "postgresql": "INSERT INTO bare VALUES (:id, array_to_tsvector(string_to_array(:t, ' ')))",
}
FIND = {
    "sqlite": "SELECT rowid FROM bare WHERE bare MATCH :q ORDER BY rank LIMIT :most",
    "postgresql": "SELECT id FROM bare, to_tsquery('simple', :q) q "
    "WHERE t @@ q ORDER BY ts_rank(t, q) DESC LIMIT :most",
}
WORDS = {"sqlite": (" AND ", " OR ", '"{}"'), "postgresql": (" & ", " | ", "'{}'")}


def found_by(entry: Entry) -> tuple[int, set[str]]:
    """A manual with the tokens that ours finds it by."""
    row = to_row(entry)
    kept = read_kept(str(row["title"]), str(row["keywords"]), str(row["body"]))
    return entry.manual_id, kept.tokens | marks_of(entry.institution_id, entry.unit_id)


def put_bare(session: Session, engine: str, found: Sequence[tuple[int, set[str]]]) -> None:
    """Tokens as the engines take them: without our marks of place."""
    rows = [
        {
            "id": manual_id,
            "t": " ".join(sorted(token.translate(NAMES) for token in tokens if token[0] not in MARKS)),
        }
        for manual_id, tokens in found
    ]
    session.execute(text(PUT[engine]), rows)


def find_bare(session: Session, engine: str, question: str) -> list[int]:
    return list(session.scalars(text(FIND[engine]), {"q": question, "most": MOST}))


def find_postings(session: Session, ideas: Sequence[Idea], institution_id: int | None) -> list[int]:
    """The best by our own sets alone: nothing is read of a query and nothing of a text."""
    sets = Sets(session, load_scope(session, mark_of(institution_id)))
    sets.load(tokens_of(words_of(ideas)))
    within = sets.scope.within
    choice = choose(sets, weigh(sets, ideas, within.bit_count()), None, within)
    return sets.scope.ids_of(choice.best(0, MOST))


def mark_of(institution_id: int | None) -> str:
    return EVERYTHING if institution_id is None else mark_of_institution(institution_id)


def ask_bare(engine: str, ideas: Sequence[Idea], institution_id: int | None) -> str | None:
    """The same terms in the engine's own language: each wording's pairs of letters together, any of them."""
    both, either, quoted = WORDS[engine]
    terms = [
        both.join(
            quoted.format(piece)
            for word in wording.words
            for run in runs(tidy(word))
            for piece in pieces(run)
            if piece
        )
        for idea in ideas
        for wording in idea.wordings
    ]
    terms = [f"({term})" for term in terms if term]
    if not terms:
        return None
    question = f"({either.join(terms)})"
    if institution_id is None:
        return question
    return question + both + quoted.format(f"i{institution_id}")
