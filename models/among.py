"""Asking for many values at once: they travel as one list, so that the words of the query never grow with them."""

import json
from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class among(FunctionElement[bool]):  # noqa: N801 - it reads as an operator in a query
    """Whether a column is one of some values.

    ``column.in_`` writes a place for each value; the driver reads a query of 500 places for longer than the server
    needs to answer it.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any] | Any, values: Iterable[Any]) -> None:
        super().__init__(column, bindparam(None, list(values), type_=_List(column.type), unique=True))

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002 - the library's name
        """Return this condition as it is: ``… = 1`` after it would keep SQLite from looking into an index."""
        return self


class _List(TypeDecorator[list[Any]]):
    """Values of one column type: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that the database knows."""
        return dialect.type_descriptor(ARRAY(self.each) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        """Return the values as they travel."""
        if dialect.name == "postgresql" or value is None:
            return value
        bind = self.each.dialect_impl(dialect).bind_processor(dialect)
        return json.dumps([bind(each) for each in value] if bind else value)


@compiles(among, "postgresql")
def _on_postgresql(element: among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(among, "sqlite")
def _on_sqlite(element: among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(each, **how) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - two pieces of a query
