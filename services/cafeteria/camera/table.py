"""A table of the settings file: hands out typed entries, and says which were never asked for."""

from datetime import date
from typing import Any

from services.cafeteria.camera.refusal import Refusal
from services.texts import tidy_line

WRONG, UNKNOWN = "설정 파일을 고쳐 주세요: {field}.", "설정 파일에 모르는 항목이 있어요: {field}."


class Table:
    """Each method takes one entry out. Raises: Refusal that names the entry."""

    def __init__(self, entries: object, path: str) -> None:
        self._path = path
        if not isinstance(entries, dict):
            raise Refusal(WRONG, field=path)
        self._entries: dict[str, Any] = dict(entries)

    def _take(self, name: str, default: object = None) -> Any:
        return self._entries.pop(name, default)

    def wrong(self, name: str) -> Refusal:
        return Refusal(WRONG, field=f"{self._path}{name}")

    def text(self, name: str, longest: int = 300) -> str:
        value = self._take(name)
        if not isinstance(value, str) or not 0 < len(tidy_line(value)) <= longest:
            raise self.wrong(name)
        return tidy_line(value)

    def optional_text(self, name: str) -> str | None:
        return self.text(name) if name in self._entries else None

    def choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self._take(name, default)
        if value not in choices:
            raise self.wrong(name)
        return str(value)

    def number(self, name: str, least: float, most: float, default: float | None = None) -> float:
        value = self._take(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self.wrong(name)
        return value

    def points(self, name: str) -> tuple[tuple[float, float], ...]:
        value = self._take(name)
        pairs = value if isinstance(value, list) else []
        if not pairs or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
            raise self.wrong(name)
        if not all(type(part) in (int, float) and 0 <= part <= 1 for pair in pairs for part in pair):
            raise self.wrong(name)
        return tuple((float(x), float(y)) for x, y in pairs)

    def pair(self, name: str, default: tuple[float, float]) -> tuple[float, float]:
        self._entries[name] = [self._take(name, list(default))]
        return self.points(name)[0]

    def day(self, name: str) -> date:
        value = self._take(name)
        if type(value) is not date:
            raise self.wrong(name)
        return value

    def yes(self, name: str) -> bool:
        return self._take(name) is True

    def inner(self, name: str) -> "Table":
        return Table(self._take(name, {}), f"{self._path}{name}.")

    def optional_inner(self, name: str) -> "Table | None":
        return self.inner(name) if name in self._entries else None

    def finish(self) -> None:
        if self._entries:
            raise Refusal(UNKNOWN, field=", ".join(self._path + name for name in sorted(self._entries)))
