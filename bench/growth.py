"""One size in a process of its own: `python -m bench.growth STORES PATHS` prints seconds and MB."""

import resource
import sys
import time

from agent.cli.main import collect_rarely
from bench.synthetic import system
from tools.questions import questions
from tools.report import document, markdown
from tools.steps import run


def work(stores: int, paths: int) -> float:
    """Take a system through the eight steps, the questions and the document; return the seconds it took."""
    facts = system(stores, paths)
    start = time.perf_counter()
    design = run(facts)
    asked = questions(design, limit=3)
    markdown(document(design, asked))
    return time.perf_counter() - start


if __name__ == "__main__":
    collect_rarely()  # as the command does
    work(2, 2)  # loads the knowledge
    seconds = work(*map(int, sys.argv[1:]))
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
