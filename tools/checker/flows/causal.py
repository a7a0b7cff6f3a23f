"""A causal dependency: a user makes event A, then event B; whoever handles B must act as if A had happened.

A is a change of the `cause`, B one of the `effect`. Say that A removes somebody from a circle and
B is a post to that circle: whom does the consumer notify?
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import TRUE, Expr, append, drop, either, length, lift, put, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

Topics = Literal["one_keyed", "two"]
"""One topic for both kinds of event, keyed by the user; or a topic for each kind."""

KINDS = 2
A, B = range(KINDS)
"""A message is the number of its user times KINDS, plus its kind."""


@dataclass(frozen=True, slots=True)
class Causal(Flow):
    """Every writer is a client that makes event A and then event B, which depends on it.

    `topics`: whether both kinds of event share a topic. `dependency_recorded`: event B names the id of the
    event A that it depends on. `deferral`: the consumer keeps an event back until it has handled the event
    that it names; an event that names none is never kept back.
    """

    family: ClassVar[str] = "causal dependency across topics"
    assumes: ClassVar[tuple[str, ...]] = (
        "both events reach their topics, in the order in which they were made",
        "a topic keeps the events of one key in order",
        "the consumer commits its offset in a topic after every event",
    )
    topics: Topics
    deferral: bool
    dependency_recorded: bool

    def model(self, scope: Scope) -> Model:
        """Return clients that make two events each, and a consumer that acts on what it has handled."""
        m = Model("causal")
        names = ("topic",) if self.topics == "one_keyed" else ("topic a", "topic b")
        topics = [_topic(m, name, scope) for name in names]
        handled_a = m.array("handled_a", [0] * scope.writers)
        handled_b = m.array("handled_b", [0] * scope.writers)
        faults = m.number("faults", scope.faults)
        for user in range(scope.writers):
            _client(m, user, topics[0], topics[-1], names_a=self.dependency_recorded)
        _handle_a(m, topics[0], handled_a)
        _handle_b(m, topics[-1], handled_a, handled_b, waits=self.deferral and self.dependency_recorded)
        for topic in topics:
            _commit_or_crash(m, topic, faults)
        _demand(m, scope, handled_a, handled_b)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield one topic, then what is missing for two: a name to wait for, and the waiting."""
        if self.topics == "one_keyed" or (self.deferral and self.dependency_recorded):
            return
        says = "send both kinds of change to one topic, keyed by the user"
        yield Repair(says, replace(self, topics="one_keyed"))
        missing = []
        if not self.dependency_recorded:
            missing.append(
                "let each change of {effect} name the id of the change of {cause} that it depends on"
            )
        if not self.deferral:
            missing.append("keep it back until the change that it names is handled")
        yield Repair("; ".join(missing), replace(self, deferral=True, dependency_recorded=True))


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic, and whether its first event was handled but its offset not yet committed."""

    role: str
    events: Expr
    handled: Expr

    @property
    def name(self) -> str:
        """What its variables are called."""
        return self.role.replace(" ", "_")

    @property
    def first(self) -> Expr:
        """The first event."""
        return self.events[0]

    @property
    def user(self) -> Expr:
        """The user who made the first event."""
        return self.first // KINDS

    def offers(self, kind: int) -> list[Expr]:
        """Return the guards of handling an event of a kind."""
        return [length(self.events) > 0, self.handled.eq(0), (self.first % KINDS).eq(kind)]

    @property
    def shown(self) -> dict[str, Shown]:
        """The user of the first event as `{user}`."""
        return {"user": Shown(self.user + 1)}


def _topic(m: Model, role: str, scope: Scope) -> _Topic:
    name = role.replace(" ", "_")
    return _Topic(role, m.queue(name, KINDS * scope.writers), m.number(f"{name}_handled"))


def _client(m: Model, user: int, topic_a: _Topic, topic_b: _Topic, *, names_a: bool) -> None:
    made = m.number(f"made_{user}")
    depends = "which depends on that and names it" if names_a else "which depends on that"
    for kind, topic, says in (
        (A, topic_a, "changes {cause}"),
        (B, topic_b, f"changes {{effect}}, {depends},"),
    ):
        m.action(
            f"make_{kind}_{user}", f"client {user + 1}", topic.role,
            f"{says} and sends it to {{{topic.role}}}",
            when=[made.eq(kind)],
            do={topic.name: append(topic.events, KINDS * user + kind), f"made_{user}": kind + 1},
        )  # fmt: skip


def _handle_a(m: Model, topic: _Topic, handled_a: Expr) -> None:
    m.action(
        "handle_a", "consumer", topic.role,
        f"takes the change of {{cause}} by client {{user}} from {{{topic.role}}} and acts on it",
        when=topic.offers(A),
        do={"handled_a": put(handled_a, topic.user, 1), f"{topic.name}_handled": lift(1)}, shown=topic.shown,
    )  # fmt: skip


def _handle_b(m: Model, topic: _Topic, handled_a: Expr, handled_b: Expr, *, waits: bool) -> None:
    """Handle event B; if it comes before event A was handled, remember that for ever."""
    leaked = m.number("leaked")
    knows_a = handled_a[topic.user].eq(1)
    m.action(
        "handle_b", "consumer", topic.role,
        f"takes the change of {{effect}} by client {{user}} from {{{topic.role}}} and acts on it",
        when=[*topic.offers(B), knows_a if waits else TRUE],
        do={
            "handled_b": put(handled_b, topic.user, 1),
            "leaked": either(knows_a, leaked, topic.user + 1),
            f"{topic.name}_handled": lift(1),
        },
        shown=topic.shown,
    )  # fmt: skip


def _commit_or_crash(m: Model, topic: _Topic, faults: Expr) -> None:
    done = f"{topic.name}_handled"
    m.action(
        f"commit_{topic.name}", "consumer", topic.role, "commits its offset",
        when=[topic.handled.eq(1)], do={topic.name: drop(topic.events, 1), done: 0}, hidden=True,
    )  # fmt: skip
    m.action(
        f"crash_{topic.name}", "consumer", "consumer",
        f"crashes before it commits its offset in {{{topic.role}}}; the change is delivered again",
        when=[topic.handled.eq(1), faults > 0], do={done: 0, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip


def _demand(m: Model, scope: Scope, handled_a: Expr, handled_b: Expr) -> None:
    leaked = var("leaked")
    m.always(
        "causal_privacy", leaked.eq(0),
        "the change of {effect} by client {user} was acted on, and the change of {cause} before it was not",
        user=Shown(leaked),
    )  # fmt: skip
    handled = [events[user] for user in range(scope.writers) for events in (handled_a, handled_b)]
    count = sum(handled, lift(0))
    m.quiet(
        "everything_delivered", count.eq(len(handled)),
        f"the consumer has handled {{count}} of {len(handled)} changes and waits for ever",
        count=Shown(count),
    )  # fmt: skip
