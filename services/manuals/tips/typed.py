"""What readers type: plain lines, no Markdown."""

from services.manuals.tasks import tidy_text as tidy_markdown


def tidy_text(text: str) -> str:
    """Lines without spaces at their ends: two of them are no break here."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tidy_markdown("\n".join(line.rstrip() for line in lines)).strip()
