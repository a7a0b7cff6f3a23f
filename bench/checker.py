"""Print the model checker's figures, beside Spin's on the same models: `python -m bench.checker`."""

import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from agent.cli.main import collect_rarely
from bench.spin import SpinRun, missing, spin
from tools.checker.flows.cache_aside import CacheAside
from tools.checker.flows.causal import Causal
from tools.checker.flows.flow import Flow
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.ladder import DEEP, LADDER, climb, repaired
from tools.checker.model import Model, Scope
from tools.checker.program import compiled
from tools.checker.search import explore
from tools.checker.subjects import subjects
from tools.checker.verify import verify
from tools.domain.facts import Facts
from tools.steps import run

FLOWS: dict[str, Flow] = {
    "log copy": LogCopy(deletes="marker"),
    "cache-aside": CacheAside(invalidation="from_log", fill="version"),
    "causal order": Causal(topics="two", deferral=True, dependency_recorded=True),
    "transfer log": TransferLog(dedup=True, funds_check=False),
}
GROWN = ("log copy", "transfer log")
RUNS = 5
ENOUGH = 5_000
"""States from which on memory is that of the states, not of the functions compiled before."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one search cost: building is making the model and compiling its functions."""

    states: int
    build_s: float
    search_s: float


def main() -> None:
    """Compare with Spin, let writers and faults grow, then search every path of the examples."""
    collect_rarely()  # as the command does
    compare()
    grow()
    examples()


def compare() -> None:
    """Print states per second of both checkers, without and with the time it takes to build."""
    absent = missing()
    print("whole state space; ms to build and to search, states a second without and with build")
    titles = "build  search       1/s  w. build"
    print(f"flow          w,f  states |   {titles} | Spin: {titles}")
    for name, flow in FLOWS.items():
        for scope in (LADDER[-1], DEEP[0]):
            ours = searched(flow, scope)
            row = f"{name:12} {scope.writers:2},{scope.faults} {ours.states:7} | {figures(ours)}"
            print(row if absent else f"{row} |     {figures(spun(flow, scope, ours.states))}")
    if absent:
        print(f"NOT COMPARED WITH SPIN: not installed: {', '.join(absent)}")


def grow() -> None:
    """Print what a search costs, with build, as writers and faults grow."""
    print("\nflow          w,f  states   seconds  bytes a state")
    for name in GROWN:
        for scope in (*LADDER, *DEEP):
            cost = searched(FLOWS[name], scope)
            size = f"{bytes_a_state(whole(FLOWS[name], scope)):.0f}" if cost.states >= ENOUGH else ""
            spent = cost.build_s + cost.search_s
            print(
                f"{name:12} {scope.writers:2},{scope.faults} {cost.states:7} {spent:9.3f} {size:>14}".rstrip()
            )


def examples() -> None:
    """Print what it costs to search all paths of each example, nothing remembered from the one before."""
    print("\nexample       subjects  verdicts  violated  states   seconds")
    for folder in sorted(Path("examples").iterdir()):
        design = run(Facts.model_validate(yaml.safe_load((folder / "facts.yaml").read_text())))
        climb.cache_clear()
        repaired.cache_clear()
        start = time.perf_counter()
        explored = subjects(design)
        found = verify(explored)
        spent = time.perf_counter() - start
        broken = sum(one.status == "violated" for one in found)
        states = sum(one.states for one in found)
        print(f"{folder.name:13} {len(explored):8} {len(found):9} {broken:9} {states:7} {spent:9.3f}")


def whole(flow: Flow, scope: Scope) -> Model:
    """Return the model without invariants: nothing ends the search early."""
    return replace(flow.model(scope), invariants=[])


def searched(flow: Flow, scope: Scope) -> Run:
    """Search a whole space; the shortest of some runs. A search builds first, so that is taken off again."""
    build_s = min(seconds(lambda: compiled(whole(flow, scope))) for _ in range(RUNS))
    both_s = min(seconds(lambda: explore(whole(flow, scope))) for _ in range(RUNS))
    return Run(explore(whole(flow, scope)).states, build_s, both_s - build_s)


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spun(flow: Flow, scope: Scope, states: int) -> SpinRun:
    """Let Spin search the same space, built with optimisation; the shortest of three runs."""
    with tempfile.TemporaryDirectory() as folder:
        runs = [spin(whole(flow, scope), Path(folder), states, optimise="-O2") for _ in range(3)]
    best = min(runs, key=lambda run: run.search_s)
    assert best.states == states
    return best


def figures(run: Run | SpinRun) -> str:
    """Return the four figures of a search."""
    alone, together = run.states / run.search_s, run.states / (run.build_s + run.search_s)
    return f"{1000 * run.build_s:7.1f} {1000 * run.search_s:7.1f} {alone:9.0f} {together:10.0f}"


def bytes_a_state(model: Model) -> float:
    """Return the peak memory of a search, per state."""
    tracemalloc.start()
    states = explore(model).states
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / states


if __name__ == "__main__":
    main()
