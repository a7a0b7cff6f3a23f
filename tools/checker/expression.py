"""The language of the models: small integers and tuples of them, as data for Python and the exporters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Op = Literal[
    "const", "var", "table",
    "+", "-", "*", "//", "%", "<", "<=", "==", "!=",
    "and", "or", "not", "if",
    "nth", "len", "append", "drop", "put",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expr:
    """A term over the variables of a model. Its value is an integer, a tuple of integers, or 0 or 1.

    `args` are expressions, except for `const` (an int), `var` (a name) and `table` (a tuple of ints).
    """

    op: Op
    args: tuple[Expr | int | str | tuple[int, ...], ...]

    @property
    def terms(self) -> tuple[Expr, ...]:
        """The arguments that are expressions."""
        return tuple(arg for arg in self.args if isinstance(arg, Expr))

    def __add__(self, other: Term) -> Expr:
        return Expr("+", (self, lift(other)))

    def __sub__(self, other: Term) -> Expr:
        return Expr("-", (self, lift(other)))

    def __mul__(self, other: Term) -> Expr:
        return Expr("*", (self, lift(other)))

    def __floordiv__(self, other: Term) -> Expr:
        return Expr("//", (self, lift(other)))

    def __mod__(self, other: Term) -> Expr:
        return Expr("%", (self, lift(other)))

    def __lt__(self, other: Term) -> Expr:
        return Expr("<", (self, lift(other)))

    def __le__(self, other: Term) -> Expr:
        return Expr("<=", (self, lift(other)))

    def __gt__(self, other: Term) -> Expr:
        return Expr("<", (lift(other), self))

    def __ge__(self, other: Term) -> Expr:
        return Expr("<=", (lift(other), self))

    def __and__(self, other: Expr) -> Expr:
        return all_of(self, other)

    def __or__(self, other: Expr) -> Expr:
        return any_of(self, other)

    def __invert__(self) -> Expr:
        return Expr("not", (self,))

    def __getitem__(self, index: Term) -> Expr:
        return Expr("nth", (self, lift(index)))

    def eq(self, other: Term) -> Expr:
        """Return whether both have the same value. `==` itself compares expressions, not values."""
        return Expr("==", (self, lift(other)))

    def ne(self, other: Term) -> Expr:
        """Return whether the values differ."""
        return Expr("!=", (self, lift(other)))


Term = Expr | int


def lift(term: Term) -> Expr:
    """Return a number as an expression; an expression as it is."""
    return term if isinstance(term, Expr) else Expr("const", (int(term),))


TRUE, FALSE = lift(1), lift(0)


def var(name: str) -> Expr:
    """Return the value of a variable."""
    return Expr("var", (name,))


def all_of(*parts: Expr) -> Expr:
    """Return whether all parts hold; without parts, TRUE."""
    left = [part for part in parts if part != TRUE]
    return TRUE if not left else left[0] if len(left) == 1 else Expr("and", tuple(left))


def any_of(*parts: Expr) -> Expr:
    """Return whether a part holds; without parts, FALSE."""
    left = [part for part in parts if part != FALSE]
    return FALSE if not left else left[0] if len(left) == 1 else Expr("or", tuple(left))


def either(condition: Expr, then: Term, otherwise: Term) -> Expr:
    """Return one value if the condition holds, else the other."""
    if condition in (TRUE, FALSE):
        return lift(then if condition == TRUE else otherwise)
    return Expr("if", (condition, lift(then), lift(otherwise)))


def table(values: tuple[int, ...], index: Expr) -> Expr:
    """Return the constant at a position that is only known in the state."""
    return Expr("nth", (Expr("table", (values,)), index))


def length(sequence: Expr) -> Expr:
    """Return how many items a queue holds."""
    return Expr("len", (sequence,))


def append(sequence: Expr, item: Term) -> Expr:
    """Return a queue with an item more at its end."""
    return Expr("append", (sequence, lift(item)))


def drop(sequence: Expr, count: Term) -> Expr:
    """Return a queue without its first items."""
    return Expr("drop", (sequence, lift(count)))


def put(array: Expr, index: Term, item: Term) -> Expr:
    """Return an array with another item at a position."""
    return Expr("put", (array, lift(index), lift(item)))


def conjuncts(condition: Expr) -> Iterator[Expr]:
    """Yield the parts that all must hold."""
    if condition.op == "and":
        for part in condition.terms:
            yield from conjuncts(part)
    elif condition != TRUE:
        yield condition


def variables(expr: Expr) -> frozenset[str]:
    """Return the names of the variables that an expression reads."""
    if expr.op == "var":
        return frozenset((str(expr.args[0]),))
    return frozenset().union(*map(variables, expr.terms))
