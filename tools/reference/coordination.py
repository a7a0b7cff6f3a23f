"""Which invariants need coordination: the table that the checker computes."""

from collections.abc import Iterator

from tools.checker.coordination import DEPTH, ROWS, Row, confluent, told
from tools.reference.page import page, table

NAMES = {name: f"`{name}`" for name in ("table", "value", "child", "parent")}
"""What stands for a reader's own names."""


def coordination_page() -> str:
    """Return docs/coordination.md: every row with its verdict, its witness and where the bound matters."""
    return page(
        "Coordination",
        "Which operations can keep which invariant in two places that decide apart.",
        "No verdict here is written by hand: each row is a small program whose merges are tried.",
        f"Two places start from every state that up to {DEPTH} operations reach. Each does up to {DEPTH} "
        "operations and refuses what breaks the invariant where it is; then they merge.",
        "A merge that breaks it shows that coordination is needed: one linearizable place decides.",
        "`Not needed` holds within this bound; the notes say what lies beyond it.",
        'After Bailis et al., "Coordination Avoidance in Database Systems", PVLDB 8(3), 2015.',
        "The rows about sums, overlaps, effects and states are this project's own (engineering judgement).",
        table(("row", "invariant", "operation", "coordination", "merges tried"), map(_line, ROWS)),
        "## Witnesses",
        table(("row", "the shortest merge that breaks it"), _witnesses()),
        "## Notes",
        table(("row", "note"), ((f"`{row.id}`", row.note) for row in ROWS if row.note)),
    )


def _line(row: Row[object]) -> tuple[str, ...]:
    verdict = confluent(row)
    needed = "needed" if verdict.needs_coordination else "not needed"
    return f"`{row.id}`", row.invariant, row.operation, needed, str(verdict.merges)


def _witnesses() -> Iterator[tuple[str, str]]:
    for row in ROWS:
        if witness := confluent(row).witness:
            yield f"`{row.id}`", told(row, witness, NAMES)
