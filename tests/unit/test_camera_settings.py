"""The camera's settings, the notice that must hang, and the words it has for people."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.cafeteria.camera.notice import require_notice, write_board, write_confirmation
from services.cafeteria.camera.program import STATES
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import CameraSettings, is_live, read_key, read_settings
from services.cafeteria.camera.words import ENGLISH, Speaker
from tests.camera import HUNG, KEY, write_settings

TODAY = date(2026, 9, 29)
CODE = Path(__file__).resolve().parents[2] / "services/cafeteria/camera"


def read(tmp_path: Path, change: tuple[str, str] = ("", ""), **options: str) -> CameraSettings:
    path = write_settings(tmp_path / "camera.toml", "queue.avi", **options)
    text = path.read_text()
    assert change[0] in text
    path.write_text(text.replace(*change) if change[0] else text)
    return read_settings(path)


def test_the_settings_are_read(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.cafeteria, settings.post_every_s, settings.detector.kind) == (1, 2, "built-in")
    assert settings.sign_board.hung is not None
    require_notice(settings.sign_board, TODAY)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("cafeteria = 1", "cafeteria = -1"), "cafeteria"),
        (("cafeteria = 1", "cafeteria = true"), "cafeteria"),
        (("post_every_s = 2", "post_every_s = 0.1"), "post_every_s"),
        (("zone = [[0.06, 0.4],", "zone = [[0.06, 4],"), "zone"),
        (("zone = [[0.06, 0.4],", "zone = [[0.06, nan],"), "zone"),
        (("zone = ", "zone = [[0.1, 0.1], [0.2, 0.2]] #"), "zone"),
        (("zone = ", "zone = [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]] #"), "zone"),
        (("learn_s = 2", 'kind = "magic"'), "detector.kind"),
        (("learn_s = 2", 'kind = "onnx"'), "detector.model"),
        (("learn_s = 2", "lern_s = 4"), "detector.lern_s"),
        (("cafeteria = 1", "cafeteria = 1\nrecord = true"), "record"),
        (('contact = "055-123-4567"', 'contact = ""'), "sign_board.contact"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, change: tuple[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read(tmp_path, change)
    assert refusal.value.params["field"] == field


@pytest.mark.parametrize(
    "server",
    [
        "http://balgil.example",
        "ftp://balgil.example",
        "https://",
        "balgil.example",
        "https://balgil.example:99999",
        "https://balgil.example:port",
        "https://[::1",
    ],
)
def test_a_server_without_https_is_refused(tmp_path: Path, server: str) -> None:
    with pytest.raises(Refusal):
        read(tmp_path, server=server)


@pytest.mark.parametrize("source", ["0", "12", "/dev/v4l/by-id/usb-cam", "RTSP://camera/", "http://[::1"])
def test_a_camera_has_no_end(source: str) -> None:
    assert is_live(source)


@pytest.mark.parametrize("source", ["queue.avi", "pictures/", "²", "1234", "http:queue.avi"])
def test_a_file_has_one(source: str) -> None:
    assert not is_live(source)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (("구내식당 대기 인원 집계", "보안"), "purpose"),
        (("본관 지하 1층", "별관 1층"), "place"),
        (("배식 대기줄", "식당 전체"), "range"),
        (("평일 11:00", "매일 00:00"), "hours"),
        (("055-123-4567", "055-765-4321"), "contact"),
        (('by = "이시설"', 'by = "-"'), None),
        (("only_this_purpose = true", "only_this_purpose = false"), "only_this_purpose"),
        (("only_this_purpose = true", 'only_this_purpose = "no"'), "only_this_purpose"),
        (("on = 2026-09-01", "on = 2026-09-30"), "on"),
        (("[sign_board.hung]", "[sign_board.hung]"), None),
    ],
)
def test_the_confirmation_repeats_what_the_board_says(
    tmp_path: Path, change: tuple[str, str], field: str | None
) -> None:
    path = write_settings(tmp_path / "camera.toml", "queue.avi", hung=HUNG.replace(*change))
    board = read_settings(path).sign_board
    if field is None:
        require_notice(board, TODAY)
        return
    with pytest.raises(Refusal) as refusal:
        require_notice(board, TODAY)
    assert refusal.value.params["field"] == field


def test_a_board_that_changed_must_be_hung_anew(tmp_path: Path) -> None:
    """A new person in charge: the settings change, the old confirmation no longer fits."""
    path = write_settings(tmp_path / "camera.toml", "queue.avi")
    path.write_text(path.read_text().replace('manager = "총무과 김서무"', 'manager = "총무과 박서무"', 1))
    with pytest.raises(Refusal) as refusal:
        require_notice(read_settings(path).sign_board, TODAY)
    assert refusal.value.params["field"] == "manager"


def test_without_a_confirmation_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        require_notice(read(tmp_path, hung="").sign_board, TODAY)


def test_the_board_says_what_the_law_asks(tmp_path: Path) -> None:
    """개인정보 보호법 제25조 ④: purpose and place, range and hours, the person in charge."""
    board = read(tmp_path).sign_board
    text = write_board(board)
    for said in (board.purpose, board.place, board.range, board.hours, board.manager, board.contact):
        assert said in text
    assert "음성은 녹음하지 않습니다" in text


def test_the_printed_confirmation_fits_once_it_is_filled_in(tmp_path: Path) -> None:
    settings = read(tmp_path, ("총무과 김서무", '총무과 \\"김\\" 서무'))
    filled = write_confirmation(settings.sign_board)
    filled = filled.replace("on =", f"on = {TODAY - timedelta(days=1)}").replace('by = ""', 'by = "이시설"')
    path = tmp_path / "camera.toml"
    path.write_text(path.read_text().split("[sign_board.hung]")[0] + filled)
    require_notice(read_settings(path).sign_board, TODAY)


def test_the_example_of_the_document_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", (CODE.parents[2] / "docs/cafeteria.md").read_text(), re.S)
    path = tmp_path / "camera.toml"
    path.write_text(example)
    require_notice(read_settings(path).sign_board, TODAY)


def test_the_key_comes_from_the_environment_or_from_a_file_that_others_cannot_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BALGIL_CAMERA_KEY", raising=False)
    with pytest.raises(Refusal):
        read_key(read(tmp_path))
    file = tmp_path / "camera.key"
    file.write_text(KEY + "\n")
    settings = read(tmp_path, top=f'key_file = "{file}"')
    file.chmod(0o644)
    with pytest.raises(Refusal):
        read_key(settings)
    file.chmod(0o640)
    assert read_key(settings) == KEY
    monkeypatch.setenv("BALGIL_CAMERA_KEY", "balgil_of_the_environment")
    assert read_key(settings) == "balgil_of_the_environment"
    monkeypatch.setenv("BALGIL_CAMERA_KEY", "two\r\nHeader: lines")
    with pytest.raises(Refusal):
        read_key(settings)


def test_every_sentence_has_its_english_with_the_same_places() -> None:
    for sentence, english in ENGLISH.items():
        assert set(re.findall(r"\{(\w+)\}", sentence)) == set(re.findall(r"\{(\w+)\}", english))
        assert not re.search("[!！]", sentence + english)
    assert set(STATES.values()) <= set(ENGLISH)


def test_every_sentence_that_the_program_says_is_known() -> None:
    spoken = "".join(path.read_text() for path in CODE.glob("*.py") if path.name != "words.py")
    spoken = re.sub(r'"\s*\n\s*"', "", spoken)
    said = set(re.findall(r'"([^"\n]*[가-힣][^"\n]*[.}])"', spoken))
    assert said == set(ENGLISH)


def test_it_speaks_korean_first() -> None:
    assert Speaker().translate("사람 수: {count}", count=3) == "사람 수: 3"
    assert Speaker("en").translate("사람 수: {count}", count=3) == "People: 3"
