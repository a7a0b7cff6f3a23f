"""What a named input may be, and the values worth trying for it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tools.logic.condition import Value

Kind = Literal["bool", "int", "float", "enum"]


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One named input of the decisions.

    `options` closes an enum (or a graded int); other numbers are quantities from zero up, in `unit`.
    `safer` is the value to take when told to assume; an input without it may not be assumed. `derived`
    names what computes the input when it is no fact of the user's.
    """

    name: str
    kind: Kind
    options: tuple[Value, ...] = ()
    unit: str = ""
    meaning: str = ""
    safer: Value | None = None
    derived: str = ""

    def admits(self, value: Value) -> bool:
        """Say whether the value is of the right kind and inside the domain."""
        if self.options:
            return value in self.options and isinstance(value, bool) is False
        if self.kind == "bool" or isinstance(value, bool):
            return self.kind == "bool" and isinstance(value, bool)
        if isinstance(value, str) or not math.isfinite(value) or value < 0:
            return False
        return self.kind == "float" or float(value).is_integer()


def domain(spec: InputSpec, cuts: Iterable[float] = ()) -> tuple[Value, ...]:
    """Representative values, in order: a condition that turns only at `cuts` tells no other value apart.

    Both booleans, every option of an enum; for a quantity each cut and one value in each interval between
    cuts.
    """
    if spec.options:
        return spec.options
    if spec.kind == "bool":
        return (False, True)
    inside = sorted({cut for cut in cuts if cut >= 0})
    if spec.kind == "int":
        return _whole_numbers(inside)
    values: list[Value] = []
    below = 0.0
    for position, cut in enumerate(inside):
        if cut > 0:
            values.append(0.0 if position == 0 else (below + cut) / 2)
        values.append(cut)
        below = cut
    return (*values, 2 * below + 1)


def _whole_numbers(cuts: Iterable[float]) -> tuple[int, ...]:
    near = {0}
    for cut in cuts:
        near |= {math.ceil(cut) - 1, math.ceil(cut), math.floor(cut), math.floor(cut) + 1}
    return tuple(sorted(number for number in near if number >= 0))
