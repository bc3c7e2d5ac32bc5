"""The pack as its page shows it, and as the phone fetches it: addresses, and a tag that tells what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from services.manuals import pack

PAGE, LIST = "/manuals/pack", "/manuals"


@dataclass(frozen=True)
class PackItem:
    """One address; `kind` is `page`, or `file` for what never changes under its address."""

    path: str
    kind: str
    tag: str


def list_items(found: pack.Pack) -> Sequence[PackItem]:
    """In the order in which they are wanted most; none for who has no manual."""
    return list(_list_items(found)) if found.manuals else ()


def _list_items(found: pack.Pack) -> Iterator[PackItem]:
    everything = "|".join(f"{manual.manual_id}:{manual.tag}" for manual in found.manuals)
    yield PackItem(PAGE, "page", f"{len(found.manuals)}-{len(found.files)}-{hash_of(everything)}")
    yield PackItem(LIST, "page", hash_of(everything))
    for manual in found.manuals:
        yield PackItem(f"/manuals/{manual.manual_id}", "page", manual.tag)
    for page in found.articles:
        yield PackItem(page.path, "page", page.tag)
    for manual_id in dict.fromkeys(file.manual_id for file in found.files):
        tag = next(manual.tag for manual in found.manuals if manual.manual_id == manual_id)
        yield PackItem(f"/manuals/{manual_id}/materials", "page", tag)
    for file in found.files:
        root = f"/manuals/{file.manual_id}/materials/{file.material_id}"
        yield PackItem(root, "page", str(file.number))
        yield PackItem(f"{root}/versions/{file.number}/file", "file", "file")
        for number in range(1, file.pages + 1):
            yield PackItem(f"{root}/versions/{file.number}/pages/{number}", "file", "picture")


def hash_of(text: str) -> str:
    """Short and the same in every process."""
    return sha256(text.encode()).hexdigest()[:16]
