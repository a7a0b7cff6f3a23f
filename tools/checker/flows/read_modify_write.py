"""Read, modify, write: several requests compute a new value (a balance, a stock) from the one they read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import TRUE, Expr, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

ABOUT_TO_READ, ABOUT_TO_WRITE, DONE = range(3)

ROOM = 1
"""Where the number is limited: how much may be added."""


@dataclass(frozen=True, slots=True)
class ReadModifyWrite(Flow):
    """Requests at once (the scope's writers) that each add one to the same number.

    `how`: read it, then write the sum; the same, but the write is refused if the number was changed since,
    and the request starts anew; one statement that adds in the source. `limited`: there is room for 1 only
    (one piece left, one seat); a request that sees it taken gives up, and the one statement checks it.
    """

    family: ClassVar[str] = "read, modify, write"
    assumes: ClassVar[tuple[str, ...]] = (
        "each single statement is atomic in its store",
        "no lock or serializable transaction holds the read and the write together",
        "the version that is compared never returns to an earlier value",
    )
    how: Literal["naive", "compare_and_set", "atomic"] = "naive"
    limited: bool = False

    def model(self, scope: Scope) -> Model:
        """Return requests that each add one. No fault belongs to this flow."""
        model = Model("read_modify_write")
        value, done = model.number("value"), model.number("done")
        room = value < ROOM if self.limited else TRUE
        for number in range(1, scope.writers + 1):
            if self.how == "atomic":
                _adds(model, number, value, done, room)
            else:
                _reads_then_writes(model, number, value, done, room, compares=self.how == "compare_and_set")
            if self.limited:
                _gives_up(model, number, room)
        _demand(model, value, done, limited=self.limited)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield the condition on the write, and the statement that needs no read."""
        if self.how == "naive":
            says = "write only if the version is still the one that was read, else read again"
            yield Repair(says, replace(self, how="compare_and_set"))
            says = "change the value in one statement in {source} (SET value = value + 1)"
            yield Repair(says, replace(self, how="atomic"))


def _reads_then_writes(
    model: Model, number: int, value: Expr, done: Expr, room: Expr, *, compares: bool
) -> None:
    role, name = f"client {number}", f"client_{number}"
    at, read = model.number(f"{name}_at"), model.number(f"{name}_read")
    unchanged = value.eq(read) if compares else TRUE  # only ever added to, so the value is its own version
    model.action(
        f"{name}_reads", role, "source", "reads {value} from {source}",
        when=[at.eq(ABOUT_TO_READ), room], do={f"{name}_at": ABOUT_TO_WRITE, f"{name}_read": value},
        shown={"value": Shown(value)},
    )  # fmt: skip
    model.action(
        f"{name}_writes", role, "source", "writes {value} to {source}",
        when=[at.eq(ABOUT_TO_WRITE), unchanged],
        do={"value": read + 1, "done": done + 1, f"{name}_at": DONE, f"{name}_read": 0},
        shown={"value": Shown(read + 1)},
    )  # fmt: skip
    if compares:
        model.action(
            f"{name}_refused", role, "source", "is refused by {source}: the value was changed since its read",
            when=[at.eq(ABOUT_TO_WRITE), ~unchanged], do={f"{name}_at": ABOUT_TO_READ, f"{name}_read": 0},
        )  # fmt: skip


def _adds(model: Model, number: int, value: Expr, done: Expr, room: Expr) -> None:
    name = f"client_{number}"
    at = model.number(f"{name}_at")
    model.action(
        f"{name}_adds", f"client {number}", "source", "adds 1 in {source} in one statement",
        when=[at.eq(ABOUT_TO_READ), room], do={"value": value + 1, "done": done + 1, f"{name}_at": DONE},
    )  # fmt: skip


def _gives_up(model: Model, number: int, room: Expr) -> None:
    name = f"client_{number}"
    model.action(
        f"{name}_gives_up", f"client {number}", "source", "finds nothing left in {source}, and gives up",
        when=[var(f"{name}_at").eq(ABOUT_TO_READ), ~room], do={f"{name}_at": DONE},
    )  # fmt: skip


def _demand(model: Model, value: Expr, done: Expr, *, limited: bool) -> None:
    counted = {"done": Shown(done), "value": Shown(value)}
    if limited:
        says = f"there was room for {ROOM}, and {{done}} requests were told that they have it"
        model.always("no_overdraft", done <= ROOM, says, **counted)
    says = "{done} requests added 1 to what was 0, {source} has {value}"
    model.quiet("no_lost_update", value.eq(done), says, **counted)
