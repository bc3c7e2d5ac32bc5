"""How commands speak: in the installation's language, and a refusal as one sentence with exit code 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask_babel import force_locale, gettext

from services.errors import BalgilError
from webapp.context import settings


@contextmanager
def speaking() -> Iterator[None]:
    """Inside, `gettext` gives the installation's language; what is refused ends the command."""
    with force_locale(settings().default_language):
        try:
            yield
        except BalgilError as error:
            click.echo(gettext(error.sentence, **error.params), err=True)
            sys.exit(1)


def say(sentence: str, *, err: bool = False, **params: object) -> None:
    click.echo(gettext(sentence, **params), err=err)
