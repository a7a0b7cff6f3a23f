"""The text of a condition, read once.

The language is a small part of Python's: `and or not`, `== != < <= > >=`, `in [...]`, `not in [...]`,
`true`, `false`, inputs such as `path.freshness_s`, thresholds such as `T.batch_freshness_s`, texts in
quotes, numbers, and `+ - * /` as long as the result stays linear in the inputs (a product has at most one
input, a divisor none). Linear comparisons keep the language total and let an atom's `cut` say exactly
where it turns. There is no `known(...)`: with it, learning a fact could take a decision back.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tools.logic.condition import (
    MIRRORED,
    NEGATED,
    All,
    Any,
    Atom,
    Bound,
    Choice,
    Condition,
    Flag,
    Relation,
    Truth,
    Values,
    show,
)

SIGNS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


class ExpressionError(ValueError):
    """A text is no condition; the message names the text, the column and what was expected."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition with its text and its atoms, the inputs it reads and the thresholds it names."""

    text: str
    condition: Condition
    atoms: tuple[Atom, ...]
    reads: tuple[str, ...]
    thresholds: tuple[str, ...]

    def truth(self, values: Values) -> Truth:
        """Evaluate in three-valued logic; inputs missing from `values` are unknown."""
        return self.condition.truth(values)


def parse(text: str, thresholds: Mapping[str, float] = MappingProxyType({})) -> Expression:
    """Read the text of a condition; `T.name` becomes the number that `thresholds` holds for it.

    Raises:
        ExpressionError: when the text is outside the language or names an unknown threshold.
    """
    reader = _Reader(text, thresholds)
    condition = reader.condition(reader.tree(), wanted=True)
    atoms = condition.atoms
    reads = dict.fromkeys(name for atom in atoms for name in atom.reads)
    return Expression(text, condition, atoms, tuple(reads), tuple(reader.named))


@dataclass(frozen=True, slots=True)
class _Linear:
    terms: dict[str, float]
    constant: float

    def plus(self, other: "_Linear", factor: float) -> "_Linear":
        terms = dict(self.terms)
        for name, own in other.terms.items():
            terms[name] = terms.get(name, 0.0) + factor * own
        kept = {name: own for name, own in terms.items() if own}
        return _Linear(kept, self.constant + factor * other.constant)

    def times(self, factor: float) -> "_Linear":
        return _Linear({}, 0.0).plus(self, factor)


class _Reader:
    def __init__(self, text: str, thresholds: Mapping[str, float]) -> None:
        self.text = text
        self.thresholds = thresholds
        self.named: dict[str, None] = {}

    def tree(self) -> ast.expr:
        try:
            return ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            column = getattr(error, "offset", None) or len(self.text) + 1
            raise self.refusal(
                column, "cannot be read", "a condition such as `a.b >= T.c and not a.d`"
            ) from None

    def refusal(self, column: int, problem: str, expected: str) -> ExpressionError:
        return ExpressionError(f"{self.text!r}, column {column}: {problem}; expected {expected}")

    def refuse(self, node: ast.expr, expected: str) -> ExpressionError:
        return self.refusal(node.col_offset + 1, f"found `{ast.unparse(node)}`", expected)

    def condition(self, node: ast.expr, wanted: bool) -> Condition:
        """Read a node that must be true (`wanted`) or false: negation ends up in the atoms."""
        match node:
            case ast.BoolOp(op, nodes):
                parts = tuple(self.condition(part, wanted) for part in nodes)
                return All(parts) if isinstance(op, ast.And) is wanted else Any(parts)
            case ast.UnaryOp(ast.Not(), operand):
                return self.condition(operand, not wanted)
            case ast.Name("true" | "false" as literal):
                return All(()) if (literal == "true") is wanted else Any(())
            case ast.Attribute(ast.Name(space), _) if space != "T":
                return Flag(ast.unparse(node), wanted)
            case ast.Compare(left, [sign], [right]):
                return self.comparison(left, sign, right, wanted)
        raise self.refuse(node, "an input, a comparison of two sides, `and`, `or`, `not`, `true` or `false`")

    def comparison(self, left: ast.expr, sign: ast.cmpop, right: ast.expr, wanted: bool) -> Condition:
        if isinstance(sign, (ast.In, ast.NotIn)):
            if not isinstance(right, ast.List) or not right.elts:
                raise self.refuse(right, "a list of texts such as ['a', 'b']")
            options = tuple(self.option(item) for item in right.elts)
            return Choice(self.input(left), options, isinstance(sign, ast.In) is wanted)
        if type(sign) not in SIGNS:
            raise self.refuse(left, "one of == != < <= > >= in `not in` after it")
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            if not isinstance(sign, (ast.Eq, ast.NotEq)):
                raise self.refuse(right, "a number after an order comparison")
            return Choice(self.input(left), (right.value,), isinstance(sign, ast.Eq) is wanted)
        text = SIGNS[type(sign)] if wanted else NEGATED[SIGNS[type(sign)]]
        return self.linear_comparison(left, text, right)

    def linear_comparison(self, left: ast.expr, sign: str, right: ast.expr) -> Condition:
        difference = self.linear(left).plus(self.linear(right), -1.0)
        terms, constant = difference.terms, difference.constant
        if not terms:
            raise self.refuse(left, "a comparison that depends on an input")
        if len(terms) == 1:
            ((name, factor),) = terms.items()
            return Bound(name, sign if factor > 0 else MIRRORED[sign], -constant / factor)
        return Relation(tuple(terms.items()), constant, sign, _canonical(terms, constant, sign))

    def input(self, node: ast.expr) -> str:
        match node:
            case ast.Attribute(ast.Name(space), _) if space != "T":
                return ast.unparse(node)
        raise self.refuse(node, "an input such as `path.freshness_s`")

    def option(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(str(text)):
                return text
        raise self.refuse(node, "a text in quotes")

    def linear(self, node: ast.expr) -> _Linear:
        match node:
            case ast.Constant(bool() | str() | complex() | bytes() | None):
                raise self.refuse(node, "a number")
            case ast.Constant(int(number) | float(number)):
                return _Linear({}, float(number))
            case ast.Attribute(ast.Name("T"), name):
                return _Linear({}, self.threshold(node, name))
            case ast.Attribute(ast.Name(), _):
                return _Linear({ast.unparse(node): 1.0}, 0.0)
            case ast.UnaryOp(ast.USub(), operand):
                return self.linear(operand).times(-1.0)
            case ast.BinOp(left, operator, right):
                return self.arithmetic(node, self.linear(left), operator, self.linear(right))
        raise self.refuse(node, "a number, an input, a threshold or `+ - * /` of them")

    def arithmetic(self, node: ast.expr, left: _Linear, operator: ast.operator, right: _Linear) -> _Linear:
        match operator:
            case ast.Add():
                return left.plus(right, 1.0)
            case ast.Sub():
                return left.plus(right, -1.0)
            case ast.Mult() if not right.terms:
                return left.times(right.constant)
            case ast.Mult() if not left.terms:
                return right.times(left.constant)
            case ast.Div() if not right.terms and right.constant:
                return left.times(1.0 / right.constant)
        raise self.refuse(
            node, "`+`, `-`, a product with at most one input, or a divisor that is a number but zero"
        )

    def threshold(self, node: ast.expr, name: str) -> float:
        if name not in self.thresholds:
            raise self.refuse(node, f"a threshold among: {', '.join(sorted(self.thresholds)) or 'none'}")
        self.named[name] = None
        return float(self.thresholds[name])


def _canonical(terms: Mapping[str, float], constant: float, sign: str) -> str:
    """Spell a relation with positive factors on both sides."""

    def side(direction: float) -> str:
        signed = {name: factor * direction for name, factor in terms.items()}
        words = [name if own == 1 else f"{show(own)} * {name}" for name, own in signed.items() if own > 0]
        if constant * direction > 0:
            words.append(show(constant * direction))
        return " + ".join(words) or "0"

    return f"{side(1.0)} {sign} {side(-1.0)}"
