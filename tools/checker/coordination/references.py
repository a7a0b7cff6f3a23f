"""Rows of the table about data that must agree with other data: references, indexes, views."""

from typing import NamedTuple

from tools.checker.coordination.confluence import Operation, Row
from tools.checker.coordination.merges import Register, Rows, both, counters


class Tables(NamedTuple):
    """Two tables: parents that exist, parents that were deleted, and children, each with its parent."""

    parents: frozenset[int] = frozenset()
    deleted: frozenset[int] = frozenset()
    children: Rows[int] = frozenset()


class Indexed(NamedTuple):
    """A row, and the entries that an index has for it."""

    row: Register
    entries: frozenset[Register]


class Viewed(NamedTuple):
    """Lines, and the total that a view keeps of them."""

    lines: Rows[int] = frozenset()
    total: int = 0


def _add_parent(tables: Tables, _: int) -> Tables:
    return tables._replace(parents=tables.parents | {1})


def _add_child(tables: Tables, place: int) -> Tables:
    return tables._replace(children=tables.children | {(place, 1)})


def _delete(tables: Tables, _: int) -> Tables:
    return tables._replace(deleted=tables.deleted | {1})


def _cascade(tables: Tables, _: int) -> Tables:
    return _without_orphans(tables._replace(deleted=tables.deleted | {1}))


def _without_orphans(tables: Tables) -> Tables:
    return tables._replace(children=frozenset(one for one in tables.children if one[1] not in tables.deleted))


def _unite(_: Tables, left: Tables, right: Tables) -> Tables:
    return Tables(left.parents | right.parents, left.deleted | right.deleted, left.children | right.children)


def _unite_and_cascade(before: Tables, left: Tables, right: Tables) -> Tables:
    return _without_orphans(_unite(before, left, right))


def _referred_to_exists(tables: Tables) -> bool:
    return all(parent in tables.parents - tables.deleted for _, parent in tables.children)


def _tables(tables: Tables) -> str:
    parent = "{parent} 1" if 1 in tables.parents else "no {parent} 1"
    deleted = " deleted" if 1 in tables.deleted else ""
    rows = len(tables.children)
    return f"{parent}{deleted}, referred to by {rows or 'no'} {'row' if rows == 1 else 'rows'} of {{child}}"


def _set(value: int) -> Operation[Indexed]:
    def apply(state: Indexed, place: int) -> Indexed:
        row = state.row.set(place, value)
        return Indexed(row, frozenset({row}))

    return Operation(f"sets the row and its index entry to {value}", apply)


def _newest_entry(_: Indexed, left: Indexed, right: Indexed) -> Indexed:
    return Indexed(max(left.row, right.row), frozenset({max(left.entries | right.entries)}))


def _add_line(viewed: Viewed, place: int) -> Viewed:
    return Viewed(viewed.lines | {(place, len(viewed.lines))}, viewed.total + 1)


def _add_up(before: Viewed, left: Viewed, right: Viewed) -> Viewed:
    return Viewed(left.lines | right.lines, counters(before.total, left.total, right.total))


REFERENCE_INSERT = Row(
    id="reference-insert",
    invariant="what is referred to exists",
    operation="insert only",
    start=Tables(),
    operations=(
        Operation("adds {parent} 1", _add_parent),
        Operation("adds a row to {child} that refers to {parent} 1", _add_child),
    ),
    merge=_unite,
    holds=_referred_to_exists,
    shows=_tables,
    note="Nothing is ever taken away, so what one place saw is still there after any number of merges. "
    "A reader must not see the row before what it refers to.",
)

REFERENCE_DELETE = Row(
    id="reference-delete",
    invariant="what is referred to exists",
    operation="delete what nothing refers to",
    start=Tables(parents=frozenset({1})),
    operations=(
        Operation("adds a row to {child} that refers to {parent} 1", _add_child),
        Operation("deletes {parent} 1", _delete),
    ),
    merge=_unite,
    holds=_referred_to_exists,
    shows=_tables,
)

REFERENCE_CASCADE = Row(
    id="reference-cascade",
    invariant="what is referred to exists",
    operation="delete with all that refers to it, again at the merge",
    start=Tables(parents=frozenset({1})),
    operations=(
        Operation("adds a row to {child} that refers to {parent} 1", _add_child),
        Operation("deletes {parent} 1 with all that refers to it", _cascade),
    ),
    merge=_unite_and_cascade,
    holds=_referred_to_exists,
    shows=_tables,
    note="A row that the other place accepted in the meantime goes away at the merge, and what was deleted "
    "must not come back under its old key.",
)

INDEX_UPDATE = Row(
    id="index-update",
    invariant="an index agrees with its rows",
    operation="change a row and its entry in one message",
    start=Indexed(Register(0, 0, 0), frozenset({Register(0, 0, 0)})),
    operations=(_set(1), _set(2)),
    merge=_newest_entry,
    holds=lambda state: state.entries == {state.row},
    shows=lambda state: f"row {state.row.value} and entries {both(sorted(e.value for e in state.entries))}",
    note="Row and entry carry one version and are seen together. One by one they disagree in between.",
)

VIEW_UPDATE = Row(
    id="view-update",
    invariant="a total agrees with its lines",
    operation="add a line and its amount to the total in one message",
    start=Viewed(),
    operations=(Operation("adds a line and raises the total by 1", _add_line),),
    merge=_add_up,
    holds=lambda viewed: viewed.total == len(viewed.lines),
    shows=lambda viewed: f"{len(viewed.lines)} lines and the total {viewed.total}",
    note="Each change of the total counts once; see the rows about an effect that happens once.",
)
