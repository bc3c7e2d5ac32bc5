"""The message catalogue: takes the sentences out of code and templates and updates the translations.

    python -m tools.messages            extract, update, compile; prints what waits for a translation
    python -m tools.messages compile    compile only

A message id is the Korean sentence itself, so Korean needs no catalogue. A changed sentence is a new one:
nothing is guessed from a similar one (no fuzzy entries), and a sentence that nobody says any more goes.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import write_po

from webapp.catalogues import compile_catalogues, list_catalogues, read_catalogue

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
WIDTH = 110
HEADER = "# Written by `python -m tools.messages`; the translations are written by people."


def main() -> int:
    if sys.argv[1:] != ["compile"]:
        extracted = extract()
        for path in list_catalogues():
            update(path, extracted)
    compile_catalogues()
    return 0


def extract() -> Catalog:
    """Every sentence of the code and the templates, with the files that say it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    catalogue = Catalog()
    for name, _line, message, _comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        catalogue.add(message, locations=[(name, 0)], context=context)
    return catalogue


def update(path: Path, extracted: Catalog) -> None:
    """Brings one translation up to date; says which sentences wait for their translator."""
    old = read_catalogue(path)
    new = Catalog(old.locale, header_comment=HEADER, project="Balgil", version="1", fuzzy=False)
    for message in sorted((m for m in extracted if m.id), key=lambda m: str(m.id)):
        known = old.get(message.id, context=message.context)
        string, places = known.string if known else "", sorted(set(message.locations))
        new.add(message.id, string, places, context=message.context)
    keep_header(old, new)
    with path.open("wb") as file:
        write_po(file, new, width=WIDTH, omit_header=False, include_lineno=False)
    waiting = [message for message in new if message.id and not is_translated(message)]
    for message in waiting:
        print(f"{path.parent.parent.name}: {message.id}")
    print(f"{path.relative_to(ROOT)}: {len(new)} sentences, {len(waiting)} to translate", file=sys.stderr)


def is_translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings)


def keep_header(old: Catalog, new: Catalog) -> None:
    """The dates stay, so that a run without a change changes nothing."""
    new.creation_date, new.revision_date = old.creation_date, old.revision_date
    new.last_translator, new.language_team = old.last_translator, old.language_team
    new.msgid_bugs_address = old.msgid_bugs_address


if __name__ == "__main__":
    sys.exit(main())
