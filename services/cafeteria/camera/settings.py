"""The camera's settings file (TOML): read once, typed; what is wrong is named in one sentence."""

import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from services.cafeteria.camera.notice import SAID, Hung, SignBoard
from services.cafeteria.camera.refusal import Refusal
from services.cafeteria.camera.table import WRONG, Table
from services.cafeteria.camera.words import LANGUAGES

KEY_VARIABLE = "BALGIL_CAMERA_KEY"
ON_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
ADDRESSES = ("rtsp", "rtsps", "http", "https")
FEWEST_POINTS, MOST_POINTS, SMALLEST_SHARE = 3, 32, 0.005
OUTPUTS = ("yolov5", "yolov8", "ssd")
_NUMBER = re.compile("[0-9]{1,3}")
_KEY = re.compile(r"[\x21-\x7e]{8,300}")


@dataclass(frozen=True)
class DetectorSettings:
    """`far` and `near`: where a standing person's middle is and how high she is, in shares of the height."""

    kind: str = "built-in"
    far: tuple[float, float] = (0.3, 0.3)
    near: tuple[float, float] = (0.7, 0.5)
    learn_s: float = 60
    model: str = ""
    output: str = "yolov8"
    size: int = 640
    person_class: int = 0
    least_score: float = 0.4


@dataclass(frozen=True)
class CameraSettings:
    language: str
    server: str
    cafeteria: int
    key_file: str | None
    ca_file: str | None
    source: str
    zone: tuple[tuple[float, float], ...]
    post_every_s: float
    detector: DetectorSettings
    sign_board: SignBoard


def read_settings(path: Path) -> CameraSettings:
    """Raises: Refusal that names the first wrong entry."""
    try:
        table = Table(tomllib.loads(path.read_text(encoding="utf-8")), "")
    except (OSError, ValueError) as error:
        raise Refusal("설정 파일 {path}이(가) 없거나 읽을 수 없어요.", path=path) from error
    settings = CameraSettings(
        language=table.choice("language", LANGUAGES, "ko"),
        server=_check_server(table.text("server")),
        cafeteria=int(table.number("cafeteria", 1, 2**53)),
        key_file=table.optional_text("key_file"),
        ca_file=table.optional_text("ca_file"),
        source=table.text("source", 2000),
        zone=_read_zone(table),
        post_every_s=table.number("post_every_s", 2, 60, 10),
        detector=_read_detector(table.inner("detector")),
        sign_board=_read_board(table.inner("sign_board")),
    )
    table.finish()
    return settings


def read_key(settings: CameraSettings) -> str:
    """The sensor's key, from the environment or its file; never the command line, where all could see it."""
    missing = "센서 키가 없어요. BALGIL_CAMERA_KEY 환경 변수나 key_file 설정으로 알려 주세요."
    key = os.environ.get(KEY_VARIABLE, "")
    if not key and settings.key_file:
        path = Path(settings.key_file)
        if not path.is_file():
            raise Refusal(missing)
        if path.stat().st_mode & 0o004:
            raise Refusal(
                "센서 키 파일을 다른 사용자도 읽을 수 있어요. chmod 600 {path}로 막아 주세요.", path=path
            )
        key = path.read_text(encoding="utf-8", errors="replace")
    if not _KEY.fullmatch(key.strip()):
        raise Refusal(missing)
    return key.strip()


def is_live(source: str) -> bool:
    """Whether it is a camera, which has no end: a USB camera, or an address in the network."""
    scheme, is_address, _ = source.partition("://")
    return is_device(source) or bool(is_address and scheme.lower() in ADDRESSES)


def is_device(source: str) -> bool:
    """A USB camera, by its number or by the path that stays its own (/dev/v4l/by-id/...)."""
    return _NUMBER.fullmatch(source) is not None or source.startswith("/dev/")


def _check_server(address: str) -> str:
    try:
        parts = urlsplit(address)
        is_plain = parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        raise Refusal(WRONG, field="server") from None
    if not parts.hostname or not is_plain:
        raise Refusal(WRONG, field="server")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE):
        raise Refusal("서버 주소는 https여야 해요. 이 컴퓨터 안의 주소만 http로 쓸 수 있어요.")
    return address.rstrip("/")


def _read_zone(table: Table) -> tuple[tuple[float, float], ...]:
    """A polygon that is large enough to stand in (its area by the shoelace formula)."""
    points = table.points("zone")
    turned = zip(points, points[1:] + points[:1], strict=True)
    area = abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in turned)) / 2
    if not FEWEST_POINTS <= len(points) <= MOST_POINTS or area < SMALLEST_SHARE:
        raise table.wrong("zone")
    return points


def _read_detector(table: Table) -> DetectorSettings:
    plain = DetectorSettings()
    kind = table.choice("kind", ("built-in", "onnx"), plain.kind)
    settings = DetectorSettings(
        kind=kind,
        far=table.pair("far", plain.far),
        near=table.pair("near", plain.near),
        learn_s=table.number("learn_s", 2, 600, plain.learn_s),
        model=table.text("model", 2000) if kind == "onnx" else "",
        output=table.choice("output", OUTPUTS, plain.output),
        size=int(table.number("size", 32, 1280, plain.size)),
        person_class=int(table.number("person_class", 0, 10_000, plain.person_class)),
        least_score=table.number("least_score", 0.01, 0.99, plain.least_score),
    )
    table.finish()
    return settings


def _read_board(table: Table) -> SignBoard:
    hung = table.optional_inner("hung")
    said = {name: table.text(name) for name in SAID}
    board = SignBoard(**said, hung=None if hung is None else _read_hung(hung))
    table.finish()
    return board


def _read_hung(table: Table) -> Hung:
    said = {name: table.text(name) for name in SAID}
    hung = Hung(
        **said, on=table.day("on"), by=table.text("by"), only_this_purpose=table.yes("only_this_purpose")
    )
    table.finish()
    return hung
