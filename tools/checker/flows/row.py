"""One row in a source and its copy in a target: what a commit does, what an apply does, what must hold.

Every copying flow is explored for one row; what concerns several rows (torn reads, key changes) is left to
the laws.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Literal

from tools.checker.expression import FALSE, TRUE, Expr, Term, all_of, any_of, either, lift, table, var
from tools.checker.model import Model, Scope, Shown

Deletes = Literal["none", "ignored", "hard", "marker", "expiring_marker"]
"""What a delete does at the target: the source never deletes; it does and nobody tells the target; the row
goes and its version with it; a marker keeps the version; a marker that is collected after a while."""

NOTHING = 0
"""What a store holds before the first change and after a hard delete; else a change's number plus one."""


def kept_markers(deletes: Deletes) -> Deletes:
    """Return what deletes become where the target refuses old versions: a guard needs their versions too."""
    return "none" if deletes == "none" else "marker"


def guarding(deletes: Deletes) -> str:
    """Return how a reader is told to set a guard."""
    says = "let {target} refuse a version older than its own"
    return says if deletes == "none" else f"{says}, and keep markers of deleted rows"


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of a scope, numbered from 0: who makes them, and which of them delete the row."""

    programs: tuple[tuple[int, ...], ...]  # per writer
    deleting: tuple[int, ...]  # per change 1 if it deletes

    @property
    def count(self) -> int:
        """How many changes there are."""
        return len(self.deleting)

    def by_writer(self) -> Iterator[tuple[str, int, int, int]]:
        """Yield (role of the writer, its number, place in its program, change)."""
        for number, program in enumerate(self.programs):
            for place, change in enumerate(program):
                yield f"writer {number + 1}", number, place, change

    def labels(self) -> tuple[str, ...]:
        """Return what a reader calls each change; see `Shown` for the numbers."""
        return self._named("the delete")

    def stored(self) -> tuple[str, ...]:
        """Return what a reader calls what a store holds: nothing, or the outcome of a change."""
        return ("nothing", *self._named("a deleted row"))

    def _named(self, dead: str) -> tuple[str, ...]:
        puts = count(1)
        return tuple(dead if deletes else f"#{next(puts)}" for deletes in self.deleting)


def changes(scope: Scope, deletes: Deletes) -> Changes:
    """Return one change per writer; the first writer also deletes the row, if rows are deleted at all."""
    programs: list[tuple[int, ...]] = []
    deleting: list[int] = []
    for writer in range(scope.writers):
        kinds = (0, 1) if writer == 0 and deletes != "none" else (0,)
        programs.append(tuple(range(len(deleting), len(deleting) + len(kinds))))
        deleting.extend(kinds)
    return Changes(tuple(programs), tuple(deleting))


@dataclass(frozen=True, slots=True)
class Row:
    """The variables of the row. A message is a change and its version in one number.

    `guard`: the target takes only a higher version. `transient`: also watch whether a deleted row shows up
    again for a while.
    """

    model: Model
    changes: Changes
    guard: bool
    deletes: Deletes
    transient: bool
    source: Expr
    version: Expr  # of the last commit in the source
    target: Expr
    target_version: Expr

    def message(self, change: Term, version: Expr) -> Expr:
        """Return a change and its version as one number."""
        return version * self.changes.count + change

    def change_of(self, message: Expr) -> Expr:
        """Return the change in a message."""
        return message % self.changes.count

    def version_of(self, message: Expr) -> Expr:
        """Return the version in a message."""
        return message // self.changes.count

    def shown(self, message: Expr) -> dict[str, Shown]:
        """Return the change in a message as `{change}`."""
        return {"change": Shown(self.change_of(message), self.changes.labels())}

    def applied(self, message: Expr) -> dict[str, Expr]:
        """Return what a message does to the target."""
        return self.apply(self.change_of(message), self.version_of(message))

    def answer(self, message: Expr) -> dict[str, Shown]:
        """Return the change in a message as `{change}`; `{refused}` says that the target does not take it."""
        return self.answered(self.change_of(message), self.version_of(message))

    def answered(self, change: Expr, version: Expr) -> dict[str, Shown]:
        """Return the same of a change and its version."""
        takes = Shown(self._takes(change, version), (", which does not take it", ""))
        return {"change": Shown(change, self.changes.labels()), "refused": takes}

    def commit(self, change: int) -> dict[str, Expr]:
        """Return what a commit in the source changes."""
        return {"source": lift(change + 1), "version": self.version + 1}

    def apply(self, change: Expr, version: Expr) -> dict[str, Expr]:
        """Return what a change does to the target."""
        deleted = self._deletes(change)
        takes = self._takes(change, version)
        forgets = deleted if self.deletes == "hard" else FALSE
        updates = {
            "target": either(takes, either(forgets, NOTHING, change + 1), self.target),
            "target_version": either(takes, either(forgets, 0, version), self.target_version),
        }
        if not self.guard:
            del updates["target_version"]
        if self.transient:
            updates |= self._remembered(takes, deleted, version)
        return updates

    def _deletes(self, change: Expr) -> Expr:
        return table(self.changes.deleting, change).eq(1)

    def _takes(self, change: Expr, version: Expr) -> Expr:
        """Return whether the target acts on a change."""
        newer = self.target_version < version if self.guard else TRUE
        return all_of(newer, ~self._deletes(change)) if self.deletes == "ignored" else newer

    def _remembered(self, takes: Expr, deleted: Expr, version: Expr) -> dict[str, Expr]:
        """Return how a revival is remembered: an older change shows the row after its delete was applied."""
        newest_delete, revived = var("newest_delete"), var("revived")
        dies = all_of(takes, deleted, newest_delete < version)
        revives = all_of(takes, ~deleted, version < newest_delete)
        return {
            "newest_delete": either(dies, version, newest_delete),
            "revived": either(revives, 1, revived),
        }

    def may_stop(self, role: str, number: int, change: int, at: int, end: int) -> None:
        """Let a writer leave it at what it wrote instead of deleting the row."""
        if self.changes.deleting[change]:
            counter = f"at_{number}"
            self.model.action(
                f"writer_{number}_stops", role, role, "leaves it at that",
                when=[var(counter).eq(at)], do={counter: end}, hidden=True,
            )  # fmt: skip

    def is_dead(self, stored: Expr) -> Expr:
        """Return whether a store holds no live row."""
        return table((1, *self.changes.deleting), stored).eq(1)

    def demand(self) -> None:
        """Add the invariants: no revival, and in the end both stores the same."""
        model, stored = self.model, self.changes.stored()
        held = {"truth": Shown(self.source, stored), "copy": Shown(self.target, stored)}
        if self.transient:
            model.always(
                "no_transient_resurrection",
                var("revived").eq(0),
                "{target} shows {copy} although it had already applied the delete",
                **held,
            )
        was_deleted = all_of(self.source > NOTHING, self.is_dead(self.source))
        if self.deletes != "none":
            model.quiet(
                "no_resurrection",
                ~all_of(was_deleted, ~self.is_dead(self.target)),
                "{source} deleted the row, {target} still has {copy}",
                **held,
            )
        never_written = all_of(self.source.eq(NOTHING), self.is_dead(self.target))
        same = any_of(self.source.eq(self.target), was_deleted, never_written)
        model.quiet("convergence", same, "{source} has {truth}, {target} has {copy}", **held)


def row(model: Model, scope: Scope, *, guard: bool, deletes: Deletes, transient: bool = False) -> Row:
    """Add the row's variables to a model."""
    if transient:
        model.number("newest_delete")
        model.number("revived")
    return Row(
        model=model,
        changes=changes(scope, deletes),
        guard=guard,
        deletes=deletes,
        transient=transient,
        source=model.number("source"),
        version=model.number("version"),
        target=model.number("target"),
        target_version=model.number("target_version") if guard else lift(0),
    )
