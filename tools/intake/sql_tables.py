"""Tables as SQL statements leave them: columns, keys, and what the database already enforces."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlglot import exp

from tools.domain.brief import Coverage
from tools.domain.evidence import FileLine
from tools.domain.facts import Column
from tools.intake.sql_statements import Statement, parse_statement, statements

_OUTBOX_NAME = re.compile(r"(?:^|_)outbox(?:_|$)", re.IGNORECASE)
_OUTBOX_COLUMNS = ({"aggregate_id", "aggregateid", "aggregate"}, {"payload", "body", "data"})
_NEVER_NULL = (
    exp.NotNullColumnConstraint,
    exp.PrimaryKeyColumnConstraint,
    exp.GeneratedAsIdentityColumnConstraint,
)
_SOFT_DELETE = ("deleted_at", "deletedat", "is_deleted", "isdeleted", "deleted")


@dataclass(slots=True)
class Table:
    """One table as all statements about it leave it; its columns by their names in lower case."""

    name: str
    stored: str  # the name as PostgreSQL stores it: in lower case unless it was quoted
    evidence: FileLine
    columns: dict[str, Column] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    delete_flag: str | None = None
    flag_evidence: FileLine | None = None
    rules: list["Rule"] = field(default_factory=list)

    @property
    def looks_like_outbox(self) -> bool:
        """Tell an outbox by its name, or by an aggregate and a payload among its columns."""
        names = self.columns.keys()
        return bool(_OUTBOX_NAME.search(self.name)) or all(names & some for some in _OUTBOX_COLUMNS)


@dataclass(frozen=True, slots=True)
class Rule:
    """An invariant that a constraint enforces."""

    kind: str
    columns: tuple[str, ...]
    evidence: FileLine
    references: str | None = None


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a brief, and how each of its SQL files was read."""

    tables: tuple[Table, ...]
    coverage: tuple[Coverage, ...]
    complete: bool  # every statement about a table was understood


def read_tables(texts: Mapping[str, str]) -> Tables:
    """Return the tables of SQL files, read in the order of their names as migrations are."""
    tables: dict[str, Table] = {}
    coverage, complete = [], True
    for file, text in sorted(texts.items()):
        trees = [(statement, parse_statement(statement)) for statement in statements(text, file)]
        for statement, tree in trees:
            if tree is not None:
                _apply(tree, statement, tables)
        failed = [statement for statement, tree in trees if tree is None]
        complete = complete and not failed
        coverage.append(_coverage(file, len(trees), failed))
    return Tables(tuple(tables.values()), tuple(coverage), complete)


def _coverage(file: str, found: int, failed: list[Statement]) -> Coverage:
    if not found:
        return Coverage(file, "skipped", "SQL without table definitions")
    if not failed:
        return Coverage(file, "read", f"SQL, {found} statements about tables")
    lines = ", ".join(str(statement.line) for statement in failed[:10])
    how = f"SQL, {found} statements about tables, not understood: those on line {lines}"
    return Coverage(file, "read" if len(failed) < found else "failed", how)


def _apply(tree: exp.Expression, statement: Statement, tables: dict[str, Table]) -> None:
    """Let one statement change what is known of its table."""
    target = tree.find(exp.Table)
    if target is None or tree.find(exp.PartitionedOfProperty) or tree.args.get("expression"):
        return  # a partition, or a copy of a query's result
    stored = _stored(target.this)
    if isinstance(tree, exp.Drop):
        tables.pop(stored, None)
        return
    table = tables.setdefault(stored, Table(target.name, stored, _place(target, statement)))
    for node in tree.find_all(exp.ColumnDef):
        table.columns[node.name.lower()] = _column(node)
        if node.name.lower() in _SOFT_DELETE:
            table.delete_flag, table.flag_evidence = _stored(node.this), _place(node, statement)
    for action in tree.args.get("actions") or ():
        _alter(action, table)
    table.key = _key(tree) or table.key
    for column in table.key:
        _change(table, column, nullable=False)
    table.rules += _rules(tree, statement)


def _stored(identifier: exp.Expression) -> str:
    """Return a name as PostgreSQL stores it: in lower case unless it was quoted."""
    return identifier.name if identifier.args.get("quoted") else identifier.name.lower()


def _column(node: exp.ColumnDef) -> Column:
    written = node.kind.sql(dialect="postgres").lower() if node.kind else None
    never_null = any(
        isinstance(one.kind, _NEVER_NULL) and not one.kind.args.get("allow_null") for one in node.constraints
    )
    serial = bool(written and written.endswith("serial"))
    return Column(name=_stored(node.this), type=written, nullable=not (never_null or serial))


def _alter(action: exp.Expression, table: Table) -> None:
    """Let one action of ALTER TABLE change what is known of the columns."""
    if isinstance(action, exp.AlterColumn):
        if (allow_null := action.args.get("allow_null")) is not None:
            _change(table, action.name, nullable=allow_null)
        if dtype := action.args.get("dtype"):
            _change(table, action.name, type=dtype.sql(dialect="postgres").lower())
    elif isinstance(action, exp.RenameColumn):
        new = _stored(action.args["to"].this)
        if column := table.columns.pop(action.this.name.lower(), None):
            table.columns[new.lower()] = column.model_copy(update={"name": new})
    elif isinstance(action, exp.Drop) and action.args.get("kind") == "COLUMN":
        for gone in action.args.get("tables") or ():
            table.columns.pop(gone.name.lower(), None)


def _change(table: Table, name: str, /, **update: Any) -> None:
    if column := table.columns.get(name.lower()):
        table.columns[name.lower()] = column.model_copy(update=update)


def _place(node: exp.Expression, statement: Statement) -> FileLine:
    name = node.find(exp.Identifier)
    offset = int(name.meta.get("line", 1)) - 1 if name else 0
    return FileLine(file=statement.file, line=statement.line + offset)


def _key(tree: exp.Expression) -> tuple[str, ...]:
    if key := tree.find(exp.PrimaryKey):
        return _names(key.expressions)
    inline = tree.find(exp.PrimaryKeyColumnConstraint)
    column = inline.find_ancestor(exp.ColumnDef) if inline else None
    return (column.name,) if column else ()


def _names(nodes: list[Any]) -> tuple[str, ...]:
    """Return plain column names; an index on an expression has none and gives ()."""
    if any(node.find(exp.Func) for node in nodes):
        return ()
    found = (node if isinstance(node, exp.Identifier) else node.find(exp.Identifier) for node in nodes)
    return tuple(name.name for name in found if name)


def _rules(tree: exp.Expression, statement: Statement) -> Iterator[Rule]:
    """Yield what constraints and unique indexes enforce."""
    if tree.args.get("unique") and (index := tree.find(exp.IndexParameters)) and not index.args.get("where"):
        yield Rule("unique", _names(index.args.get("columns") or []), _place(tree, statement))
    for unique in tree.find_all(exp.UniqueColumnConstraint):
        yield Rule("unique", _constrained(unique, unique.this), _place(_owner(unique), statement))
    for check in tree.find_all(exp.CheckColumnConstraint):
        for column in _never_negative(check.this):
            yield Rule("non_negative", (column,), _place(_owner(check), statement))
    for exclude in tree.find_all(exp.ExcludeColumnConstraint):
        parts = exclude.find_all(exp.WithOperator)
        columns = tuple(dict.fromkeys(column.name for part in parts for column in part.find_all(exp.Column)))
        yield Rule("no_overlap", columns, _place(_owner(exclude), statement))
    for reference in tree.find_all(exp.Reference):
        foreign = reference.find_ancestor(exp.ForeignKey)
        columns = _names(foreign.expressions) if foreign else _constrained(reference, None)
        if other := reference.find(exp.Table):
            yield Rule("referential", columns, _place(_owner(reference), statement), other.name)


def _owner(node: exp.Expression) -> exp.Expression:
    """Return the column or the named constraint that a constraint is written at."""
    return node.find_ancestor(exp.ColumnDef, exp.Constraint, exp.ForeignKey) or node


def _constrained(node: exp.Expression, columns: exp.Expression | None) -> tuple[str, ...]:
    if columns is not None and columns.expressions:
        return _names(columns.expressions)
    column = node.find_ancestor(exp.ColumnDef)
    return (column.name,) if column else ()


def _never_negative(check: Any) -> Iterator[str]:
    """Yield the columns that a CHECK keeps at zero or above: `x >= 0`, `x > 0`, and such joined by AND."""
    condition = check.unnest()
    if isinstance(condition, exp.And):
        yield from _never_negative(condition.left)
        yield from _never_negative(condition.right)
    elif isinstance(condition, exp.GTE | exp.GT):
        column, bound = condition.left.unnest(), condition.right
        if isinstance(column, exp.Column) and isinstance(bound, exp.Literal) and not bound.is_string:
            yield column.name
