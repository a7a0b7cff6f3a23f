"""Rules and the groups that decide one question together."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from tools.logic.condition import Atom, Bound, Choice, Flag, Relation, Value, Values
from tools.logic.expression import Expression, parse
from tools.logic.inputs import InputSpec, domain

Mode = Literal["first", "all", "gate"]


class RuleError(ValueError):
    """A rule, or a value given to its group, does not fit the inputs; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Case:
    """A test beside a rule: `given` overlays base facts; `expect` is a rule id, or fires, silent or ask."""

    given: Mapping[str, Value | None]
    expect: str


@dataclass(frozen=True, eq=False)
class Rule:
    """When the condition holds, `then` follows. The first key of `then` names the outcome.

    `kind` is documented, practice or judgement; `sources` are ids of the source registry.
    """

    id: str
    step: str
    group: str
    when: Expression
    then: Mapping[str, str | tuple[str, ...]]
    because: str
    sources: tuple[str, ...]
    kind: str
    tests: tuple[Case, ...] = ()
    note: str = ""

    @cached_property
    def outcome(self) -> str:
        """The value under the first key of `then`."""
        return str(next(iter(self.then.values())))

    @cached_property
    def terms(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What `then` adds to the outcome: ("must", ("…", "…")), ("severity", ("high",))."""
        added = list(self.then.items())[1:]
        return tuple((key, (value,) if isinstance(value, str) else value) for key, value in added)


@dataclass(frozen=True, eq=False)
class Group:
    """Rules that answer one question.

    Mode `first`: the first rule that is true wins. `all`: every true rule contributes. `gate`: a true rule
    permits or vetoes. `inputs` holds the specification of every input that a rule reads. Thresholds are
    bound: see `with_thresholds`.
    """

    id: str
    step: str
    mode: Mode
    scope: str
    gives: str
    rules: tuple[Rule, ...]
    inputs: Mapping[str, InputSpec] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.rules:
            raise RuleError(f"group {self.id} has no rules; expected at least one")
        for rule in self.rules:
            for atom in rule.when.atoms:
                _check(rule, atom, self.inputs)
        read = dict.fromkeys(name for rule in self.rules for name in rule.when.reads)
        object.__setattr__(self, "inputs", {name: self.inputs[name] for name in read})

    @cached_property
    def _comparisons(self) -> Mapping[str, tuple[Bound | Relation, ...]]:
        """The comparisons that read each number."""
        atoms = {atom: None for rule in self.rules for atom in rule.when.atoms}
        return {
            name: tuple(atom for atom in atoms if isinstance(atom, (Bound, Relation)) and name in atom.reads)
            for name in self.inputs
        }

    @cached_property
    def _intervals(self) -> tuple[tuple[list[float], tuple[Value, ...]] | None, ...]:
        """For each number compared with constants only: its cuts, and a value for each gap between them."""
        found: list[tuple[list[float], tuple[Value, ...]] | None] = []
        for name, spec in self.inputs.items():
            comparisons = self._comparisons[name]
            cuts = sorted({atom.limit for atom in comparisons if isinstance(atom, Bound)})
            plain = spec.kind == "float" and all(
                isinstance(atom, Bound) and atom.limit > 0 for atom in comparisons
            )
            found.append((cuts, domain(spec, cuts)[::2]) if plain else None)
        return tuple(found)

    def rounded(self, key: tuple[Value | None, ...]) -> tuple[Value | None, ...]:
        """Put one value in place of all that no rule can tell apart, so that more keys are equal."""
        return tuple(
            value if value is None or interval is None else _representative(value, *interval)
            for value, interval in zip(key, self._intervals, strict=True)
        )

    def key(self, values: Values) -> tuple[Value | None, ...]:
        """The values of the group's inputs, in the order of `inputs`: equal keys, equal answers."""
        return tuple(values.get(name) for name in self.inputs)

    def values(self, key: tuple[Value | None, ...]) -> dict[str, Value | None]:
        """Undo `key`.

        Raises:
            RuleError: when a value is outside the domain of its input.
        """
        values = dict(zip(self.inputs, key, strict=True))
        for name, value in values.items():
            spec = self.inputs[name]
            if value is not None and not spec.admits(value):
                wanted = " or ".join(map(str, spec.options)) or spec.kind
                raise RuleError(f"{name} is {value!r}; expected {wanted}, or None when unknown")
        return values

    def domain(self, name: str, values: Values) -> tuple[Value, ...]:
        """Values of `name` that cover all that the group's rules can tell apart while all else stays."""
        cuts = {atom.cut(name, values) for atom in self._comparisons[name]}
        return domain(self.inputs[name], (cut for cut in cuts if cut is not None))


def _representative(value: Value, cuts: list[float], gaps: tuple[Value, ...]) -> Value:
    if isinstance(value, (str, bool)):
        return value
    position = bisect_left(cuts, value)
    return value if position < len(cuts) and cuts[position] == value else gaps[position]


def with_thresholds(group: Group, thresholds: Mapping[str, float]) -> Group:
    """Rebuild a group from the texts of its rules with other thresholds (all that its rules name)."""
    rules = tuple(replace(rule, when=parse(rule.when.text, thresholds)) for rule in group.rules)
    return replace(group, rules=rules)


def _check(rule: Rule, atom: Atom, inputs: Mapping[str, InputSpec]) -> None:
    for name in atom.reads:
        if name not in inputs:
            raise RuleError(f"rule {rule.id} reads {name}; expected an input that is listed")
        kind = inputs[name].kind
        if isinstance(atom, Flag):
            fits = kind == "bool"
        elif isinstance(atom, Choice):
            fits = kind == "enum" and set(atom.options) <= set(inputs[name].options)
        else:
            fits = kind in ("int", "float")
        if not fits:
            wanted = " or ".join(map(str, inputs[name].options)) or kind
            raise RuleError(f"rule {rule.id} asks `{atom}`; expected {name} to be used as {wanted}")
