"""Cache-aside: readers fill a cache on a miss, writers change the source and then have the entry deleted."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import TRUE, Expr, Term, any_of, either, lift, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

READERS = 2
"""Two: one that is late, and one that reads anew in between. Each asks the cache once."""
EMPTY = 0
"""What the cache holds without an entry; else the version of the value."""
ASKS, READS, FILLS, DONE = range(4)
"""Where a reader is: about to ask the cache, to read the source, to fill the cache; finished."""


@dataclass(frozen=True, slots=True)
class CacheAside(Flow):
    """A cache beside its source, for one value that stands in the source as v1 in the beginning.

    `invalidation`: nobody deletes the entry; the writer does after its commit; a consumer of the source's
    change log does. `fill`: a reader fills whatever it has read; only if no delete came since its miss
    (lease); only if the cache has not seen a newer version (version). `expires`: an entry goes by itself
    after a while, so that what stays wrong is only what no time heals.
    """

    family: ClassVar[str] = "cache-aside"
    assumes: ClassVar[tuple[str, ...]] = (
        "readers read the newest committed value, not a replica that lags",
        "a lease ends with the reader that holds it",
        "the cache keeps the version of a deleted entry for longer than a read takes",
        "where entries expire, a value may be stale until then",
    )
    invalidation: Literal["none", "by_writer", "from_log"] = "by_writer"
    fill: Literal["blind", "lease", "version"] = "blind"
    expires: bool = False

    def model(self, scope: Scope) -> Model:
        """Return writers of one change each, and two readers that find the cache empty or do not come."""
        model = Model("cache_aside")
        model.number("current", 1)
        model.number("cached", EMPTY)
        if self.fill != "blind":
            model.number("holder" if self.fill == "lease" else "newest")
        model.number("faults", scope.faults)
        for number in range(1, scope.writers + 1):
            _writer(self, model, number, scope)
        if self.invalidation == "from_log":
            _log_consumer(self, model, scope)
        for number in range(1, READERS + 1):
            _reader(self, model, number, scope)
        if self.expires:
            model.action(
                "expiry", "cache", "cache", "lets its entry expire",
                when=[var("cached") > EMPTY], do={"cached": EMPTY},
            )  # fmt: skip
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield a guard on the fill, a delete that survives a crash, and expiry for what they leave."""
        if self.fill == "blind":
            says = "let {cache} keep the version of what it deletes, and refuse a value that is older"
            yield Repair(says, replace(self, fill="version"))
            says = "let a reader fill {cache} only if no delete came since its miss (a lease)"
            yield Repair(says, replace(self, fill="lease"))
        if self.invalidation != "from_log":
            says = "let a consumer of {source}'s change log delete the entries"
            yield Repair(says, replace(self, invalidation="from_log"))
        if not self.expires:
            says = "let every entry expire; readers then may see an old value for as long as entries live"
            yield Repair(says, replace(self, expires=True))


def _writer(flow: CacheAside, model: Model, number: int, scope: Scope) -> None:
    role, at, current = f"writer {number}", model.number(f"writer_{number}_at"), var("current")
    deletes = flow.invalidation == "by_writer"
    remembers = deletes and flow.fill == "version"
    wrote = model.number(f"writer_{number}_version") if remembers else lift(0)
    model.action(
        f"writer_{number}_commit", role, "source", "commits {change} in {source}",
        when=[at.eq(0)],
        do={"current": current + 1, f"writer_{number}_at": 1 if deletes else 2}
        | ({f"writer_{number}_version": current + 1} if remembers else {}),
        shown={"change": Shown(current + 1, _labels(scope))},
    )  # fmt: skip
    if not deletes:
        return
    ends: dict[str, Term] = {f"writer_{number}_at": 2}
    if remembers:
        ends[f"writer_{number}_version"] = 0
    model.action(
        f"writer_{number}_delete", role, "cache", "deletes {entity} from {cache}",
        when=[at.eq(1)], do=_delete(flow, wrote) | ends,
    )  # fmt: skip
    if scope.faults:
        model.action(
            f"writer_{number}_crash", role, role, "crashes before it deletes {entity} from {cache}",
            when=[at.eq(1), var("faults") > 0], do=ends | {"faults": var("faults") - 1}, fault="crash",
        )  # fmt: skip


def _log_consumer(flow: CacheAside, model: Model, scope: Scope) -> None:
    """A consumer that deletes the entry for each change in commit order, and then saves its place."""
    place, saved = model.number("place", 1), model.number("saved", 1)
    model.action(
        "consumer_delete", "consumer", "cache", "reads {change} in {log} and deletes {entity} from {cache}",
        when=[place < var("current")], do=_delete(flow, place + 1) | {"place": place + 1},
        shown={"change": Shown(place + 1, _labels(scope))},
    )  # fmt: skip
    model.action(
        "consumer_save", "consumer", "log", "saves its place in {log}",
        when=[saved < place], do={"saved": place}, hidden=True,
    )  # fmt: skip
    if scope.faults:
        model.action(
            "consumer_crash", "consumer", "consumer", "crashes before it saves its place in {log}",
            when=[saved < place, var("faults") > 0], do={"place": saved, "faults": var("faults") - 1},
            fault="crash",
        )  # fmt: skip


def _delete(flow: CacheAside, version: Expr) -> dict[str, Term]:
    """Return what deleting the entry does to the cache; with versions an entry that is as new stays."""
    if flow.fill == "version":
        older = var("newest") < version
        return {
            "cached": either(older, EMPTY, var("cached")),
            "newest": either(older, version, var("newest")),
        }
    return {"cached": EMPTY, "holder": 0} if flow.fill == "lease" else {"cached": EMPTY}


def _reader(flow: CacheAside, model: Model, number: int, scope: Scope) -> None:
    """A reader that misses. One that finds an entry changes nothing, so it is left out."""
    role, name = f"reader {number}", f"reader_{number}"
    at, seen = model.number(f"{name}_at"), model.number(f"{name}_seen")
    value = {"value": Shown(seen, _labels(scope))}
    leases = flow.fill == "lease"
    takes: dict[str, Term] = {"holder": number} if leases else {}
    model.action(
        f"{name}_miss", role, "cache",
        "finds no {entity} in {cache}" + (", and gets a lease" if leases else ""),
        when=[at.eq(ASKS), var("cached").eq(EMPTY), var("holder").eq(0) if leases else TRUE],
        do=takes | {f"{name}_at": READS},
    )  # fmt: skip
    model.action(
        f"{name}_read", role, "source", "reads {value} from {source}",
        when=[at.eq(READS)], do={f"{name}_at": FILLS, f"{name}_seen": var("current")},
        shown={"value": Shown(var("current"), _labels(scope))},
    )  # fmt: skip
    ends: dict[str, Term] = {f"{name}_at": DONE, f"{name}_seen": 0}
    may, fills = _fill(flow, number, seen)
    model.action(
        f"{name}_fill", role, "cache", "puts {value} into {cache}",
        when=[at.eq(FILLS), may], do=fills | ends, shown=value,
    )  # fmt: skip
    if flow.fill != "blind":
        model.action(
            f"{name}_refused", role, "cache", "may not put {value} into {cache}: it came too late",
            when=[at.eq(FILLS), ~may], do=ends, shown=value,
        )  # fmt: skip


def _fill(flow: CacheAside, number: int, seen: Expr) -> tuple[Expr, dict[str, Term]]:
    """Return when a reader may fill the cache with what it has seen, and what that does."""
    match flow.fill:
        case "lease":
            return var("holder").eq(number), {"cached": seen, "holder": 0}
        case "version":
            return var("newest") <= seen, {"cached": seen, "newest": seen}
        case _:
            return TRUE, {"cached": seen}


def _demand(model: Model, scope: Scope) -> None:
    cached, current = var("cached"), var("current")
    model.quiet(
        "cache_fresh",
        any_of(cached.eq(EMPTY), cached.eq(current)),
        "{source} has {truth}, {cache} has {copy}",
        truth=Shown(current, _labels(scope)),
        copy=Shown(cached, _labels(scope)),
    )


def _labels(scope: Scope) -> tuple[str, ...]:
    return ("nothing", *(f"v{version}" for version in range(1, scope.writers + 2)))
