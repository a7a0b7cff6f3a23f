"""Which of several transfers, fields or users a report is about: the first for which something is so."""

from collections.abc import Sequence

from tools.checker.expression import Expr, Term, either, lift


def first_where(conditions: Sequence[Expr], values: Sequence[Term]) -> Expr:
    """Return the value that belongs to the first condition that holds; if none does, the last value."""
    found = lift(values[-1])
    for condition, value in reversed(list(zip(conditions, values, strict=True))):
        found = either(condition, value, found)
    return found
