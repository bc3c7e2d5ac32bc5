"""Where a form leads back to: only ever to this site."""

import re

# One slash and no second one: browsers take "//", "///" and "/\" for the beginning of another site's
# address, and drop tabs and line ends before they look.
_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
LONGEST = 1_000


def own_path(address: str | None) -> str:
    """The address when it is a path of this site, else home."""
    if address and len(address) <= LONGEST and _OWN.fullmatch(address):
        return address
    return "/"
