"""Print the figures: `python -m bench`."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from statistics import median

from agent.cli.main import collect_rarely
from bench import checker, conversations
from bench.growth import work

RUNS = 7
SIZES = ((10, 30), (30, 90), (100, 300), (300, 900), (1000, 3000))
COMMAND = (sys.executable, "-c", "import sys; from agent.cli import main; sys.exit(main())")
FACTS = "examples/retailer/facts.yaml"


def main() -> None:
    """Measure start-up, the steps, growth, the memory of `design`, the model checker, conversations."""
    print(f"median of {RUNS}, {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    print(f"start-up of --help       {median_of(lambda: wall('--help')):8.0f} ms")
    print(f"start-up of check        {median_of(lambda: wall('check', FACTS, '--json')):8.0f} ms")
    collect_rarely()  # as the command does
    work(2, 2)
    print(f"10 stores, 30 paths      {median_of(lambda: 1000 * work(10, 30)):8.1f} ms in process")
    print(f"peak memory of design    {peak_mb('design', FACTS):8.0f} MB\n")
    print("stores  paths   seconds  ms a path   peak MB")
    for stores, paths in SIZES:
        seconds, megabytes = grown(stores, paths)
        print(f"{stores:6} {paths:6} {seconds:9.3f} {1000 * seconds / paths:10.2f} {megabytes:9.0f}")
    print()
    checker.main()
    print()
    conversations.main()


def median_of(measure: Callable[[], float]) -> float:
    """Return the median of some runs."""
    return median(measure() for _ in range(RUNS))


def wall(*arguments: str) -> float:
    """Return how long a command takes from start to end, in ms."""
    start = time.perf_counter()
    subprocess.run((*COMMAND, *arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return 1000 * (time.perf_counter() - start)


def peak_mb(*arguments: str) -> float:
    """Return the peak memory of a command that writes into a folder of its own, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        command = (*COMMAND, *arguments, "-o", folder, "--html")
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_maxrss / 1024


def grown(stores: int, paths: int) -> tuple[float, float]:
    """Return seconds and peak MB of one size, measured in a process of its own."""
    command = (sys.executable, "-m", "bench.growth", str(stores), str(paths))
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    seconds, megabytes = map(float, printed.split())
    return seconds, megabytes


if __name__ == "__main__":
    main()
