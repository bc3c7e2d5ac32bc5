"""Korean first, English complete: which of the two a request is answered in."""

from flask import Flask, request
from flask_babel import Babel

from webapp.catalogues import compile_catalogues
from webapp.context import find_person, settings

LANGUAGES = ("ko", "en")
COOKIE = "language"


def init_language(app: Flask) -> None:
    compile_catalogues()
    app.config["BABEL_DEFAULT_LOCALE"] = "ko"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Seoul"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    Babel(app, locale_selector=choose_language)


def choose_language() -> str:
    """The person's own choice, else this browser's last choice, else what the browser asks for."""
    person = find_person()
    chosen = (person.language if person else None) or request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or settings().default_language
