"""What the exporters share: names that clash with no reserved word, and terms by templates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tools.checker.expression import Expr, Op
from tools.checker.model import Action, Invariant, Model

CONDITIONS = frozenset({"<", "<=", "==", "!=", "and", "or", "not"})
"""Operations whose value is a truth, for languages in which a truth is not a number."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a language writes the terms of a model.

    `infix` is put between the arguments; `forms` are templates over them. `as_number` makes 0 or 1 of a
    truth, `as_truth` a truth of a number.
    """

    infix: Mapping[Op, str]
    forms: Mapping[Op, str]
    true: str
    false: str
    as_number: str
    as_truth: str

    def value(self, expr: Expr) -> str:
        """Return a term that stands for a number or a sequence of numbers."""
        match expr.op:
            case "const":
                text = str(expr.args[0])
                return f"({text})" if text.startswith("-") else text
            case "var":
                return variable(str(expr.args[0]))
            case "table":
                return self.forms["table"].format(", ".join(map(str, constants(expr))))
            case "if":
                condition, then, otherwise = expr.terms
                return self.forms["if"].format(self.truth(condition), self.value(then), self.value(otherwise))
            case op if op in CONDITIONS:
                return self.as_number.format(self.truth(expr))
            case op if op in self.infix:
                return self._between(expr.op, map(self.value, expr.terms))
            case _:
                return self.forms[expr.op].format(*map(self.value, expr.terms))

    def truth(self, expr: Expr) -> str:
        """Return a term that stands for a truth."""
        match expr.op:
            case "const":
                return self.true if expr.args[0] else self.false
            case "not":
                return self.forms["not"].format(self.truth(expr.terms[0]))
            case "and" | "or":
                return self._between(expr.op, map(self.truth, expr.terms))
            case "if":
                return self.forms["if"].format(*map(self.truth, expr.terms))
            case op if op in CONDITIONS:
                return self._between(expr.op, map(self.value, expr.terms))
            case _:
                return self.as_truth.format(self.value(expr))

    def _between(self, op: Op, terms: Iterable[str]) -> str:
        return f"({f' {self.infix[op]} '.join(terms)})"


def word(name: str) -> str:
    """Return a name with nothing but ASCII letters, digits and underscores in it."""
    return re.sub(r"\W", "_", name, flags=re.ASCII)


def variable(name: str) -> str:
    """Return the name of a variable of the model."""
    return f"v_{word(name)}"


def condition(action: Action) -> str:
    """Return the name of what says whether an action is enabled."""
    return f"can_{word(action.name)}"


def step(action: Action) -> str:
    """Return the name of an action."""
    return f"do_{word(action.name)}"


def demands(model: Model) -> dict[str, Invariant]:
    """Return the invariants by name; where several share one, all but the first are numbered."""
    names = [f"inv_{word(invariant.name)}" for invariant in model.invariants]
    earlier = [names[:number].count(name) for number, name in enumerate(names)]
    unique = [f"{name}_{count + 1}" if count else name for name, count in zip(names, earlier, strict=True)]
    return dict(zip(unique, model.invariants, strict=True))


def remark(action: Action) -> str:
    """Return who does what in an action, and which fault it is."""
    fault = f" (fault: {action.fault})" if action.fault else ""
    return f"{action.actor} {action.says}{fault}"


def constants(table: Expr) -> tuple[int, ...]:
    """Return the numbers of a table."""
    (numbers,) = table.args
    assert isinstance(numbers, tuple)
    return numbers
