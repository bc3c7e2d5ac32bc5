"""What the files of an upload would change, in people's words, beside the rows that are shown."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from services.manuals import exchange, texts
from webapp.pages.manuals.words import say_change

MOST_SAID = 6


def say_changes(session: Session, rows: Sequence[exchange.RowFate]) -> Mapping[int, list[str]]:
    """By the manuals of these rows: "제출 기한 5일에서 7일로"."""
    known = {row.manual_id: row for row in rows if row.manual_id and row.changed}
    now = texts.list_published(session, list(known))
    return {manual_id: _say(published, known[manual_id]) for manual_id, published in now.items()}


def _say(before: texts.Published, row: exchange.RowFate) -> list[str]:
    after = {section: row.incoming.sections[section.value] for section in row.changed}
    told = [say_change(change) for change in texts.describe_changes(before.texts, {**before.texts, **after})]
    more = len(told) - MOST_SAID
    return [*told[:MOST_SAID], *([gettext("그 밖에 %(count)s곳", count=more)] if more > 0 else [])]
