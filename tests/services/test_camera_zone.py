"""The one picture that is ever saved: blurred, the zone on it, for the person who installs the camera."""

from pathlib import Path

import cv2
import pytest

from bench._camera_hall import HEIGHT, WIDTH, Hall, write_video
from services.cafeteria.camera.program import show_zone
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import DetectorSettings
from services.cafeteria.camera.task import Task
from tests.camera import Camera, write_settings


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("video") / "hall.avi"
    write_video(path, (Hall().draw(number / 5) for number in range(3)))
    return path


def test_the_zone_is_drawn_on_one_blurred_picture_that_she_asked_for(
    camera: Camera, video: Path, tmp_path: Path
) -> None:
    settings = write_settings(tmp_path / "c.toml", video)
    path = tmp_path / "zone.png"
    code, out, err = camera.run(settings, "--show-zone", str(path))
    assert (code, out) == (0, "")
    assert str(path) in err
    assert sorted(file.name for file in tmp_path.iterdir()) == ["c.toml", "zone.png"]
    assert path.stat().st_mode & 0o777 == 0o600
    drawn, plain = cv2.imread(str(path)), Hall().draw(0)
    assert drawn.shape == (HEIGHT, WIDTH, 3)
    between_the_lines = [(slice(75, 105), slice(col + 8, col + 56)) for col in range(64, 320, 64)]
    detail = [
        sum(cv2.Laplacian(image[place], cv2.CV_32F).std() for place in between_the_lines)
        for image in (drawn, plain)
    ]
    assert detail[0] < 0.2 * detail[1]
    # Lines at the tenths: corners are read off there.
    assert (drawn[:20, [WIDTH // 10, WIDTH // 2]] > 250).all()
    assert (drawn[[HEIGHT // 10, HEIGHT // 2], WIDTH - 20 :] > 250).all()
    code, _, err = camera.run(settings, "--show-zone", str(path))
    assert code == 1
    assert "이미 있어요" in err


def test_a_picture_that_could_not_be_saved_is_not_said_to_be(
    camera: Camera, video: Path, tmp_path: Path
) -> None:
    settings, path = write_settings(tmp_path / "c.toml", video), tmp_path / "zone.png"
    before = ("sh", "-c", 'ulimit -f 0; exec "$@"', "sh")
    with camera.start(settings, "--show-zone", str(path), before=before) as process:
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count("\n")) == (1, 1), err
    assert "쓸 수 없어요" in err
    assert not path.exists()


def test_a_process_that_dies_over_the_picture_has_saved_none(video: Path, tmp_path: Path) -> None:
    """A zone of no corners, which the settings refuse, is too much for it."""
    with pytest.raises(Refusal):
        show_zone(Task(str(video), (), DetectorSettings(), save_as=str(tmp_path / "zone.png")))
