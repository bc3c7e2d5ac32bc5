"""Why the program does not start: one sentence, exit code 1."""

from services.errors import Refused


class Refusal(Refused):
    """`sentence` is one of `words.ENGLISH`; `params` fill its places."""

    def __init__(self, sentence: str, **params: object) -> None:
        super().__init__("camera_refused", sentence)
        self.params = params
