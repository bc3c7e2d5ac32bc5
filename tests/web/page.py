"""A page as a test sees it: parsed, and refused when it is not clean HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    def all(self, tag: str | None = None, **attrs: str) -> list["Node"]:
        """Those with the tag and these attributes; `data_testid` stands for `data-testid`."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [
            node
            for node in self.walk()
            if (tag is None or node.tag == tag) and wanted.items() <= node.attrs.items()
        ]

    def one(self, tag: str | None = None, **attrs: str) -> "Node":
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of {tag} {attrs}"
        return found[0]

    @property
    def text(self) -> str:
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return " ".join(" ".join(parts).split())

    def fields(self) -> dict[str, str]:
        """What a form would send as it stands, its buttons aside."""
        sent = {}
        for node in self.walk():
            name, kind = node.attrs.get("name"), node.attrs.get("type", "text")
            if not name or node.tag == "button" or "disabled" in node.attrs:
                continue
            if node.tag == "select":
                chosen = node.all("option", selected="") or node.all("option")[:1]
                sent[name] = chosen[0].attrs["value"] if chosen else ""
            elif node.tag == "textarea":
                sent[name] = node.text
            elif node.tag == "input" and (kind not in ("checkbox", "radio") or "checked" in node.attrs):
                sent[name] = node.attrs.get("value", "")
        return sent


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("document")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_page(html: str) -> Node:
    """The page's tree.

    Asserts what every page must be: balanced, ids unique, labels and descriptions that lead somewhere,
    nothing inline that the content policy forbids, forms that a browser can send, one h1.
    """
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open == [builder.root], f"<{builder.open[-1].tag}> is never closed"
    root = builder.root
    _check_ids(root)
    _check_inline(root)
    _check_forms(root)
    assert len(root.all("h1")) == 1, "a page has one h1"
    return root


def _check_ids(root: Node) -> None:
    ids = [node.attrs["id"] for node in root.walk() if "id" in node.attrs]
    assert len(ids) == len(set(ids)), f"an id twice: {sorted(ids)}"
    for node in root.walk():
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list", "form"):
            for target in node.attrs.get(name, "").split():
                assert target in ids, f"{name}={target} leads nowhere"


def _check_forms(root: Node) -> None:
    """A browser sends no form, and says nothing, while a required field that nobody sees is empty."""
    for form in root.all("form"):
        for part in form.all("details"):
            values = part.fields() if "open" not in part.attrs else None
            for node in part.walk() if values is not None else ():
                is_empty = "required" in node.attrs and not (values or {}).get(node.attrs.get("name", ""))
                assert not is_empty, f"{node.attrs.get('name')} is required, empty and out of sight"


def _check_inline(root: Node) -> None:
    for node in root.walk():
        assert "style" not in node.attrs, f"<{node.tag}> has a style"
        assert not [name for name in node.attrs if name.startswith("on")], f"<{node.tag}> has a handler"
        assert node.tag != "style", "a style element"
        assert node.tag != "script" or "src" in node.attrs, "a script without src"
