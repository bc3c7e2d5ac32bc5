"""`flask manuals starter`, as an administrator runs it."""

from datetime import timedelta

from click.testing import Result
from flask import Flask

from services import people, rates
from services.clock import local_day
from services.manuals import starter, tasks
from tests.cast import Cast
from webapp.context import Parts


def run(app: Flask, number: str) -> Result:
    return app.test_cli_runner().invoke(args=["manuals", "starter", "--by", number])


def test_the_library_comes_once_and_says_what_is_left_to_do(app: Flask, parts: Parts, cast: Cast) -> None:
    count, amounts = len(starter.list_library()), len(starter.RATES)
    result = run(app, cast.administrator.number)
    assert result.exit_code == 0
    assert f"매뉴얼 {count}건과 기준 {amounts}개를 넣었어요. 0건은 이미 있어요." in result.output
    assert "전입신고: 부서(민원봉사과)가 없어 기관에 두었어요. 부서를 정해 주세요." in result.output
    with parts.database.reading() as session:
        assert rates.find_rate(session, "일비", local_day(parts.clock.now()))
    again = run(app, cast.administrator.number)
    assert f"매뉴얼 0건과 기준 0개를 넣었어요. {count}건은 이미 있어요." in again.output
    indexed = app.test_cli_runner().invoke(args=["manuals", "index"])
    assert indexed.output == f"매뉴얼 {count}건의 색인을 새로 만들었어요.\n"


def test_only_an_editor_who_is_in_service_brings_it(app: Flask, parts: Parts, cast: Cast) -> None:
    result = run(app, "999999")
    assert (result.exit_code, result.output) == (1, "지금 근무하는 직원의 번호가 아니에요.\n")
    result = run(app, cast.traveller.number)
    assert (result.exit_code, result.output) == (1, "매뉴얼 편집자나 관리자의 직원번호가 아니에요.\n")
    with parts.database.writing() as session:
        yesterday = local_day(parts.clock.now()) - timedelta(days=1)
        people.end_service(session, cast.traveller.staff_id, yesterday)
    result = run(app, cast.traveller.number)
    assert (result.exit_code, result.output) == (1, "지금 근무하는 직원의 번호가 아니에요.\n")


def test_it_says_what_a_department_has_written_itself(app: Flask, parts: Parts, cast: Cast) -> None:
    director, at = cast.director.staff_id, parts.clock.now()
    with parts.database.writing() as session:
        unit = people.get_person(session, director, local_day(at)).unit_id
        own = tasks.NewManual(b"o" * 16, unit, "건축신고와 허가", director)
        tasks.create_manual(session, own, director, at)
    result = run(app, cast.administrator.number)
    assert "건축신고와 허가: 부서에 같은 이름의 매뉴얼이 있어 넣지 않았어요." in result.output
