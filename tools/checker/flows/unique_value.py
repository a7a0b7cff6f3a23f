"""A value that only one row may have (a user name, a seat), wanted by several requests at once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

WANTS, HOLDS, WROTE, DONE = range(4)
"""Where a request is: about to ask for the value; it thinks it has it; it wrote its row; finished."""
FREE, RESERVED, CONFIRMED = range(3)
"""What the store with the constraint says of the value."""
NOBODY, NO_ROW, A_ROW = range(3)
"""What a crashed owner of a reservation left behind: there is none; no row; a row."""


@dataclass(frozen=True, slots=True)
class UniqueValue(Flow):
    """Requests at once (the scope's writers) that all want the same value.

    `how`: look whether it is free, then insert; insert under a unique constraint of the source; reserve it in
    the source, which has such a constraint, then write the row to the target and confirm (for rows that live
    in another store, or in several shards). `abandoned`: what becomes of a reservation whose owner crashed:
    it is kept; released after a while; confirmed if the row is in the target, else released.
    """

    family: ClassVar[str] = "unique value"
    assumes: ClassVar[tuple[str, ...]] = (
        "each single statement is atomic in its store",
        "a reservation is taken for abandoned only when its owner can no longer write",
    )
    how: Literal["check_then_insert", "constraint", "reservation"] = "check_then_insert"
    abandoned: Literal["kept", "released", "settled"] = "settled"

    def model(self, scope: Scope) -> Model:
        """Return requests that each try once to get the value."""
        model = Model("unique_value")
        model.number("rows")
        if self.how == "reservation":
            for name in ("value", "left"):
                model.number(name)
            model.number("faults", scope.faults)
        request = {
            "check_then_insert": _checks_then_inserts,
            "constraint": _inserts_under_constraint,
            "reservation": _reserves,
        }[self.how]
        for number in range(1, scope.writers + 1):
            request(model, number, scope)
        if self.how == "reservation" and scope.faults and self.abandoned != "kept":
            _sweeper(model, looks=self.abandoned == "settled")
        _demand(model, self.how)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield a constraint for the check, and a look at the row before a reservation is given up."""
        if self.how == "check_then_insert":
            says = "put a unique constraint on the value in {source}"
            yield Repair(says, replace(self, how="constraint"))
        if self.how == "reservation" and self.abandoned != "settled":
            says = "settle abandoned reservations: confirm if the row is in {target}, else release"
            yield Repair(says, replace(self, abandoned="settled"))


def _checks_then_inserts(model: Model, number: int, _: Scope) -> None:
    role, name, rows = f"client {number}", f"client_{number}", var("rows")
    at = model.number(f"{name}_at")
    model.action(
        f"{name}_check", role, "source", "looks in {source}: the value is free",
        when=[at.eq(WANTS), rows.eq(0)], do={f"{name}_at": HOLDS},
    )  # fmt: skip
    model.action(
        f"{name}_taken", role, "source", "looks in {source}: the value is taken",
        when=[at.eq(WANTS), rows > 0], do={f"{name}_at": DONE},
    )  # fmt: skip
    model.action(
        f"{name}_insert", role, "source", "inserts its row into {source}",
        when=[at.eq(HOLDS)], do={f"{name}_at": DONE, "rows": rows + 1},
    )  # fmt: skip


def _inserts_under_constraint(model: Model, number: int, _: Scope) -> None:
    role, name, rows = f"client {number}", f"client_{number}", var("rows")
    at = model.number(f"{name}_at")
    model.action(
        f"{name}_insert", role, "source", "inserts its row into {source}",
        when=[at.eq(WANTS), rows.eq(0)], do={f"{name}_at": DONE, "rows": rows + 1},
    )  # fmt: skip
    model.action(
        f"{name}_refused", role, "source", "is refused by {source}: the value is taken",
        when=[at.eq(WANTS), rows > 0], do={f"{name}_at": DONE},
    )  # fmt: skip


def _reserves(model: Model, number: int, scope: Scope) -> None:
    role, name, value = f"client {number}", f"client_{number}", var("value")
    at = model.number(f"{name}_at")
    model.action(
        f"{name}_reserve", role, "source", "reserves the value in {source}",
        when=[at.eq(WANTS), value.eq(FREE)], do={f"{name}_at": HOLDS, "value": RESERVED},
    )  # fmt: skip
    model.action(
        f"{name}_refused", role, "source", "is refused by {source}: the value is taken",
        when=[at.eq(WANTS), value.ne(FREE)], do={f"{name}_at": DONE},
    )  # fmt: skip
    model.action(
        f"{name}_write", role, "target", "writes its row to {target}",
        when=[at.eq(HOLDS)], do={f"{name}_at": WROTE, "rows": var("rows") + 1},
    )  # fmt: skip
    model.action(
        f"{name}_confirm", role, "source", "confirms its reservation in {source}",
        when=[at.eq(WROTE)], do={f"{name}_at": DONE, "value": CONFIRMED},
    )  # fmt: skip
    if scope.faults:
        _crashes(model, role, name, at)


def _crashes(model: Model, role: str, name: str, at: Expr) -> None:
    moments = {HOLDS: (NO_ROW, "writes its row to {target}"), WROTE: (A_ROW, "confirms its reservation")}
    for place, (left, missing) in moments.items():
        model.action(
            f"{name}_crash_{place}", role, role, f"crashes before it {missing}",
            when=[at.eq(place), var("faults") > 0],
            do={f"{name}_at": DONE, "left": left, "faults": var("faults") - 1}, fault="crash",
        )  # fmt: skip


def _sweeper(model: Model, *, looks: bool) -> None:
    """Whoever deals with a reservation that a crashed request left."""
    left = var("left")
    model.action(
        "sweeper_release", "worker", "source", "releases the abandoned reservation in {source}",
        when=[left.eq(NO_ROW) if looks else left > NOBODY], do={"value": FREE, "left": NOBODY},
    )  # fmt: skip
    if looks:
        model.action(
            "sweeper_confirm", "worker", "source", "finds the row in {target} and confirms it in {source}",
            when=[left.eq(A_ROW)], do={"value": CONFIRMED, "left": NOBODY},
        )  # fmt: skip


def _demand(model: Model, how: str) -> None:
    rows = var("rows")
    place = "target" if how == "reservation" else "source"
    broken = f"{{{place}}} has {{rows}} rows with a value that only one may have"
    model.always("uniqueness", rows <= 1, broken, rows=Shown(rows))
    if how == "reservation":
        model.quiet(
            "no_participant_in_doubt",
            var("value").ne(RESERVED),
            "{source} still has the value reserved, {target} has {rows} with it",
            rows=Shown(rows, ("no row", "a row")),
        )
