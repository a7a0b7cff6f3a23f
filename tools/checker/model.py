"""A model: variables, guarded actions and invariants, all data.

An action is enabled when all its guards hold; firing it replaces all the variables it names at once. A state
in which no action but faults is enabled is quiescent: everything that was under way has ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tools.checker.expression import Expr, Term, conjuncts, lift, var

Value = int | tuple[int, ...]
State = tuple[Value, ...]
Kind = Literal["number", "array", "queue"]
Fault = Literal[
    "crash", "lost_ack", "redelivery", "zombie",
    "tombstone_collected", "dedup_expired", "failover", "truncation",
]  # fmt: skip
When = Literal["always", "quiet"]


class ModelError(ValueError):
    """A model that cannot be checked as it is written."""


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of a flow is explored: writers (or requests, or operations) at once, and faults among them."""

    writers: int
    faults: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A number, an array of fixed length, or a queue of at most `capacity` items."""

    name: str
    initial: Value
    kind: Kind = "number"
    capacity: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A number of a state as a reader sees it: the label at its place, or the number itself.

    `#1`, `#2` in labels tell changes apart that any writer may make first; a trace calls them v1, v2 in the
    order in which they come up.
    """

    value: Expr
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One step that somebody can take.

    `actor` and `to` are roles (`writer 1`, `source`, `target`): a report puts the user's names there. `says`
    goes on after the actor's name: `commits {change} in {source}`; braces hold roles or names of `shown`,
    whose values are taken before the step. `hidden` steps are bookkeeping that a reader can do without unless
    a later fault makes them matter.
    """

    name: str
    actor: str
    to: str
    says: str
    guards: tuple[Expr, ...]
    updates: Mapping[str, Expr]
    fault: Fault | None = None
    shown: Mapping[str, Shown] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Invariant:
    """What must hold: in every state, or in every quiescent one.

    An invariant about every state must stay broken once it is, so that reduction cannot hide it: use a
    variable that remembers. `broken` words the contradiction, with roles and names of `shown` in braces.
    """

    name: str
    holds: Expr
    when: When
    broken: str
    shown: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(slots=True)
class Model:
    """A flow with its switches set, at one scope. Built once, then only read."""

    name: str
    variables: list[Variable] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    invariants: list[Invariant] = field(default_factory=list)

    @property
    def initial(self) -> State:
        """The state in which everything starts."""
        return tuple(variable.initial for variable in self.variables)

    def number(self, name: str, initial: int = 0) -> Expr:
        """Add a number and return it."""
        return self._add(Variable(name, initial))

    def array(self, name: str, initial: Sequence[int]) -> Expr:
        """Add an array of fixed length and return it."""
        return self._add(Variable(name, tuple(initial), "array", len(initial)))

    def queue(self, name: str, capacity: int) -> Expr:
        """Add an empty queue that holds at most so many items, and return it."""
        return self._add(Variable(name, (), "queue", capacity))

    def action(
        self,
        name: str,
        actor: str,
        to: str,
        says: str,
        *,
        when: Sequence[Expr] = (),
        do: Mapping[str, Term],
        fault: Fault | None = None,
        shown: Mapping[str, Shown] | None = None,
        hidden: bool = False,
    ) -> None:
        """Add an action; see `Action`. `when` are its guards, `do` the new values by variable."""
        guards = tuple(part for guard in when for part in conjuncts(guard))
        updates = {variable: lift(value) for variable, value in do.items()}
        self.actions.append(Action(name, actor, to, says, guards, updates, fault, shown or {}, hidden))

    def always(self, name: str, holds: Expr, broken: str, **shown: Shown) -> None:
        """Demand something of every state; it must stay broken once it is."""
        self.invariants.append(Invariant(name, holds, "always", broken, shown))

    def quiet(self, name: str, holds: Expr, broken: str, **shown: Shown) -> None:
        """Demand something of every quiescent state."""
        self.invariants.append(Invariant(name, holds, "quiet", broken, shown))

    def _add(self, variable: Variable) -> Expr:
        if any(known.name == variable.name for known in self.variables):
            raise ModelError(f"model {self.name} has two variables {variable.name}")
        self.variables.append(variable)
        return var(variable.name)
