"""`flask staff`, `flask admin`, `flask keys`."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from flask import Flask

from services import keys, people
from services.people import Role
from services.settings import Settings
from tests import factories
from tests.cast import Cast
from tests.web.conftest import ClientAs
from webapp.context import Parts

ROWS = "직원번호,이름,부서\n700001,새사람,건축과\n700002,헤맨사람,없는과\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "명단.csv"
    path.write_text(ROWS)
    return path


def run(app: Flask, *arguments: object) -> Result:
    return app.test_cli_runner().invoke(args=[str(each) for each in arguments])


def is_there(parts: Parts, number: str) -> bool:
    with parts.database.reading() as session:
        return people.find_person_by_number(session, number, factories.TODAY) is not None


def test_a_staff_file_is_only_shown(app: Flask, cast: Cast, parts: Parts, file: Path) -> None:
    result = run(app, "staff", "import", file)
    assert result.exit_code == 1  # one row fails
    assert "2\t새 직원\t700001\t새사람" in result.stdout
    assert "‘없는과’ 부서가 없어요" in result.stdout
    assert not is_there(parts, "700001")


def test_it_is_applied_in_an_administrators_name(app: Flask, cast: Cast, parts: Parts, file: Path) -> None:
    assert (
        "파일을 반영했어요"
        in run(app, "staff", "import", file, "--apply-as", cast.administrator.number).stdout
    )
    assert is_there(parts, "700001")
    assert not is_there(parts, "700002")


@pytest.mark.parametrize("who", ["traveller", "lead"])
def test_and_in_nobody_elses(app: Flask, cast: Cast, parts: Parts, file: Path, who: str) -> None:
    result = run(app, "staff", "import", file, "--apply-as", getattr(cast, who).number)
    assert result.exit_code == 1
    assert not is_there(parts, "700001")


def test_units_are_made_and_failing_rows_written_when_asked(
    app: Flask, cast: Cast, parts: Parts, file: Path, tmp_path: Path
) -> None:
    failing = tmp_path / "failing.xlsx"
    run(app, "staff", "import", file, "--failing", failing)
    assert openpyxl.load_workbook(failing).active["A2"].value == "700002"
    arguments = ("--create-units", "--from", "2026-10-01", "--apply-as", cast.administrator.number)
    assert run(app, "staff", "import", file, *arguments).exit_code == 0
    assert is_there(parts, "700002")


def test_a_file_that_is_none_is_refused_in_a_sentence(app: Flask, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"%PDF-1.7")
    result = run(app, "staff", "import", tmp_path / "x.xlsx")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.stderr.strip()


def test_the_first_administrator_is_made_once(app: Flask, parts: Parts, client_as: ClientAs) -> None:
    result = run(app, "admin", "create", "a-1", "송 관리")
    number, password = result.stdout.strip().split("\t")
    assert number == "A-1"
    assert run(app, "admin", "create", "a-2", "또 하나").exit_code == 1
    data = {"number": number, "password": password}
    assert client_as(None).post("/sign-in", data, page="/sign-in").status_code == 303


def test_an_administrator_is_let_back_in(app: Flask, cast: Cast, client_as: ClientAs) -> None:
    number, password = run(app, "admin", "password", cast.administrator.number).stdout.strip().split("\t")
    data = {"number": number, "password": password}
    assert client_as(None).post("/sign-in", data, page="/sign-in").status_code == 303
    assert run(app, "admin", "password", cast.traveller.number).exit_code == 1
    assert run(app, "admin", "password", "nobody").exit_code == 1


def test_roles_stay_as_they_were(app: Flask, cast: Cast, parts: Parts) -> None:
    run(app, "admin", "password", cast.administrator.number)
    with parts.database.reading() as session:
        roles = people.list_roles(session, cast.administrator.staff_id, factories.TODAY)
    assert roles == {Role.STAFF, Role.ADMINISTRATOR}


def test_keys_are_backed_up_and_tested(app: Flask, settings: Settings, tmp_path: Path) -> None:
    folder = run(app, "keys", "backup", tmp_path / "usb").stdout.strip()
    assert not keys.has_tested_backup(settings)
    assert run(app, "keys", "test", folder).exit_code == 0
    assert keys.has_tested_backup(settings)


def test_a_broken_backup_is_no_backup(app: Flask, settings: Settings, tmp_path: Path) -> None:
    folder = Path(run(app, "keys", "backup", tmp_path / "usb").stdout.strip())
    (folder / "web.keys").write_bytes(b"broken")
    result = run(app, "keys", "test", folder)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert not keys.has_tested_backup(settings)


def test_the_audit_key_is_rotated(app: Flask, parts: Parts, tmp_path: Path) -> None:
    before = parts.keys.audit_public()[0]
    result = run(app, "keys", "rotate", tmp_path / "usb")
    assert result.exit_code == 0
    assert parts.keys.audit_public()[0].hex() == result.stdout.strip() != before.hex()
