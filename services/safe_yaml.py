"""YAML that strangers hand in, as plain values; a core piece of every subject that reads it."""

from collections.abc import Mapping
from typing import Any

import yaml


def read_yaml(text: str, *, keeps_numbers: bool = False) -> Any:
    """What PyYAML's safe loader makes of it, without aliases. With `keeps_numbers` numbers stay as they are
    written, or 003540 would be read as octal.

    Raises: ValueError for what cannot be read.
    """
    try:
        return yaml.load(text, _AsWritten if keeps_numbers else _NoAliases)  # type: ignore[no-untyped-call]  # noqa: S506 - safe, made narrower
    # A value that is not what its tag says (!!bool x) is no YAMLError to the library.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, TypeError, RecursionError):
        raise ValueError("no YAML that is taken") from None


def write_yaml(values: Mapping[str, object]) -> str:
    """In the order given, a value a line."""
    text: str = yaml.safe_dump(  # type: ignore[no-untyped-call]
        dict(values), allow_unicode=True, sort_keys=False, default_flow_style=None, width=10_000
    )
    return text


class _NoAliases(yaml.SafeLoader):
    """Ten lines of aliases unfold to gigabytes ("billion laughs")."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):  # type: ignore[no-untyped-call]
            raise yaml.YAMLError("no aliases")
        return super().compose_node(parent, index)  # type: ignore[no-untyped-call]


class _AsWritten(_NoAliases):
    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in resolvers if not tag.endswith(":int")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
