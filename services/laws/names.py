"""Short names of laws (약칭), as editors write them: 위치정보법."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from services.errors import Conflict, Invalid
from services.laws.importing import SUBJECT
from services.laws.models import LONGEST_SHORT, LawName
from services.laws.places import law_key
from services.laws.versions import get_law
from services.locks import lock_subject
from services.texts import N_, tidy_line


def add_short_name(session: Session, law_id: int, name: str) -> None:
    """Raises: NotFound; Invalid `law_name`; Conflict `law_name_taken` when another law is called so."""
    law = get_law(session, law_id)
    name = tidy_line(name)
    if not 1 < len(name) <= LONGEST_SHORT or "「" in name or "」" in name:
        sentence = N_("약칭을 두 글자부터 60자 안에서 적어 주세요.")
        raise Invalid("law_name", sentence, fields={"name": sentence})
    lock_subject(session, SUBJECT)
    held = session.get(LawName, law_key(name))
    if held is not None and held.law_id != law.id:
        sentence = N_("다른 법령이 쓰는 이름이에요.")
        raise Conflict("law_name_taken", sentence, fields={"name": sentence})
    if held is None:
        session.add(LawName(key=law_key(name), law_id=law.id, name=name, is_short=True))
        session.flush()


def remove_short_name(session: Session, law_id: int, name: str) -> None:
    """A title that the law has, or had, stays."""
    session.execute(
        delete(LawName).where(
            LawName.key == law_key(name), LawName.law_id == law_id, LawName.is_short.is_(True)
        )
    )
