"""SQL texts cut into statements, and those about tables parsed, each one guarded on its own."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

MAX_STATEMENT = 100_000
"""Characters of one statement that are still parsed (engineering judgement: a table of 1,000 columns)."""

_PIECE = re.compile(
    r"""
      --[^\n]* | \#[^\n]*                             # comments
    | /\*(?:.*?\*/|.*)
    | '(?:[^'\\]|''|\\.)*'? | "[^"]*"? | `[^`]*`?     # text and names
    | \$(?P<tag>[A-Za-z_]\w*|)\$(?:.*?\$(?P=tag)\$|.*)  # PostgreSQL's dollar quotes
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADING = re.compile(r"(?:\s+|--[^\n]*(?:\n|$)|/\*.*?\*/)*", re.DOTALL)
_ABOUT_TABLES = re.compile(
    r"(?:create\s+(?:or\s+replace\s+)?(?:unlogged\s+|external\s+|transient\s+)?table"
    r"|create\s+unique\s+(?:clustered\s+|nonclustered\s+)?index|alter\s+table|drop\s+table)\b",
    re.IGNORECASE,
)
_DIALECTS = ("postgres", "mysql", "tsql", "oracle", "sqlite", "snowflake", "bigquery")
_MYSQL = re.compile(r"`|\bengine\s*=|\bauto_increment\b", re.IGNORECASE)
_TSQL = re.compile(r"\[dbo\]|\[\w+\]\s*\(|\bidentity\s*\(|\bnvarchar\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement about a table and where it begins."""

    file: str
    line: int
    text: str


def statements(text: str, file: str) -> Iterator[Statement]:
    """Yield the statements that create, change or drop tables; quotes and comments hide semicolons."""
    begin = 0
    ends = [match.start() for match in _PIECE.finditer(text) if match["end"]]
    for end in (*ends, len(text)):
        start = begin + len(_LEADING.match(text[begin:end])[0])  # type: ignore[index]  # matches always
        if _ABOUT_TABLES.match(text, start):
            yield Statement(file, text.count("\n", 0, start) + 1, text[start:end])
        begin = end + 1


def parse_statement(statement: Statement) -> exp.Expression | None:
    """Return the syntax tree of a statement, in the first dialect that reads it; None if none does."""
    if len(statement.text) > MAX_STATEMENT:
        return None
    hint = (
        "mysql" if _MYSQL.search(statement.text) else "tsql" if _TSQL.search(statement.text) else "postgres"
    )
    logger = logging.getLogger("sqlglot")
    level = logger.level
    logger.setLevel(logging.CRITICAL)  # it warns about what it cannot read; the coverage list says so
    try:
        for dialect in (hint, *(other for other in _DIALECTS if other != hint)):
            try:
                tree = sqlglot.parse_one(statement.text, dialect=dialect)
            except (sqlglot.errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError):
                continue
            if isinstance(tree, exp.Create | exp.Alter | exp.Drop):
                return tree
        return None
    finally:
        logger.setLevel(level)
