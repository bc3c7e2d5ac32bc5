"""Files of manuals come in: looked at first, with a reason for each that does not, applied once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services import approvals, people
from services.clock import local_day
from services.errors import Conflict, Forbidden
from services.manuals import exchange, search, tasks, texts
from services.manuals.exchange import Fate, ImportPlan, ImportView
from services.manuals.sections import Section
from services.manuals.texts import Reason
from tests.factories import postgresql_only, sqlite_only
from tests.hall import Hall
from tests.manual_files import MARKDOWN, TITLE, make_docx, make_xlsx, make_zip
from tests.overlaps import wait_until_it_waits

LIST = [
    ["업무명", "부서", "담당 직원번호", "찾는 말", "함께 쓰는 부서"],
    [TITLE, "건축과", "001001", "출장비, 여비", "행정복지센터"],
    ["당직 근무", "총무과", "", "", ""],
]


def plan(hall: Hall, data: bytes, name: str = "묶음.zip", unit_id: int | None = None) -> ImportPlan:
    who = hall.cast.administrator.staff_id
    return hall.read(lambda s: exchange.plan_import(s, name, data, who, hall.now, usual_unit_id=unit_id))


def apply(hall: Hall, found: ImportPlan) -> ImportView:
    who = hall.cast.administrator.staff_id
    hall.write(lambda s: exchange.store_plan(s, found, who, hall.now))
    return hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, who, hall.now))


def fates(found: ImportPlan) -> dict[str, tuple[Fate, list[str]]]:
    return {row.place: (row.fate, [reason.code for reason in row.reasons]) for row in found.rows}


def list_all(hall: Hall) -> dict[str, tasks.ManualView]:
    page = hall.read(lambda s: tasks.list_manuals(s, tasks.Filter(), hall.now))
    return {view.title: view for view in page.manuals}


def text_of(hall: Hall, manual_id: int) -> texts.Published:
    found = hall.read(lambda s: texts.load_published(s, manual_id))
    assert found
    return found


def test_files_and_their_list_become_manuals_once(hall: Hall) -> None:
    found = plan(hall, make_zip({"정산.md": MARKDOWN, "목록.xlsx": make_xlsx(LIST)}))
    assert found.counts == {Fate.NEW: 2, Fate.CHANGED: 0, Fate.UNCHANGED: 0, Fate.FAILING: 0}
    assert list_all(hall) == {}
    view = apply(hall, found)
    assert apply_again(hall, found) == view
    made = list_all(hall)
    trip, duty = made[TITLE], made["당직 근무"]
    centre = hall.read(
        lambda s: [u.id for u in people.list_units(s, local_day(hall.now)) if u.name == "새벽동"]
    )
    assert (trip.unit_name, trip.owner_name, trip.number) == ("건축과", hall.cast.traveller.name, 1)
    assert (trip.keywords, trip.months, trip.review_months) == (("출장비", "여비"), (3, 12), 6)
    assert list(trip.shared_with) == centre
    assert (duty.unit_name, duty.number) == ("총무과", 0)
    published = text_of(hall, trip.id)
    assert published.reason is Reason.IMPORT
    assert "{{일비}}" in published.texts[Section.OVERVIEW]
    wanted = search.Query("여비", institution_id=trip.institution_id)
    hits = hall.read(lambda s: search.search(s, wanted)).hits
    assert [hit.manual_id for hit in hits][:1] == [trip.id]


def apply_again(hall: Hall, found: ImportPlan) -> ImportView:
    who = hall.cast.administrator.staff_id
    return hall.write(lambda s: exchange.apply_import(s, hall.ledger, found.id, who, hall.now))


@sqlite_only
def test_the_same_files_again_change_nothing_and_a_new_text_is_a_new_number(hall: Hall) -> None:
    apply(hall, plan(hall, make_zip({"정산.md": MARKDOWN})))
    again = plan(hall, make_zip({"정산.md": MARKDOWN}))
    assert [row.fate for row in again.rows] == [Fate.UNCHANGED]
    later = plan(
        hall,
        MARKDOWN.replace("2주일", "3주일")
        .replace("### 영수증을 잃었다\n카드사에서 다시 받는다.\n", "")
        .encode(),
        "정산.md",
    )
    (row,) = later.rows
    # What the file does not say stays: an import takes no text away.
    assert (row.fate, row.changed) == (Fate.CHANGED, (Section.LAWS,))
    apply(hall, later)
    view = list_all(hall)[TITLE]
    published = text_of(hall, view.id)
    assert view.number == 2
    assert "3주일" in published.texts[Section.LAWS]
    assert "영수증" in published.texts[Section.TIPS]


@sqlite_only
def test_each_file_that_cannot_come_in_has_its_reason_and_the_others_come(hall: Hall) -> None:
    found = plan(
        hall,
        make_zip(
            {
                "건축과/신고.md": "## 업무 개요\n신고를 받는다.",
                "없는과/가.md": "## 업무 개요\n가",
                "a.md": MARKDOWN.replace("건축과", "사라진과"),
                "b.md": "---\ntitle: 가\n--- ",
                "c.docx": b"nothing",
                "d.md": MARKDOWN,
                "e.docx": make_docx([f"@ {TITLE}", "담당부서: 건축과", "# 업무 개요", "같은 업무"]),
                "f.md": MARKDOWN.replace(TITLE, "주민번호").replace("지급 방법", "900101-1234567"),
                "목록.xlsx": make_xlsx([["업무명", "부서", "직원번호"], ["당직", "총무과", "999999"]]),
            }
        ),
    )
    assert fates(found) == {
        "a.md": (Fate.FAILING, ["unit_unknown"]),
        "b.md": (Fate.FAILING, ["manual_empty"]),
        "c.docx": (Fate.FAILING, ["file_mismatch"]),
        "d.md": (Fate.NEW, []),
        "e.docx": (Fate.FAILING, ["manual_twice"]),
        "f.md": (Fate.FAILING, ["personal_data"]),
        "건축과/신고.md": (Fate.NEW, []),
        "목록.xlsx": (Fate.FAILING, ["owner_unknown"]),
        "없는과/가.md": (Fate.FAILING, ["unit_missing"]),
    }
    apply(hall, found)
    assert list_all(hall).keys() == {TITLE, "신고"}


@sqlite_only
def test_a_chosen_unit_takes_what_names_none_and_its_lead_looks_after_it(hall: Hall) -> None:
    unit = hall.read(
        lambda s: next(u for u in people.list_units(s, local_day(hall.now)) if u.name == "건축허가팀")
    )
    found = plan(hall, "## 업무 개요\n신고를 받는다.".encode(), "신고.md", unit.id)
    (row,) = found.rows
    assert (row.unit_id, row.owner_id) == (unit.id, hall.cast.lead.staff_id)
    assert "owner_lead" in [note.code for note in row.notes]


@sqlite_only
def test_what_changed_since_it_was_looked_at_is_looked_at_again(hall: Hall) -> None:
    first, second = plan(hall, MARKDOWN.encode(), "a.md"), plan(hall, MARKDOWN.encode(), "a.md")
    apply(hall, first)
    with pytest.raises(Conflict) as refused:
        apply(hall, second)
    assert refused.value.code == "import_base_changed"
    who = hall.cast.administrator.staff_id
    third = plan(hall, MARKDOWN.replace("2주일", "3주일").encode(), "a.md")
    hall.write(lambda s: exchange.store_plan(s, third, who, hall.now))
    hall.clock.advance(days=8)
    with pytest.raises(Conflict) as refused:
        apply_again(hall, third)
    assert refused.value.code == "import_too_old"


@postgresql_only
def test_an_import_does_not_hold_the_index_while_it_waits_for_a_manual(hall: Hall) -> None:
    apply(hall, plan(hall, make_zip({"정산.md": MARKDOWN})))
    manual_id, who = list_all(hall)[TITLE].id, hall.cast.administrator.staff_id
    changed, fresh = MARKDOWN.replace("2주일", "3주일"), MARKDOWN.replace(TITLE, "새 업무")
    found = plan(hall, make_zip({"정산.md": changed, "새 업무.md": fresh}))
    assert (found.counts[Fate.NEW], found.counts[Fate.CHANGED]) == (1, 1)
    hall.write(lambda s: exchange.store_plan(s, found, who, hall.now))

    def bring_in() -> ImportView:
        # As the page does: no second try where both waited for each other.
        with hall.database.writing() as session:
            return exchange.apply_import(session, hall.ledger, found.id, who, hall.now)

    with ThreadPoolExecutor(1) as pool:
        with hall.database.writing() as session:
            tasks.lock_manual(session, manual_id, hall.now)
            running = pool.submit(bring_in)
            wait_until_it_waits(hall.database, running.done)
            texts.renew_index(session, [manual_id], hall.now)
        assert running.result().counts[Fate.NEW] == 1


@sqlite_only
def test_where_a_rule_asks_for_a_decision_imported_texts_wait_for_it(hall: Hall) -> None:
    today = local_day(hall.now)
    rule = approvals.Rule(
        texts.APPROVAL_KIND, approvals.Level.DEPARTMENT, today + timedelta(days=1), "우리 지침"
    )
    hall.write(lambda s: approvals.add_rule(s, rule, today))
    hall.clock.advance(days=1)
    view = apply(hall, plan(hall, MARKDOWN.encode(), "a.md"))
    assert view.counts["waiting"] == 1
    assert list_all(hall)[TITLE].number == 0


@sqlite_only
def test_who_has_left_brings_nothing_in(hall: Hall) -> None:
    with pytest.raises(Forbidden):
        hall.read(lambda s: exchange.plan_import(s, "a.md", MARKDOWN.encode(), 10**6, hall.now))


@sqlite_only
def test_the_first_administrator_brings_manuals_in_before_she_has_a_unit(hall: Hall) -> None:
    new = people.NewPerson("009001", "첫관리", local_day(hall.now), None, "", is_lead=False)
    first = hall.write(lambda s: people.create_person(s, new, None, hall.now))
    found = hall.read(lambda s: exchange.plan_import(s, "a.md", MARKDOWN.encode(), first, hall.now))
    assert [row.fate for row in found.rows] == [Fate.NEW]


@sqlite_only
def test_what_goes_out_as_markdown_comes_in_as_the_same(hall: Hall) -> None:
    apply(hall, plan(hall, make_zip({"정산.md": MARKDOWN, "목록.xlsx": make_xlsx(LIST)})))
    ids = [view.id for view in list_all(hall).values()]
    data = hall.read(lambda s: exchange.export_markdown(s, ids, hall.now))
    again = plan(hall, data)
    assert [(row.place, row.fate) for row in again.rows] == [(f"건축과/{TITLE}.md", Fate.UNCHANGED)]
