"""What a phone keeps of the manuals, to be there without a network: one's own and one's favourites."""

from services.manuals.pack.packing import (
    MOST_ARTICLES,
    MOST_FILE_BYTES,
    MOST_MANUALS,
    Pack,
    PackedFile,
    PackedManual,
    pack_for,
)

__all__ = [
    "MOST_ARTICLES",
    "MOST_FILE_BYTES",
    "MOST_MANUALS",
    "Pack",
    "PackedFile",
    "PackedManual",
    "pack_for",
]
