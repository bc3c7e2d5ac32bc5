"""What a process of tests compiles once, not for each application and each database that a test makes.

What reads and builds addresses was three quarters of making an application, statements a fifth of a test of
services.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS_KEPT = 3000


class KnownRule(Rule):
    """What reads and builds an address depends on the rule's text alone, not on the application."""

    read: ClassVar[dict[tuple[object, ...], "KnownRule"]] = {}
    made: ClassVar[dict[tuple[Any, ...], Callable[..., tuple[str, str]]]] = {}

    def compile(self) -> None:
        assert self.map is not None
        known = self.read.setdefault((self.rule, self.subdomain, *self.map.converters.values()), self)
        if known is self:
            super().compile()
            return
        self._parts, self._trace, self._converters = known._parts, known._trace, known._converters
        self.arguments |= known.arguments
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (append_unknown, self.rule, tuple(self._trace), tuple(sorted((self.defaults or {}).items())))
        if key not in self.made:
            self.made[key] = super()._compile_builder(append_unknown)
        return self.made[key]


class SharedStatements:
    """Engines of one kind take one another's compiled statements."""

    supports_statement_cache = True
    statements: ClassVar[LRUCache[Any, Any]] = LRUCache(STATEMENTS_KEPT)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        engine.update_execution_options(compiled_cache=cls.statements)


class SharedSqlite(SharedStatements, SQLiteDialect_pysqlite):
    supports_statement_cache = True


class SharedPostgres(SharedStatements, PGDialect_psycopg):
    supports_statement_cache = True


def compile_once() -> None:
    Flask.url_rule_class = KnownRule
    registry.register("sqlite", __name__, "SharedSqlite")
    registry.register("postgresql.psycopg", __name__, "SharedPostgres")
