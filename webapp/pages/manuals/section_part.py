"""The part of an address that names a section."""

from services.manuals import Section

SECTION = f"<any({','.join(Section)}):section>"
