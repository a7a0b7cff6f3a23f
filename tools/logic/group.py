"""Rules and the groups that decide one question together."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tools.logic.condition import Atom, Choice, Flag, Value, Values
from tools.logic.expression import Expression, cut_points, parse
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

    @property
    def outcome(self) -> str:
        """The value under the first key of `then`."""
        return str(next(iter(self.then.values())))

    @property
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
            for atom in rule.when.condition.atoms:
                _check(rule, atom, self.inputs)
        read = dict.fromkeys(name for rule in self.rules for name in rule.when.reads)
        object.__setattr__(self, "inputs", {name: self.inputs[name] for name in read})

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
        cuts = {cut for rule in self.rules for cut in cut_points(rule.when, name, values)}
        return domain(self.inputs[name], cuts)


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
