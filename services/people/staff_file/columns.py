"""How a staff file may call its columns."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from services.errors import Malformed
from services.sheets import Columns, Row, match_columns
from services.texts import N_


class Field(StrEnum):
    NUMBER = "number"
    NAME = "name"
    DEPARTMENT = "department"
    TEAM = "team"
    TITLE = "title"
    GRADE = "grade"
    LEAD = "lead"
    ROLES = "roles"
    EMAIL = "email"
    FROM = "from"
    LEFT = "left"


# Where a file has two columns for one field, the word that stands first here wins.
HEADERS: Mapping[Field, Sequence[str]] = {
    Field.NUMBER: (
        "직원번호", "사번", "사원번호", "공무원번호", "행정번호", "교직원번호", "개인번호",
        "staffnumber", "staffno", "staffid", "employeenumber", "employeeno", "employeeid", "number",
    ),
    Field.NAME: ("이름", "성명", "직원명", "성함", "name", "fullname", "staffname", "employeename"),
    Field.DEPARTMENT: (
        "부서", "부서명", "과", "과명", "실과", "실과명", "실과소", "소속부서", "소속", "소속명",
        "department", "departmentname", "dept", "division",
    ),
    Field.TEAM: ("팀", "팀명", "담당", "담당명", "계", "team", "teamname", "section"),
    Field.TITLE: ("직위", "직위명", "직책", "보직", "title", "jobtitle", "position"),
    Field.GRADE: ("직급", "직급명", "grade", "rank"),
    Field.LEAD: ("부서장여부", "팀장여부", "부서장", "lead", "islead", "teamlead"),
    Field.ROLES: ("역할", "권한", "role", "roles"),
    Field.EMAIL: ("이메일", "전자우편", "메일", "이메일주소", "email", "emailaddress", "mail"),
    Field.FROM: (
        "시행일", "시행일자", "발령일", "발령일자", "적용일", "적용일자",
        "effectivedate", "effectivefrom", "startdate", "from",
    ),
    Field.LEFT: (
        "퇴직일", "퇴직일자", "퇴사일", "면직일", "의원면직일", "마지막근무일",
        "leavingdate", "leftdate", "lastday", "until",
    ),
}  # fmt: skip


def find_columns(rows: Sequence[Row]) -> Columns[Field]:
    """The first row that names a staff number and a name. Raises: Malformed `file_headers`."""
    found = match_columns(rows, HEADERS, (Field.NUMBER, Field.NAME))
    if found is None:
        raise Malformed(
            "file_headers", N_("‘직원번호’와 ‘이름’ 열을 찾지 못했어요. 첫 줄에 열 이름을 적어 주세요.")
        )
    return found
