"""What people can be told, of all subjects together."""

import re
from pathlib import Path

from services import notice_kinds
from services.notifications import Topic
from webapp.pages.notifications.topic_words import TOPICS

ROOT = Path(__file__).resolve().parents[2]
LONGEST_CODE = 40


def test_every_topic_can_be_switched() -> None:
    assert set(TOPICS) == set(Topic)


def test_every_kind_fits_its_column_and_has_a_picture() -> None:
    sprite = (ROOT / "webapp/static/icons/sprite.svg").read_text()
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite))
    kinds = notice_kinds.KINDS.values()
    assert {kind.code: kind.icon for kind in kinds if kind.icon not in drawn} == {}
    assert [kind.code for kind in kinds if len(kind.code) > LONGEST_CODE] == []
    assert [kind.code for kind in kinds if not kind.path.startswith("/")] == []
