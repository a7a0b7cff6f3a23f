"""Conditions over named inputs in Kleene's three-valued logic.

A condition is a tree of `All` and `Any` over three kinds of atoms: a `Flag` (boolean input), a `Choice`
(enumerated input) and a linear comparison, `Bound` for one number and `Relation` for several. There is no
`not` node: the parser pushes negation into the atoms, so that every atom says what it asks for. An unknown
input is `None` and makes its atom unknown; `All` is false as soon as one part is, whatever the unknown
parts may be.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

Value = bool | int | float | str
Values = Mapping[str, Value | None]
Truth = bool | None

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
NEGATED = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def show(value: Value) -> str:
    """Write a value as the expression language does, without quotes: `true`, `900`, `0.33`, `native`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean input that has to be `wanted`."""

    name: str
    wanted: bool

    @property
    def reads(self) -> tuple[str, ...]:
        """The input it reads."""
        return (self.name,)

    @property
    def atoms(self) -> tuple["Atom", ...]:
        """Itself."""
        return (self,)

    def truth(self, values: Values) -> Truth:
        """Say whether the input is as wanted; None while it is unknown."""
        value = values.get(self.name)
        return None if value is None else value is self.wanted

    def complaint(self, values: Values) -> str:
        """Say what stands in the way."""
        return f"{self.name} is {show(not self.wanted)}"

    def __str__(self) -> str:
        return self.name if self.wanted else f"not {self.name}"


@dataclass(frozen=True, slots=True)
class Choice:
    """An enumerated input that has to be one of the options, or none of them when not `wanted`."""

    name: str
    options: tuple[str, ...]
    wanted: bool

    @property
    def reads(self) -> tuple[str, ...]:
        """The input it reads."""
        return (self.name,)

    @property
    def atoms(self) -> tuple["Atom", ...]:
        """Itself."""
        return (self,)

    def truth(self, values: Values) -> Truth:
        """Say whether the input is among the options as wanted; None while it is unknown."""
        value = values.get(self.name)
        return None if value is None else (value in self.options) is self.wanted

    def complaint(self, values: Values) -> str:
        """Say what stands in the way."""
        value = show(values[self.name] or "")
        return (
            f"{self.name} is {value}, not {' or '.join(self.options)}"
            if self.wanted
            else f"{self.name} is {value}"
        )

    def __str__(self) -> str:
        if len(self.options) == 1:
            return f"{self.name} {'==' if self.wanted else '!='} '{self.options[0]}'"
        listed = ", ".join(f"'{option}'" for option in self.options)
        return f"{self.name} {'in' if self.wanted else 'not in'} [{listed}]"


@dataclass(frozen=True, slots=True)
class Bound:
    """One number compared with a constant: `name sign limit`."""

    name: str
    sign: str
    limit: float

    @property
    def reads(self) -> tuple[str, ...]:
        """The input it reads."""
        return (self.name,)

    @property
    def atoms(self) -> tuple["Atom", ...]:
        """Itself."""
        return (self,)

    def truth(self, values: Values) -> Truth:
        """Compare; None while the number is unknown."""
        value = values.get(self.name)
        return OPERATORS[self.sign](value, self.limit) if isinstance(value, (int, float)) else None

    def cut(self, name: str, values: Values) -> float | None:
        """Where the truth turns as `name` grows."""
        return self.limit

    def complaint(self, values: Values) -> str:
        """Say what stands in the way."""
        return f"{self.name} is {show(values[self.name] or 0)}, not {self.sign} {show(self.limit)}"

    def __str__(self) -> str:
        return f"{self.name} {self.sign} {show(self.limit)}"


@dataclass(frozen=True, slots=True)
class Relation:
    """Several numbers compared linearly: the sum of `factor * input` plus `constant`, compared with zero.

    `text` is the canonical spelling, `2 * a <= 0.5 * b + 3`. It doubles as a name under which `values` may
    carry the truth of the relation itself: that is how completions treat a relation of which several inputs
    are unknown.
    """

    terms: tuple[tuple[str, float], ...]
    constant: float
    sign: str
    text: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The inputs it reads, in order."""
        return tuple(name for name, _ in self.terms)

    @property
    def atoms(self) -> tuple["Atom", ...]:
        """Itself."""
        return (self,)

    def truth(self, values: Values) -> Truth:
        """Compare; None while a number is unknown."""
        if self.text in values:
            given = values[self.text]
            return None if given is None else bool(given)
        total = self.constant
        for name, factor in self.terms:
            value = values.get(name)
            if not isinstance(value, (int, float)):
                return None
            total += factor * value
        return OPERATORS[self.sign](total, 0.0)

    def cut(self, name: str, values: Values) -> float | None:
        """Where the truth turns as `name` grows and all else stays; None while another input is unknown."""
        if self.text in values:
            return None
        rest, slope = self.constant, 0.0
        for other, factor in self.terms:
            value = values.get(other)
            if other == name:
                slope = factor
            elif isinstance(value, (int, float)):
                rest += factor * value
            else:
                return None
        return -rest / slope

    def complaint(self, values: Values) -> str:
        """Say what stands in the way."""
        known = ", ".join(f"{name} is {show(values[name] or 0)}" for name in self.reads)
        return f"{self.text} does not hold: {known}"

    def __str__(self) -> str:
        return self.text


Atom = Flag | Choice | Bound | Relation


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is; `All(())` is `true`."""

    parts: tuple["Condition", ...]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Every atom below, from left to right."""
        return tuple(chain.from_iterable(part.atoms for part in self.parts))

    def truth(self, values: Values) -> Truth:
        """False as soon as one part is false, unknown when one is unknown and none false."""
        result: Truth = True
        for part in self.parts:
            truth = part.truth(values)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    def __str__(self) -> str:
        return " and ".join(map(_bracketed, self.parts)) or "true"


@dataclass(frozen=True, slots=True)
class Any:
    """True when one part is; `Any(())` is `false`."""

    parts: tuple["Condition", ...]

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Every atom below, from left to right."""
        return tuple(chain.from_iterable(part.atoms for part in self.parts))

    def truth(self, values: Values) -> Truth:
        """True as soon as one part is true, unknown when one is unknown and none true."""
        result: Truth = False
        for part in self.parts:
            truth = part.truth(values)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    def __str__(self) -> str:
        return " or ".join(map(_bracketed, self.parts)) or "false"


Condition = Atom | All | Any


def _bracketed(part: Condition) -> str:
    return f"({part})" if isinstance(part, (All, Any)) and part.parts else str(part)


def atoms_with(condition: Condition, truth: Truth, values: Values) -> Iterator[Atom]:
    """Yield the atoms to which `condition` owes being `truth`: they are so, and all that stands above them.

    For False these are the clauses not met; for None, what is still to be known.
    """
    if condition.truth(values) is not truth:
        return
    if isinstance(condition, (All, Any)):
        for part in condition.parts:
            yield from atoms_with(part, truth, values)
    else:
        yield condition


def atoms_read(condition: Condition, values: Values) -> Iterator[Atom]:
    """Yield the atoms looked at from left to right until the outcome is settled."""
    if not isinstance(condition, (All, Any)):
        yield condition
        return
    settling = isinstance(condition, Any)
    for part in condition.parts:
        yield from atoms_read(part, values)
        if part.truth(values) is settling:
            return
