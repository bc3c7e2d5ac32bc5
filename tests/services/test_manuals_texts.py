"""Texts of manuals: drafts, publication, two who write at once, restoring, and their leaves."""

from collections.abc import Callable, Mapping
from functools import partial

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from services import notifications
from services.errors import Conflict, Forbidden, Invalid
from services.ledger import Difference
from services.manuals import search, tasks, texts
from services.manuals.sections import Section
from services.manuals.texts import Outcome, Publication, Published, Reason
from services.manuals.texts.models import ManualRevision
from tests.cast import Member
from tests.factories import postgresql_only, sqlite_only
from tests.hall import Hall
from tests.manual_readers import TRIP, shelve
from tests.services.test_keeping import keep
from tests.services.test_people_races import overlap


@pytest.fixture
def manual_id(hall: Hall) -> int:
    return shelve(hall)


def publish(
    hall: Hall,
    manual_id: int,
    written: Mapping[Section, str],
    by: Member | None = None,
    *,
    key: bytes = b"publication-0001",
    base: int = 1,
    **more: object,
) -> Outcome:
    who = (by or hall.cast.colleague).staff_id
    publication = Publication(key, base, written, **more)  # type: ignore[arg-type]
    return hall.write(lambda s: texts.publish(s, hall.ledger, manual_id, publication, who, hall.now))


def standing(hall: Hall, manual_id: int) -> Published:
    found = hall.read(lambda s: texts.load_published(s, manual_id))
    assert found
    return found


def told(hall: Hall, member: Member) -> list[str]:
    return [n.kind for n in hall.read(lambda s: notifications.list_notices(s, member.staff_id))]


def test_a_first_text_is_published_with_its_manual(hall: Hall, manual_id: int) -> None:
    published = standing(hall, manual_id)
    assert (published.number, published.by_name, published.reason) == (1, "이나루", Reason.IMPORT)
    assert published.texts[Section.PROCESS] == TRIP[Section.PROCESS].rstrip("\n")
    assert published.texts[Section.TIPS] == ""
    assert shelve(hall) == manual_id
    assert hall.read(lambda s: len(texts.list_revisions(s, manual_id))) == 1


def test_a_quick_fix_changes_one_section_and_tells_why(hall: Hall, manual_id: int) -> None:
    hall.write(lambda s: tasks.set_mark(s, manual_id, hall.cast.stranger.staff_id, is_watched=True))
    fixed = TRIP[Section.PROCESS].replace("2주일", "3주일")
    for _ in range(2):
        outcome = publish(hall, manual_id, {Section.PROCESS: fixed}, reason=Reason.LAW, note="영 개정")
    published = outcome.published
    assert published
    assert (published.number, published.reason, published.note) == (2, Reason.LAW, "영 개정")
    assert [change.text for change in published.changes] == ["마친 날의 다음 날부터 2주일에서 3주일로"]
    assert published.sections == (Section.PROCESS,)
    assert published.texts[Section.OVERVIEW] == TRIP[Section.OVERVIEW]
    assert told(hall, hall.cast.stranger) == ["manual_published"]
    assert told(hall, hall.cast.colleague) == []
    assert hall.read(lambda s: tasks.count_changed(s, hall.cast.stranger.staff_id)) == 1
    hits = hall.read(lambda s: search.search(s, search.Query("3주일", None))).hits
    assert [hit.manual_id for hit in hits] == [manual_id]


def test_a_lead_publishes_and_the_owner_is_told(hall: Hall, manual_id: int) -> None:
    assert publish(hall, manual_id, {Section.TIPS: "### 늦은 정산"}, hall.cast.lead).published
    assert told(hall, hall.cast.colleague) == ["manual_published"]


@sqlite_only
def test_what_cannot_be_published_is_named(hall: Hall, manual_id: int) -> None:
    with pytest.raises(Forbidden):
        publish(hall, manual_id, {Section.TIPS: "새 글"}, hall.cast.stranger)
    with pytest.raises(Invalid) as refused:
        publish(hall, manual_id, {Section.OVERVIEW: TRIP[Section.OVERVIEW]})
    assert refused.value.code == "nothing_new"
    with pytest.raises(Invalid) as refused:
        publish(hall, manual_id, {Section.TIPS: "가" * 70_000})
    assert list(refused.value.fields) == ["tips"]
    for changes, field in (({"key": b"x"}, "key"), ({"base": 9}, "base"), ({"note": "가" * 201}, "note")):
        with pytest.raises(Invalid) as refused:
            publish(hall, manual_id, {Section.TIPS: "새 글"}, **changes)  # type: ignore[arg-type]
        assert list(refused.value.fields) == [field]
    hall.write(lambda s: texts.close_manual(s, manual_id, hall.now))
    with pytest.raises(Conflict):
        publish(hall, manual_id, {Section.TIPS: "새 글"})


@sqlite_only
def test_a_key_is_one_manuals(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.TIPS: "새 글"})
    other = shelve(hall, "다른 업무")
    with pytest.raises(Conflict) as refused:
        publish(hall, other, {Section.TIPS: "새 글"})
    assert refused.value.code == "key_taken"


def test_two_who_write_other_sections_both_stand(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.OVERVIEW: "새 개요"})
    publish(hall, manual_id, {Section.TIPS: "새 팁"}, hall.cast.lead, key=b"publication-0002", base=1)
    published = standing(hall, manual_id)
    assert (published.number, published.texts[Section.OVERVIEW]) == (3, "새 개요")
    assert published.texts[Section.TIPS] == "새 팁"


def test_of_two_who_write_the_same_section_the_second_sees_both(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.OVERVIEW: "먼저 쓴 글"})
    second = partial(publish, hall, manual_id, {Section.OVERVIEW: "나중 글"}, hall.cast.lead)
    with pytest.raises(Conflict) as refused:
        second(key=b"publication-0002", base=1)
    assert refused.value.current == {"number": 2, "sections": {"overview": "먼저 쓴 글"}}
    assert list(refused.value.fields) == ["overview"]
    # Having looked at both, she writes on the newer one.
    assert second(key=b"publication-0003", base=2).published
    # The same words twice are no collision.
    with pytest.raises(Invalid):
        second(key=b"publication-0004", base=1)


@postgresql_only
def test_two_who_publish_at_once_take_turns(hall: Hall, manual_id: int) -> None:
    def write(section: Section, key: bytes) -> Callable[[Session], Outcome]:
        publication = Publication(key, 1, {section: f"동시에 {key[0]}"})
        who = hall.cast.colleague.staff_id
        return lambda s: texts.publish(s, hall.ledger, manual_id, publication, who, hall.now)

    overlap(hall.database, write(Section.OVERVIEW, b"a" * 16), write(Section.TIPS, b"b" * 16))
    with pytest.raises(Conflict):
        overlap(hall.database, write(Section.LAWS, b"c" * 16), write(Section.LAWS, b"d" * 16))
    published = standing(hall, manual_id)
    assert published.number == 4
    assert {published.texts[Section.OVERVIEW], published.texts[Section.TIPS]} == {"동시에 97", "동시에 98"}


def test_a_draft_is_saved_section_by_section_and_gone_once_published(hall: Hall, manual_id: int) -> None:
    who = hall.cast.colleague.staff_id

    def save(text: str, version: int, section: Section = Section.TIPS) -> texts.DraftView:
        return hall.write(lambda s: texts.save_draft(s, manual_id, who, section, text, 1, version, hall.now))

    assert save("첫 글", 0).version == 1
    assert save("첫 글", 0).version == 1
    assert save("둘째\r\n글\u202e ", 1).text == "둘째\n글"
    with pytest.raises(Conflict) as refused:
        save("다른 기기", 1)
    assert refused.value.current == {"text": "둘째\n글", "base": 1, "version": 2}
    save("개요", 0, Section.OVERVIEW)
    assert hall.read(lambda s: [d.sections for d in texts.list_own_drafts(s, who)]) == [2]
    assert hall.read(lambda s: texts.list_writers(s, manual_id, hall.now)) == [who]
    publish(hall, manual_id, {Section.TIPS: "둘째\n글"})
    assert set(hall.read(lambda s: texts.list_drafts(s, manual_id, who))) == {Section.OVERVIEW}
    # A phone that had slept saves on: its text is kept, not lost.
    assert save("늦게 온 글", 2).version == 3


def test_what_another_device_is_writing_stays_when_other_sections_are_published(
    hall: Hall, manual_id: int
) -> None:
    who = hall.cast.colleague.staff_id
    hall.write(
        lambda s: texts.save_draft(s, manual_id, who, Section.OVERVIEW, "휴대전화의 글", 1, 0, hall.now)
    )
    whole = {**standing(hall, manual_id).texts, Section.TIPS: "PC의 글"}
    assert publish(hall, manual_id, whole).published
    hall.write(lambda s: texts.restore(s, hall.ledger, manual_id, 1, b"restore-00000001", who, hall.now))
    drafts = hall.read(lambda s: texts.list_drafts(s, manual_id, who))
    assert {section: draft.text for section, draft in drafts.items()} == {Section.OVERVIEW: "휴대전화의 글"}


def test_a_draft_that_nobody_goes_on_with_is_destroyed(hall: Hall, manual_id: int) -> None:
    who = hall.cast.colleague.staff_id

    def save(section: Section) -> None:
        hall.write(lambda s: texts.save_draft(s, manual_id, who, section, "쓰던 글", 1, 0, hall.now))

    save(Section.TIPS)
    keep(hall, after_days=100)
    save(Section.LAWS)
    keep(hall, after_days=81)
    assert set(hall.read(lambda s: texts.list_drafts(s, manual_id, who))) == {Section.LAWS}


def test_an_earlier_text_is_published_again_as_a_new_one(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.OVERVIEW: "잘못 쓴 글", Section.TIPS: "지울 글"})
    who = hall.cast.colleague.staff_id
    for _ in range(2):
        hall.write(lambda s: texts.restore(s, hall.ledger, manual_id, 1, b"restore-00000001", who, hall.now))
    published = standing(hall, manual_id)
    assert (published.number, published.reason, published.note) == (3, Reason.RESTORE, "1")
    assert published.texts == hall.read(lambda s: texts.load_revision(s, manual_id, 1)).texts
    assert [r.number for r in hall.read(lambda s: texts.list_revisions(s, manual_id))] == [3, 2, 1]
    assert [r.number for r in hall.read(lambda s: texts.list_revisions(s, manual_id, before=3))] == [2, 1]


def test_every_published_text_is_a_leaf(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.OVERVIEW: "새 개요"})
    records = hall.records("manual_published", "manual", str(manual_id))
    assert [record.facts["number"] for record in records] == [1, 2]
    assert records[1].facts["content_sha256"] != records[0].facts["content_sha256"]

    def differences() -> list[Difference]:
        return hall.read(lambda s: [*texts.compare_published(s, records), *texts.find_unproven_texts(s)])

    assert differences() == []
    change = update(ManualRevision).where(ManualRevision.number == 2)
    hall.write(lambda s: s.execute(change.values(tips="몰래 고친 글")))
    assert [d.code for d in differences()] == ["projection_differs"]
    hall.write(lambda s: s.execute(change.values(tips="", record_id=None)))
    assert "record_missing" in [d.code for d in differences()]


def test_a_whole_text_may_be_published_as_confirmed(hall: Hall, manual_id: int) -> None:
    publish(hall, manual_id, {Section.OVERVIEW: "새 개요"}, is_confirmed=True)
    manual = hall.read(lambda s: tasks.load_manual(s, manual_id, hall.now))
    assert (manual.verified_by_name, manual.number) == ("이나루", 2)
