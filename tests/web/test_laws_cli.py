"""`flask laws`, as an administrator runs it."""

from pathlib import Path

from click.testing import Result
from flask import Flask

from services import laws
from tests.law_files import law_file, with_term
from webapp.context import Parts


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["laws", *words])


def test_a_folder_is_taken_in_and_a_dry_run_takes_nothing(app: Flask, parts: Parts, tmp_path: Path) -> None:
    for file in (
        law_file("2024-07-02", "2024-07-02"),
        law_file("2026-09-01", "2026-09-01", with_term("3주일")),
        law_file("2026-01-01", "2026-01-01", title="건축법", number="1"),
    ):
        path = tmp_path / file.name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(file.data)
    (tmp_path / "bad.md").write_text("# text")
    result = run(app, "import", str(tmp_path), "--dry-run")
    assert result.exit_code == 0
    assert "공무원 여비 규정/2024-07-02.md: 공무원 여비 규정 2024-07-02 (새 판본)" in result.output
    with parts.database.reading() as session:
        assert laws.list_laws(session) == []
    result = run(app, "import", str(tmp_path))
    assert "bad.md: 앞머리(---로 둘러싼 제목, 공포일자, 시행일자)가 없어요." in result.output
    assert "판본 3개를 가져왔어요. 확인할 곳 0개, 알린 사람 0명" in result.output
    assert "(이미 있음)" in run(app, "import", str(tmp_path / "건축법" / "2026-01-01.md")).output
    with parts.database.reading() as session:
        assert [law.title for law in laws.list_laws(session)] == ["건축법", "공무원 여비 규정"]
    path = tmp_path / "건축법" / "2026-01-01.md"
    path.write_bytes(path.read_bytes().replace("운임은".encode(), "운임도".encode()))
    assert "이미 있는 판본과 글이 달라요." in run(app, "import", str(path)).output
    assert "(글을 바꿈)" in run(app, "import", str(path), "--replace", "--dry-run").output
    assert "(글을 바꿈)" in run(app, "import", str(path), "--replace").output
    assert "(이미 있음)" in run(app, "import", str(path)).output


def test_a_folder_without_laws_is_refused(app: Flask, tmp_path: Path) -> None:
    result = run(app, "import", str(tmp_path))
    assert (result.exit_code, result.output) == (1, "폴더에 .md 파일이 없어요.\n")
