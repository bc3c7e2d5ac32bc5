"""Staff files in few words: planned, applied, and what became of their rows."""

from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services import people
from services.people.models import Assignment, RoleGrant, Staff, Unit, UnitPeriod
from tests.factories import NOW, TODAY, Cast

DAY = timedelta(days=1)
NOVEMBER = date(2026, 11, 1)
HEADER = "사번,이름,부서,팀,직위,권한,이메일,시행일,퇴직일"
TABLES = (Staff, Unit, UnitPeriod, Assignment, RoleGrant)


def plan(session: Session, *lines: str, header: str = HEADER, **options: bool) -> people.ImportPlan:
    data = "\n".join([header, *lines]).encode()
    return people.plan_import(session, data, "명단.csv", TODAY, **options)


def apply(session: Session, cast: Cast, planned: people.ImportPlan | str) -> people.ImportView:
    return people.apply_import(session, planned, cast.administrator, NOW)


def fates(planned: people.ImportPlan) -> list[str]:
    return [row.fate.value for row in planned.rows]


def reasons(planned: people.ImportPlan) -> list[str]:
    return [remark.code for row in planned.rows for remark in row.reasons]


def notes(planned: people.ImportPlan) -> list[str]:
    return [remark.code for row in planned.rows for remark in row.notes]


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All rows that an import may touch."""
    session.flush()
    return {
        table.__tablename__: sorted(tuple(row) for row in session.execute(select(table.__table__)))
        for table in TABLES
    }
