"""A frozen camera, a covered lens, a hall where nothing stirs: nothing is reported until that is over."""

from dataclasses import replace

import cv2
import numpy as np

from bench._camera_hall import FAR, NEAR, ZONE, Hall
from services.cafeteria.camera.eye import Gaze
from services.cafeteria.camera.lens import is_blind
from services.cafeteria.camera.pixels import Pixels
from services.cafeteria.camera.silhouettes import Heights, Silhouettes
from services.cafeteria.camera.sources import Frame, read_frames
from services.cafeteria.camera.zone import Zone
from tests.camera import streaming


class Cinema:
    """Shows pictures to the real chain of lens and detector, five a second."""

    def __init__(self) -> None:
        self.hall, self.at_s = Hall(), 0.0
        self.gaze = Gaze(Silhouettes(Zone(ZONE), Heights(FAR, NEAR), 4), Zone(ZONE))
        self.play(10)

    def show(self, picture: Pixels) -> tuple[float | None, str]:
        look = self.gaze.look(Frame(picture, self.at_s, begins=self.at_s == 0))
        self.at_s += 0.2
        return look.count, look.why

    def play(self, length_s: float) -> list[tuple[float | None, str]]:
        return [self.show(self.hall.draw(self.at_s)) for _ in range(round(5 * length_s))]

    def hold(self, picture: Pixels, length_s: float) -> list[tuple[float | None, str]]:
        return [self.show(picture) for _ in range(round(5 * length_s))]


def test_the_same_frame_is_no_reading_from_its_first_repeat_on() -> None:
    cinema = Cinema()
    cinema.hall.add(0.5)
    picture = cinema.hall.draw(cinema.at_s)
    first, *repeats = cinema.hold(picture, 30)
    assert first[0] is not None
    assert {count for count, _ in repeats} == {None}
    assert [why for _, why in repeats[:45]] == ["same"] * 45
    assert [why for _, why in repeats[-90:]] == ["frozen"] * 90


def test_a_camera_that_thaws_counts_again() -> None:
    cinema = Cinema()
    cinema.hall.add(0.5)
    cinema.hold(cinema.hall.draw(cinema.at_s), 30)
    count, why = cinema.play(2)[-1]
    assert why == ""
    assert count is not None
    assert 0.6 < count < 1.4


def test_a_recording_played_in_a_circle_is_frozen_too() -> None:
    cinema = Cinema()
    circle = [cinema.hall.draw(number / 5) for number in range(40)]
    looks = [cinema.show(circle[number % 40]) for number in range(160)]
    assert looks[-1] == (None, "frozen")


def test_a_frozen_picture_that_is_encoded_anew_each_time_is_found_when_people_are_on_it() -> None:
    cinema = Cinema()
    cinema.hall.add(0.4)
    cinema.hall.add(0.7)
    picture, chance = cinema.hall.draw(cinema.at_s), np.random.default_rng(1)
    for _ in range(5 * 70):
        noise = chance.integers(-2, 3, picture.shape)
        look = cinema.show(np.asarray(np.clip(picture + noise, 0, 255), np.uint8))
    assert look == (None, "still")
    assert cinema.play(1)[-1][1] == ""


def test_a_frozen_picture_of_an_empty_hall_is_found_behind_a_clock_that_goes_on() -> None:
    cinema = Cinema()
    picture, looks = cinema.hall.draw(cinema.at_s), []
    for number in range(5 * 70):
        seen = picture.copy()
        cv2.putText(seen, f"12:00:{number:04}", (20, 30), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2)
        looks.append(cinema.show(seen))
    assert looks[5] == (0, "")
    assert looks[-1] == (None, "frozen")
    assert cinema.play(1)[-1][1] == ""


def test_a_camera_that_hangs_up_and_shows_the_same_picture_again_is_frozen() -> None:
    cinema = Cinema()
    picture = cinema.hall.draw(cinema.at_s)
    with streaming([picture], pause_s=0) as address:
        frames = [next(read_frames(address, paced=True)) for _ in range(3)]
    looks = [cinema.gaze.look(replace(frame, at_s=cinema.at_s + 6 * n)) for n, frame in enumerate(frames)]
    assert [look.why for look in looks] == ["", "same", "frozen"]


def test_people_who_wait_patiently_still_sway() -> None:
    cinema = Cinema()
    for along in (0.3, 0.5, 0.7):
        cinema.hall.add(along)
    assert {why for _, why in cinema.play(90)} == {""}


def test_a_covered_lens_and_a_dark_hall_are_no_reading() -> None:
    cinema = Cinema()
    chance = np.random.default_rng(2)
    dark = np.asarray(np.clip(chance.normal(6, 3, (360, 640, 3)), 0, 255), np.uint8)
    taped = np.asarray(np.clip(chance.normal(140, 3, (360, 640, 3)), 0, 255), np.uint8)
    slope = np.linspace(90, 150, 640)[None, :, None]
    hand = np.asarray(np.clip(slope + chance.normal(0, 3, (360, 640, 3)), 0, 255), np.uint8)
    for picture in (dark, taped, hand):
        assert cinema.show(picture) == (None, "blind")
    assert cinema.play(1)[-1][1] == ""


def test_an_empty_hall_is_a_picture() -> None:
    assert not is_blind(Hall().draw(0))
    assert not is_blind(Hall().draw(0, light=0.3))


def test_a_file_that_begins_again_is_not_a_frozen_camera() -> None:
    cinema = Cinema()
    pictures = [cinema.hall.draw(number / 5) for number in range(20)]
    for _ in range(6):
        for number, picture in enumerate(pictures):
            look = cinema.gaze.look(Frame(picture, number / 5, begins=number == 0))
    assert look.why == ""
