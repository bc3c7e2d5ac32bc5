"""Which manual and whose a file or a row of a list is: by its name, its code, its institution."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from services import people
from services.clock import local_day
from services.errors import Conflict, Invalid, NotFound
from services.manuals import exchange, tasks
from services.manuals.exchange import Fate, ImportPlan, applying
from services.people import NewPerson, UnitKind
from tests.factories import sqlite_only
from tests.hall import Hall
from tests.manual_files import MARKDOWN, make_xlsx, make_zip

HEAD = ["연번", "업무번호", "업무명", "부서", "담당 직원번호", "업무 개요"]


def plan(hall: Hall, data: bytes, name: str = "목록.xlsx", who: int | None = None) -> ImportPlan:
    by_id = who or hall.cast.administrator.staff_id
    return hall.read(lambda s: exchange.plan_import(s, name, data, by_id, hall.now))


def apply(hall: Hall, found: ImportPlan) -> None:
    who = hall.cast.administrator.staff_id
    hall.write(lambda s: exchange.store_plan(s, found, who, hall.now))
    assert hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, who, hall.now)).is_done


def make_neighbour(hall: Hall) -> int:
    """Somebody who edits manuals in another institution."""

    def make(session: Session) -> int:
        day = local_day(hall.now) - timedelta(days=1)
        top = people.create_unit(session, UnitKind.INSTITUTION, "옆 군", None, day)
        unit = people.create_unit(session, UnitKind.DEPARTMENT, "옆 과", top, day)
        return people.create_person(session, NewPerson("007001", "옆사람", day, unit, ""), None, hall.now)

    return hall.write(make)


def titles(hall: Hall) -> dict[str, str]:
    page = hall.read(lambda s: tasks.list_manuals(s, tasks.Filter(), hall.now))
    return {view.title: view.code for view in page.manuals}


@sqlite_only
def test_what_counts_the_rows_of_a_list_is_no_code_and_a_code_is_its_units_own(hall: Hall) -> None:
    first = [
        [1, "가-1", "건축신고", "건축과", "", "신고를 받는다"],
        [2, "가-2", "해체신고", "건축과", "", "해체"],
    ]
    apply(hall, plan(hall, make_xlsx([HEAD, *first])))
    again = [
        [1, "가-1", "당직 근무", "총무과", "", "다른 과의 업무"],
        [2, "가-1", "건축신고 접수", "건축과", "", "신고를 받는다"],
        [3, "가-2", "해체신고", "건축과", "", "해체"],
        [4, "가-2", "해체허가", "건축과", "", "해체 허가"],
    ]
    found = plan(hall, make_xlsx([HEAD, *again]))
    assert [row.fate for row in found.rows] == [Fate.NEW, Fate.CHANGED, Fate.UNCHANGED, Fate.FAILING]
    (renamed,) = found.rows[1].notes
    assert (renamed.code, renamed.params) == ("renamed", {"title": "건축신고"})
    assert [reason.code for reason in found.rows[3].reasons] == ["manual_twice"]
    apply(hall, found)
    assert titles(hall) == {"당직 근무": "가-1", "건축신고 접수": "가-1", "해체신고": "가-2"}


@sqlite_only
def test_nobody_of_another_institution_is_given_a_task(hall: Hall) -> None:
    neighbour_id, who = make_neighbour(hall), hall.cast.lead.staff_id
    apply(hall, plan(hall, make_xlsx([HEAD, [1, "", "해체신고", "건축과", "", "해체"]])))
    (known,) = hall.read(lambda s: tasks.list_manuals(s, tasks.Filter(), hall.now)).manuals
    with pytest.raises(Invalid):
        hall.write(lambda s: tasks.give_to(s, [known.id], neighbour_id, who, hall.now))
    found = plan(hall, make_xlsx([HEAD, [1, "", "건축신고", "건축과", "007001", ""]]))
    assert [reason.code for row in found.rows for reason in row.reasons] == ["owner_unknown"]
    unit = plan(hall, make_xlsx([HEAD, [1, "", "건축신고", "옆 과", "", ""]]))
    assert [reason.code for row in unit.rows for reason in row.reasons] == ["unit_unknown"]


@sqlite_only
def test_an_upload_of_one_institution_is_not_there_for_another(hall: Hall) -> None:
    neighbour, who = make_neighbour(hall), hall.cast.administrator.staff_id
    found = plan(hall, MARKDOWN.encode(), "정산.md")
    hall.write(lambda s: exchange.store_plan(s, found, who, hall.now))
    with pytest.raises(NotFound):
        hall.read(lambda s: exchange.get_plan(s, found.id, neighbour, hall.now))
    with pytest.raises(NotFound):
        hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, neighbour, hall.now))
    apply_stored(hall, found)
    assert hall.read(lambda s: exchange.list_imports(s, neighbour, hall.now)) == []
    with pytest.raises(NotFound):
        hall.read(lambda s: exchange.get_import(s, found.id, neighbour, hall.now))
    with pytest.raises(Conflict):
        hall.read(lambda s: exchange.get_plan(s, found.id, who, hall.now))


def apply_stored(hall: Hall, found: ImportPlan) -> None:
    who = hall.cast.administrator.staff_id
    hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, who, hall.now))
    assert [view.id for view in hall.read(lambda s: exchange.list_imports(s, who, hall.now))] == [found.id]


@sqlite_only
def test_a_text_is_looked_at_as_it_will_be_kept(hall: Hall) -> None:
    """A number that signs nobody sees keep apart, and tabs that become four spaces each."""
    hidden = MARKDOWN.replace("지급 방법", "900101\u200b-\u20601234567")
    tabs = MARKDOWN.replace("카드사에서", "\ta" * 60_000)
    for text, code in ((hidden, "personal_data"), (tabs, "section_too_large")):
        (row,) = plan(hall, text.encode(), "정산.md").rows
        assert [reason.code for reason in row.reasons] == [code]


def test_an_upload_is_applied_in_portions_and_goes_on_where_it_was_stopped(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever else writes waits for one portion alone; a server that is killed in between loses nothing."""
    monkeypatch.setattr(applying, "A_PORTION", 2)
    who = hall.cast.administrator.staff_id
    apply(hall, plan(hall, MARKDOWN.encode(), "정산.md"))
    files = {f"{n}.md": MARKDOWN.replace("국내 출장 여비 정산", f"업무 {n}") for n in range(3)}
    files |= {"4.md": files["0.md"], "5.md": MARKDOWN.replace("2주일", "3주일"), "6.md": "", "7.docx": "가"}
    found = plan(hall, make_zip(files), "묶음.zip")
    hall.write(lambda s: exchange.store_plan(s, found, who, hall.now))
    told = found.counts
    assert (told[Fate.NEW], told[Fate.CHANGED], told[Fate.FAILING]) == (3, 1, 3)

    def step() -> exchange.ImportView:
        return hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, who, hall.now))

    first = step()
    assert (first.is_done, len(first.made_ids), len(titles(hall))) == (False, 2, 3)
    left = hall.read(lambda s: exchange.get_plan(s, found.id, who, hall.now))
    assert [row.place for row in left.rows] == ["2.md", "5.md"]
    last = step()
    assert (last.is_done, len(last.made_ids), len(last.changed_ids)) == (True, 3, 1)
    assert last.counts == {**{fate.value: count for fate, count in told.items()}, "waiting": 0}
    assert (step(), len(titles(hall))) == (last, 4)
