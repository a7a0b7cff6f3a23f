"""What a conversation costs besides the model: `python -m bench.conversations [NUMBER]`.

The model answers at once, and with the least that it can say. With a NUMBER, so many small conversations go
through the fake batch endpoint of the tests, and the figures of that are printed for a program to read.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from agent.cli.main import collect_rarely
from agent.context import Context
from agent.llm import OFFLINE, Llm, Usage
from agent.llm.batches import Batches
from agent.llm.model import Model
from agent.llm.transport import Message, Request
from evals import drive, waves
from evals.gold import Expected, GoldStore, User
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.scenario import Scenario, load
from tests.agent.llm.batch_endpoint import BatchEndpoint, succeeded
from tests.agent.llm.uses import least, use_of
from tools.domain.brief import Brief

RUNS = 3
SCENARIOS = ("clinic-slots", "grocer-labels", "parcel-network")
BATCHED = 500
SMALL = "We keep {} orders in PostgreSQL, which we call orders_db. Orders are never deleted."


class AtOnce:
    """A transport to a model that takes no time."""

    def send(self, request: Request) -> Message:
        """Return the least that answers a request."""
        return Message(least(use_of(dict(request))), "end_turn", Usage(1, 100, 20, 0))


def main() -> None:
    """Print the figures of single conversations, and of many in batches."""
    print("conversation       stores   offline ms   with a model ms   requests")
    for scenario in (small(0), *map(load, SCENARIOS)):
        offline, _ = held(scenario, OFFLINE)
        assisted, outcome = held(scenario, Model(AtOnce(), "none"))
        print(
            f"{scenario.name:18} {len(outcome.stores):6} {offline:12.0f} {assisted:17.0f} "
            f"{outcome.usage.requests:10}"
        )
    command = (sys.executable, "-m", "bench.conversations", str(BATCHED))
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, requests, batches, megabytes = map(float, printed.split())
    print(
        f"\n{BATCHED} small ones in {batches:.0f} batches of {requests:.0f} requests: {seconds:.1f} s, "
        f"{1000 * seconds / BATCHED:.0f} ms each, peak {megabytes:.0f} MB"
    )


def small(number: int) -> Scenario:
    """Return a scenario of one store."""
    expected = Expected(
        title="One store",
        industry="retail",
        kinds=("ordinary",),
        language="en",
        stores=(GoldStore(id="db", technology="postgresql"),),
    )
    brief = Brief({"brief.md": SMALL.format(1000 + number)})
    return Scenario(f"one-store-{number}", Path(), expected, User(turns=0), brief)


def held(scenario: Scenario, llm: Llm) -> tuple[float, Outcome]:
    """Return the median time of a whole conversation in ms, after one to warm up, and what came of it."""
    outcome = drive.run(scenario, Context(llm=llm))
    return median(timed(lambda: drive.run(scenario, Context(llm=llm))) for _ in range(RUNS)), outcome


def timed(work: Callable[[], object]) -> float:
    """Return how long some work takes, in ms."""
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def batched(number: int) -> Sequence[float]:
    """Return seconds, requests, batches and peak MB of so many small conversations."""
    endpoint = BatchEndpoint(lambda _, body: succeeded(least(use_of(body))))
    with endpoint.serving() as batches:
        together(1, batches)  # loads the knowledge
        before = len(endpoint.batches)
        seconds = timed(lambda: together(number, batches)) / 1000
    made = endpoint.batches[before:]
    requests = sum(map(len, made))
    return seconds, requests, len(made), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def together(number: int, batches: Batches) -> None:
    """Hold so many small conversations, all waiting for the same batches."""
    with TemporaryDirectory() as folder, Ledger.open(Path(folder)) as ledger:
        scenarios = {str(one): small(one) for one in range(number)}
        for _ in waves.run(scenarios, batches, ledger, "none", tell=lambda line: None):
            pass


if __name__ == "__main__":
    collect_rarely()  # as the command does
    if len(sys.argv) > 1:
        print(*batched(int(sys.argv[1])))
    else:
        main()
