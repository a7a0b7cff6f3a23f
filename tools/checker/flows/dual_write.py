"""Dual write: one process writes two stores, one after the other, and nothing binds the writes together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, lift, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.row import Deletes, Row, guarding, kept_markers, row
from tools.checker.model import Model, Scope, Shown


@dataclass(frozen=True, slots=True)
class DualWrite(Flow):
    """A process that writes the source and the target itself.

    `first`: which store it writes first; `inside_transaction`: the target, between begin and commit at the
    source, which locks the row that long. `guard`: the target takes a write only if its version is higher.
    """

    family: ClassVar[str] = "dual write"
    assumes: ClassVar[tuple[str, ...]] = (
        "each single write is atomic in its store",
        "a process that crashes between its two writes does not come back to the second",
    )
    first: Literal["source", "target", "inside_transaction"] = "source"
    guard: bool = False
    deletes: Deletes = "none"

    def model(self, scope: Scope) -> Model:
        """Return writers that each write both stores, change by change."""
        model = Model("dual_write")
        pair = row(model, scope, guard=self.guard, deletes=self.deletes)
        faults = model.number("faults", scope.faults)
        for number in range(scope.writers):
            model.number(f"at_{number}")
            if self.guard:
                model.number(f"version_{number}")
        for role, number, place, change in pair.changes.by_writer():
            _write_both(self, pair, role, number, place, change)
            pair.may_stop(role, number, change, at=2 * place, end=2 * place + 2)
            if scope.faults:
                _crash(self, pair, role, number, place, change, faults)
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield a guard at the target, and one store as the source of a log that the other follows."""
        if not self.guard and self.first == "source":
            guarded = replace(self, guard=True, deletes=kept_markers(self.deletes))
            yield Repair(guarding(self.deletes), guarded)
        deletes = self.deletes if self.deletes in ("none", "hard") else "marker"
        yield Repair(
            "write {source} only, and let {target} follow its change log or outbox",
            LogCopy(deletes=deletes),
        )


_OPENS = {"inside_transaction": "begins a transaction on {source} and "}


def _write_both(flow: DualWrite, pair: Row, role: str, number: int, place: int, change: int) -> None:
    model, at = pair.model, var(f"at_{number}")
    source_first = flow.first == "source"
    version = var(f"version_{number}") if flow.guard and source_first else pair.version + 1
    commit, apply = pair.commit(change), pair.apply(lift(change), version)
    if flow.guard and source_first:
        commit |= {f"version_{number}": pair.version + 1}
        apply |= {f"version_{number}": lift(0)}
    in_source = ("source", "commits {change} in {source}", commit)
    in_target = ("target", f"{_OPENS.get(flow.first, '')}writes {{change}} to {{target}}{{refused}}", apply)
    if flow.deletes == "ignored" and pair.changes.deleting[change]:
        in_target = ("target", "leaves {target} as it is", {})
    others = (var(f"at_{other}") for other in range(len(pair.changes.programs)) if other != number)
    unlocked = [(other % 2).eq(0) for other in others if flow.first == "inside_transaction"]
    halves = (in_source, in_target) if source_first else (in_target, in_source)
    for half, (to, says, updates) in enumerate(halves):
        step = 2 * place + half
        model.action(
            f"writer_{number}_{to}_{change}", role, to, says,
            when=[at.eq(step), *unlocked], do=updates | {f"at_{number}": step + 1},
            shown=pair.answered(lift(change), version),
        )  # fmt: skip


def _crash(flow: DualWrite, pair: Row, role: str, number: int, place: int, change: int, faults: Expr) -> None:
    at = var(f"at_{number}")
    missing = {
        "source": "writes {change} to {target}",
        "target": "commits {change} in {source}",
        "inside_transaction": "commits, and {source} rolls {change} back",
    }[flow.first]
    end = 2 * len(pair.changes.programs[number])
    forgotten = {f"version_{number}": 0} if flow.guard else {}
    pair.model.action(
        f"writer_{number}_crash_{change}", role, role, f"crashes before it {missing}",
        when=[at.eq(2 * place + 1), faults > 0],
        do={f"at_{number}": end, "faults": faults - 1, **forgotten},
        fault="crash", shown={"change": Shown(lift(change), pair.changes.labels())},
    )  # fmt: skip
