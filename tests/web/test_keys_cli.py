"""`flask keys destroy`: a retired audit key goes once nothing is kept under it, and the ledger says so."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from services import trips
from services.ledger import list_records_about
from tests.cast import Cast, Member
from tests.clocks import HandClock
from tests.phones import Phone
from tests.web.conftest import ClientAs
from webapp.context import Parts

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(app: Flask, tmp_path: Path, clock: HandClock) -> Callable[..., Result]:
    def run(*arguments: str, typed: str = "") -> Result:
        clock.advance(seconds=1)
        folder = [] if arguments[0] == "list" else [str(tmp_path / "stick")]
        return app.test_cli_runner().invoke(args=["keys", *arguments, *folder], input=typed)

    return run


def test_a_key_is_destroyed_a_year_after_it_retired(
    run: Callable[..., Result], parts: Parts, clock: HandClock
) -> None:
    old_id = parts.keys.audit_public()[0]
    assert run("destroy", old_id.hex(), typed="y\n").exit_code == 1
    run("rotate")
    clock.advance(days=364)
    assert "1년이 지난 키만" in run("destroy", old_id.hex(), typed="y\n").output
    clock.advance(days=2)
    assert run("destroy", "전부", typed="y\n").exit_code == 1
    assert run("destroy", old_id.hex(), typed="n\n").exit_code == 1
    assert old_id.hex() in run("list").output
    assert run("destroy", old_id.hex(), typed="y\n").exit_code == 0
    assert old_id.hex() not in run("list").output
    with parts.database.reading() as session:
        records = list_records_about(session, [("audit_key", old_id)], ["key_event"])
    assert [record.facts["event"] for record in records] == ["audit_key_destroyed"]


def test_not_while_an_evidence_is_kept_that_nothing_else_opens(
    run: Callable[..., Result],
    client_as: ClientAs,
    cast: Cast,
    parts: Parts,
    clock: HandClock,
    phone_of: Callable[[Member], Phone],
) -> None:
    browser, old_id = client_as(cast.traveller), parts.keys.audit_public()[0]
    browser.post("/me/consent", {"state": "given"}, page="/me/consent")
    tap = phone_of(cast.traveller).tap(clock.now())
    assert browser.api("POST", "evidences", tap.body(cast.traveller.number)).status_code == 201
    run("rotate")
    clock.advance(days=366)
    assert run("list").output.splitlines()[0].endswith("\t1")
    refused = run("destroy", old_id.hex(), typed="y\n")
    assert (refused.exit_code, "1건 남아 있어요" in refused.output) == (1, True)
    with parts.database.writing() as session:
        trips.destroy_unbound_taps(session, parts.ledger, cast.traveller.staff_id, clock.now())
    assert run("destroy", old_id.hex(), typed="y\n").exit_code == 0


def test_keys_of_a_demonstration_in_production_are_refused_in_one_sentence(tmp_path: Path) -> None:
    ran = [
        subprocess.run(
            [sys.executable, "-c", "import wsgi"],
            cwd=ROOT,
            env=os.environ | {"BALGIL_STATE_DIR": str(tmp_path), "BALGIL_MODE": mode},
            capture_output=True,
            text=True,
            check=False,
        )
        for mode in ("demo", "production")
    ]
    assert [each.returncode for each in ran] == [0, 1]
    assert ran[1].stderr == (
        "시범용 키와 업무용 키는 섞어 쓸 수 없어요. 키 파일의 위치 설정을 확인해 주세요.\n"
    )
