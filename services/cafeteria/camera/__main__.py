"""`python -m services.cafeteria.camera --settings camera.toml`: counts people in a zone and posts the number.

--sign-board        prints the text of the sign board and what confirms that it hangs
--show-zone PATH    saves one blurred picture with the zone drawn on it, and nothing else
--try               counts and prints, posts nothing
--source WHAT       another source than the settings name: file, folder, USB number
--loop, --unpaced   a file again and again; a file as fast as it can be read
"""

import argparse
import signal
import sys
from datetime import date
from pathlib import Path

from services.cafeteria.camera.notice import require_notice, write_board, write_confirmation
from services.cafeteria.camera.program import count_and_post, count_only, show_zone
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.settings import CameraSettings, read_key, read_settings
from services.cafeteria.camera.task import Task
from services.cafeteria.camera.words import Speaker


class Stopped(BaseException):
    """Somebody asked the program to stop; no error."""


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    speaker = Speaker()
    try:
        settings = read_settings(Path(options.settings))
        speaker = Speaker(settings.language)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        act(settings, options, speaker)
    except Refusal as refusal:
        print(speaker.translate(refusal.sentence, **refusal.params), file=sys.stderr)
        return 1
    except Stopped:
        speaker.say("끝났어요.")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    description, _, _ = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser("python -m services.cafeteria.camera", description=description)
    parser.add_argument("--settings", required=True, metavar="FILE")
    parser.add_argument("--source", metavar="WHAT")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--sign-board", action="store_true")
    what.add_argument("--show-zone", metavar="PATH", default="")
    what.add_argument("--try", action="store_true", dest="is_trial")
    parser.add_argument("--loop", action="store_true")
    parser.add_argument("--unpaced", action="store_true")
    return parser.parse_args(arguments)


def act(settings: CameraSettings, options: argparse.Namespace, speaker: Speaker) -> None:
    if options.sign_board:
        print(write_board(settings.sign_board))
        speaker.say("안내판을 붙인 뒤 설정 파일에 아래를 그대로 적고 날짜와 이름을 채워 주세요.")
        print(write_confirmation(settings.sign_board), file=sys.stderr)
        return
    # No picture is taken, not even one for the installer, before people can read that there is a camera.
    require_notice(settings.sign_board, date.today())  # noqa: DTZ011 - the day on the wall, where the board hangs
    task = make_task(settings, options)
    if options.show_zone:
        show_zone(task)
        speaker.say(
            "구역을 그린 흐린 그림 한 장을 {path}에 저장했어요. 확인한 뒤 지워 주세요. "
            "다른 화면은 저장하지 않아요.",
            path=options.show_zone,
        )
    elif options.is_trial:
        count_only(settings, task)
    else:
        key = read_key(settings)
        speaker.say("시작했어요. 화면은 저장하거나 보내지 않고, 사람 수만 보내요.")
        count_and_post(settings, key, task)
        speaker.say("끝났어요.")


def make_task(settings: CameraSettings, options: argparse.Namespace) -> Task:
    return Task(
        source=options.source or settings.source,
        zone=settings.zone,
        detector=settings.detector,
        paced=not options.unpaced,
        loop=options.loop,
        save_as=options.show_zone,
    )


def stop(number: int, frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
