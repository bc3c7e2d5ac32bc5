"""The words of the cafeteria: codes of the services as people say them."""

from collections.abc import Mapping

from services.texts import N_

# A level's word and its tone.
LEVEL_WORDS: Mapping[str, tuple[str, str]] = {
    "quiet": (N_("한산"), "ok"),
    "normal": (N_("보통"), "info"),
    "busy": (N_("붐빔"), "warn"),
    "packed": (N_("매우 붐빔"), "bad"),
}
