"""A file of the personnel system: every row's fate first, then all good rows at once, and back again."""

import pytest
from sqlalchemy import select

from services import leave, notifications
from services.clock import local_day
from services.errors import Conflict, Malformed, NotFound
from services.leave import Fate, LeavePlan, Part, State
from services.leave.models import LeaveImport
from services.sheets import write_xlsx
from tests.cast import Member
from tests.hall import Hall
from tests.leave import TUESDAY, WEDNESDAY, absences_of, ask, asked, take

HEAD = "직원번호,성명,휴가종류,시작일,종료일,오전오후,처리상태,사유"
ROW = "001001,김가람,연가,2026-10-06,2026-10-08,,승인,"


def plan(hall: Hall, *rows: str, encoding: str = "utf-8") -> LeavePlan:
    data = "\r\n".join([HEAD, *rows]).encode(encoding)
    return hall.read(lambda s: leave.plan_leave_import(s, data, "휴가.csv", local_day(hall.now)))


def store(hall: Hall, *rows: str) -> str:
    planned = plan(hall, *rows)
    return hall.write(lambda s: leave.store_leave_plan(s, planned, hall.now))


def apply(hall: Hall, plan_id: str) -> leave.LeaveImportView:
    by_id = hall.cast.administrator.staff_id
    return hall.write(lambda s: leave.apply_leave_import(s, plan_id, by_id, hall.now))


def bring_in(hall: Hall, *rows: str) -> str:
    plan_id = store(hall, *rows)
    apply(hall, plan_id)
    return plan_id


def undo(hall: Hall, plan_id: str) -> leave.LeaveImportView:
    by_id = hall.cast.administrator.staff_id
    return hall.write(lambda s: leave.undo_leave_import(s, plan_id, by_id, hall.now))


def leaves_of(hall: Hall, member: Member) -> list[leave.LeaveView]:
    return hall.read(lambda s: leave.list_leaves(s, member.staff_id))


def reasons(planned: LeavePlan) -> list[str]:
    return [reason.code for row in planned.rows for reason in row.reasons]


def test_a_file_brings_leave_that_counts_at_once(hall: Hall) -> None:
    plan_id = store(hall, ROW, "1002,이나루,연가(오전),2026. 10. 6.,,,완료,사적인 일")
    assert leaves_of(hall, hall.cast.traveller) == []
    apply(hall, plan_id)
    (own,) = leaves_of(hall, hall.cast.traveller)
    assert (own.state, own.kind, own.is_imported, own.reason) == (State.APPROVED, "annual", True, "")
    assert [a.is_approved for a in absences_of(hall, hall.cast.traveller)] == [True]
    (half,) = leaves_of(hall, hall.cast.colleague)
    assert (half.kind, half.period.part, half.period.until_on) == ("half", Part.AM, TUESDAY)
    notices = hall.read(lambda s: notifications.list_notices(s, hall.cast.traveller.staff_id))
    assert [notice.kind for notice in notices] == [leave.NoticeKind.IMPORTED]


def test_only_what_is_read_of_a_file_is_kept(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    plan_id = store(hall, ROW + "우울증 치료")
    (content,) = hall.read(lambda s: s.scalars(select(LeaveImport.content)).all())
    assert not any(word in str(content) for word in ("우울증", "김가람"))
    assert apply(hall, plan_id).counts["new"] == 1


def test_the_same_file_again_changes_nothing(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    plan_id = bring_in(hall, ROW)
    assert apply(hall, plan_id).counts == {"new": 1, "cancelled": 0, "unchanged": 0, "failing": 0}
    again = plan(hall, ROW, ROW)
    assert again.counts[Fate.UNCHANGED] == 2
    assert again.changes == 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("009999,없음,연가,2026-10-06,,,,", "number_unknown"),
        (",김가람,연가,2026-10-06,,,,", "number_missing"),
        ("001001,김가람,안식년,2026-10-06,,,,", "kind_unknown"),
        ("001001,김가람,,2026-10-06,,,,", "kind_missing"),
        ("001001,김가람,연가,내일,,,,", "date_invalid"),
        ("001001,김가람,연가,,,,,", "from_missing"),
        ("001001,김가람,연가,2026-10-06,2026-10-05,,,", "period_backwards"),
        ("001001,김가람,연가,2026-10-06,2036-10-06,,,", "period_long"),
        ("001001,김가람,반차,2026-10-06,,,,", "part_missing"),
        ("001001,김가람,반차,2026-10-06,,저녁,,", "part_unknown"),
        ("001001,김가람,반차,2026-10-06,2026-10-07,오전,,", "half_of_many"),
        ("001001,김가람,연가,2026-10-06,,,반려,", "not_approved"),
        ("001001,김가람,연가,2026-10-06,,,신청,", "not_approved"),
        ("001001,김가람,연가,2026-10-06,,,미승인,", "not_approved"),
        ("001001,김가람,연가,2026-10-06,,,취소신청,", "not_approved"),
        ("001001,김가람,연가,2025-10-06,,,,", "not_in_service"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(sqlite_hall: Hall, row: str, reason: str) -> None:
    planned = plan(sqlite_hall, row)
    assert (planned.counts[Fate.FAILING], reasons(planned)[-1:]) == (1, [reason])


def test_rows_that_meet_each_other_or_what_is_there(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    ask(hall, hall.cast.colleague, asked())
    take(hall, hall.cast.lead, asked(id=b"leave002"), hall.cast.director)
    planned = plan(
        hall,
        ROW,
        "001001,김가람,병가,2026-10-07,,,,",
        "001002,이나루,병가,2026-10-07,,,,",
        "001003,박다온,병가,2026-10-07,,,,",
        "001003,박다온,연가,2026-10-06,2026-10-08,,,",
    )
    assert [row.fate for row in planned.rows] == [Fate.NEW, *[Fate.FAILING] * 3, Fate.UNCHANGED]
    assert reasons(planned) == ["row_overlaps", "leave_waiting", "leave_overlaps"]


def test_a_row_that_takes_leave_back_ends_it(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, hall.cast.traveller, asked(), hall.cast.lead)
    plan_id = bring_in(hall, ROW.replace("승인", "취소"))
    assert leaves_of(hall, hall.cast.traveller)[0].state is State.CANCELLED
    assert absences_of(hall, hall.cast.traveller) == []
    assert plan(hall, ROW.replace("승인", "취소")).counts[Fate.UNCHANGED] == 1
    undo(hall, plan_id)
    assert leaves_of(hall, hall.cast.traveller)[0].state is State.APPROVED
    assert [a.is_approved for a in absences_of(hall, hall.cast.traveller)] == [True]


def test_rows_take_back_what_other_rows_of_the_file_say(sqlite_hall: Hall) -> None:
    """A personnel system lists a leave that was moved as the old one, its cancelling and the new one."""
    hall, taken_back, moved = sqlite_hall, ROW.replace("승인", "취소"), ROW.replace("10-06", "10-07")
    never = plan(hall, ROW, taken_back)
    assert (never.changes, reasons(never)) == (0, ["row_taken_back"])
    bring_in(hall, ROW)
    for rows, fates in (
        ([taken_back, moved], [Fate.CANCELLED, Fate.NEW]),
        ([taken_back, ROW], [Fate.CANCELLED, Fate.NEW]),
        ([ROW, taken_back], [Fate.UNCHANGED, Fate.CANCELLED]),
    ):
        assert [row.fate for row in plan(hall, *rows).rows] == fates
    bring_in(hall, ROW, taken_back, moved)
    held = [view.period.from_on for view in leaves_of(hall, hall.cast.traveller) if view.holds]
    assert held == [WEDNESDAY]
    assert len(absences_of(hall, hall.cast.traveller)) == 1


def test_whom_a_file_concerned_is_told_when_it_goes_back(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    take(hall, hall.cast.colleague, asked(), hall.cast.lead)
    undo(hall, bring_in(hall, ROW, "001002,이나루,연가,2026-10-06,2026-10-08,,취소,"))
    kinds = leave.NoticeKind.IMPORTED, leave.NoticeKind.TAKEN_OUT
    told = {
        member.name: [
            notice.kind
            for notice in hall.read(lambda s, m=member: notifications.list_notices(s, m.staff_id))  # type: ignore[misc]
            if notice.kind in kinds
        ]
        for member in (hall.cast.traveller, hall.cast.colleague)
    }
    assert {name: sorted(found) for name, found in told.items()} == dict.fromkeys(told, sorted(kinds))


def test_a_file_goes_back_as_a_whole(hall: Hall) -> None:
    plan_id = bring_in(hall, ROW)
    undo(hall, plan_id)
    assert undo(hall, plan_id).undone_at
    assert leaves_of(hall, hall.cast.traveller) == []
    assert absences_of(hall, hall.cast.traveller) == []
    with pytest.raises(Conflict):
        apply(hall, plan_id)


def test_only_the_last_file_goes_back_and_never_over_other_leave(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    first = bring_in(hall, ROW)
    hall.clock.advance(minutes=1)
    second = bring_in(hall, ROW.replace("승인", "취소"))
    with pytest.raises(Conflict) as caught:
        undo(hall, first)
    assert caught.value.code == "import_not_last"
    ask(hall, hall.cast.traveller, asked())
    with pytest.raises(Conflict) as caught:
        undo(hall, second)
    assert caught.value.code == "import_built_upon"


def test_what_changed_since_it_was_looked_at_is_looked_at_again(sqlite_hall: Hall) -> None:
    hall = sqlite_hall
    plan_id = store(hall, ROW)
    ask(hall, hall.cast.traveller, asked())
    with pytest.raises(Conflict) as caught:
        apply(hall, plan_id)
    assert caught.value.code == "import_base_changed"
    hall.clock.advance(days=8)
    with pytest.raises(Conflict) as caught:
        apply(hall, plan_id)
    assert caught.value.code == "import_too_old"
    hall.write(lambda s: leave.forget_planned_files(s, hall.now))
    with pytest.raises(NotFound):
        apply(hall, plan_id)


def test_it_is_read_as_personnel_systems_write_it(sqlite_hall: Hall) -> None:
    assert plan(sqlite_hall, ROW, encoding="cp949").counts[Fate.NEW] == 1
    head = ["사번", "근무상황", "시작일자", "종료일자"]
    data = write_xlsx(head, [["1001", "연차", TUESDAY, TUESDAY]], "휴가")
    planned = sqlite_hall.read(lambda s: leave.plan_leave_import(s, data, "a.xlsx", TUESDAY))
    assert [(row.fate, row.kind) for row in planned.rows] == [(Fate.FAILING, "annual")]
    data = write_xlsx(head, [[1001, "연차", TUESDAY, TUESDAY]], "휴가")
    planned = sqlite_hall.read(lambda s: leave.plan_leave_import(s, data, "a.xlsx", TUESDAY))
    assert [(row.fate, row.number) for row in planned.rows] == [(Fate.NEW, "001001")]
    with pytest.raises(Malformed):
        sqlite_hall.read(lambda s: leave.plan_leave_import(s, "이름,종류\n가,나".encode(), "a.csv", TUESDAY))
