"""External effect: an operation also makes a provider act (a payment, a mail), outside every transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, any_of, append, drop, length, put, var
from tools.checker.flows.first import first_where
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

Intent = Literal["outbox", "inside_transaction", "none"]

EFFECTS, FAULTS = var("effects"), var("faults")
OUTBOX, CALLED, REMEMBERED = var("outbox"), var("called"), var("remembered")
OLDEST = OUTBOX[0]
NEW, HALFWAY, OVER = range(3)


@dataclass(frozen=True, slots=True)
class ExternalEffect(Flow):
    """Operations that must each be committed in the source and carried out by the provider, once.

    `intent`: where it stands that the provider must be called: in an outbox, committed with the operation,
    from which a relay calls until it has recorded an answer; or nowhere, and the writer calls before it
    commits (`inside_transaction`) or after (`none`). `key`: an idempotency key is stored before the first
    attempt and sent with every one. `key_expires`: the provider can forget a key before the last retry.
    """

    family: ClassVar[str] = "external effect"
    assumes: ClassVar[tuple[str, ...]] = (
        "the relay handles one operation at a time and calls until it has recorded an answer",
        "the provider carries out every call, except one whose key it remembers",
        "without an outbox, nobody takes up what a crash has cut short",
    )
    intent: Intent = "outbox"
    key: bool = False
    key_expires: bool = False

    def model(self, scope: Scope) -> Model:
        """Return one operation per writer, and who calls the provider for it."""
        model = Model("external_effect")
        model.array("effects", [0] * scope.writers)
        model.number("faults", scope.faults)
        for number in range(scope.writers):
            model.number(f"committed_{number}")
        if self.intent == "outbox":
            _outbox(model, scope)
            _relay(model, self, scope)
            if scope.faults:
                _relay_crashes(model, self)
        else:
            _writers(model, self.intent, scope)
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield the flow with an outbox, a key, and retries that end in time, whichever is missing."""
        says = []
        if self.intent != "outbox":
            says.append("commit the call to make with the operation, in an outbox, and make it from there")
        if not self.key:
            says.append("store an idempotency key before the first attempt and send it with every one")
        if self.key_expires:
            says.append(
                "retry only while {provider} remembers the key, then look the operation up there first"
            )
        if says:
            safe = replace(self, intent="outbox", key=True, key_expires=False)
            yield Repair("; ".join(says), safe)


def _outbox(model: Model, scope: Scope) -> None:
    model.queue("outbox", scope.writers)
    for number in range(scope.writers):
        model.action(
            f"commit_{number}", f"writer {number + 1}", "source",
            f"commits operation {number + 1} in {{source}}, and in its outbox the call to make",
            when=[var(f"committed_{number}").eq(0)],
            do={f"committed_{number}": 1, "outbox": append(OUTBOX, number)},
        )  # fmt: skip


def _relay(model: Model, flow: ExternalEffect, scope: Scope) -> None:
    """Let the relay call for the oldest operation and record the answer; no key, and none is remembered."""
    model.number("called")
    model.number("remembered")
    again = Shown(EFFECTS[OLDEST], ("", *[" again"] * (scope.faults + 1)))
    shown = {"operation": Shown(OLDEST + 1), "again": again}
    model.action(
        "call", "relay", "provider", "calls {provider}, which carries out operation {operation}{again}",
        when=[length(OUTBOX) > 0, CALLED.eq(0), REMEMBERED.eq(0)],
        do={
            "called": 1,
            "effects": put(EFFECTS, OLDEST, EFFECTS[OLDEST] + 1),
            "remembered": int(flow.key),
        },
        shown=shown,
    )  # fmt: skip
    if flow.key and scope.faults:
        model.action(
            "call_again", "relay", "provider",
            "calls {provider} again, which knows the key of operation {operation} and does nothing",
            when=[length(OUTBOX) > 0, CALLED.eq(0), REMEMBERED.eq(1)],
            do={"called": 1},
            shown=shown,
        )  # fmt: skip
    model.action(
        "record", "relay", "source", "records in {source} that operation {operation} is carried out",
        when=[CALLED.eq(1)],
        do={"outbox": drop(OUTBOX, 1), "called": 0, "remembered": 0},
        shown=shown,
    )  # fmt: skip


def _relay_crashes(model: Model, flow: ExternalEffect) -> None:
    model.action(
        "crash", "relay", "relay", "crashes before it records the answer",
        when=[CALLED.eq(1), FAULTS > 0],
        do={"called": 0, "faults": FAULTS - 1},
        fault="crash",
    )  # fmt: skip
    if flow.key and flow.key_expires:
        model.action(
            "outlast_key", "relay", "relay",
            "crashes before it records the answer; when it is back, {provider} has forgotten the key",
            when=[CALLED.eq(1), FAULTS > 0],
            do={"called": 0, "remembered": 0, "faults": FAULTS - 1},
            fault="dedup_expired",
        )  # fmt: skip


def _writers(model: Model, intent: Intent, scope: Scope) -> None:
    """Let each writer commit and call, one after the other, with nothing that would take up the rest."""
    for number in range(scope.writers):
        at, role = model.number(f"at_{number}"), f"writer {number + 1}"
        call_first = intent == "inside_transaction"
        call_at, commit_at = (NEW, HALFWAY) if call_first else (HALFWAY, NEW)
        calls = "begins a transaction and calls" if call_first else "calls"
        model.action(
            f"call_{number}", role, "provider",
            f"{calls} {{provider}}, which carries out operation {number + 1}",
            when=[at.eq(call_at)],
            do={f"at_{number}": call_at + 1, "effects": put(EFFECTS, number, EFFECTS[number] + 1)},
        )  # fmt: skip
        model.action(
            f"commit_{number}", role, "source", f"commits operation {number + 1} in {{source}}",
            when=[at.eq(commit_at)],
            do={f"at_{number}": commit_at + 1, f"committed_{number}": 1},
        )  # fmt: skip
        if scope.faults:
            lost = "commits, and {source} rolls back" if call_first else "calls {provider}"
            model.action(
                f"crash_{number}", role, role, f"crashes before it {lost}",
                when=[at.eq(HALFWAY), FAULTS > 0],
                do={f"at_{number}": OVER, "faults": FAULTS - 1},
                fault="crash",
            )  # fmt: skip


def _demand(model: Model, scope: Scope) -> None:
    numbers = range(scope.writers)
    committed = [var(f"committed_{number}").eq(1) for number in numbers]
    twice = [EFFECTS[number] > 1 for number in numbers]
    missing = [committed[number] & EFFECTS[number].eq(0) for number in numbers]
    alone = [~committed[number] & (EFFECTS[number] > 0) for number in numbers]

    def first(conditions: Sequence[Expr]) -> Shown:
        return Shown(first_where(conditions, [number + 1 for number in numbers]))

    model.always(
        "effect_at_most_once", ~any_of(*twice),
        "{source} has operation {operation} once, {provider} has carried it out twice",
        operation=first(twice),
    )  # fmt: skip
    model.quiet(
        "everything_delivered", ~any_of(*missing),
        "{source} has operation {operation}, {provider} has never carried it out",
        operation=first(missing),
    )  # fmt: skip
    model.quiet(
        "no_effect_without_commit", ~any_of(*alone),
        "{provider} has carried out operation {operation}, {source} does not have it",
        operation=first(alone),
    )  # fmt: skip
