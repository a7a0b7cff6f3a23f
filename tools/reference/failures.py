"""The catalogue of failure modes and of the signals that tell them apart."""

from collections.abc import Iterable, Iterator

from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.knowledge.signals import Check, Signal, signals
from tools.reference.page import cited, table


def failures() -> Iterator[str]:
    """Yield the blocks of a page: every failure mode with its mend, and every signal with what it settles."""
    yield "## Failure modes"
    yield table(("id", "fault", "starts when", "looks like", "mend", "source"), map(_mode, failure_modes()))
    yield "## Signals"
    yield "`{source}`, `{target}` and `{path}` stand for the names of the system."
    head = ("signal", "question", "how to look", "if seen", "if not seen")
    yield table(head, map(_signal, signals().values()))


def _mode(mode: FailureMode) -> tuple[str, ...]:
    name = f"{mode.name} ({mode.kind})"
    return f"`{mode.id}`", name, mode.trigger, mode.symptom, mode.fix, cited(mode.sources)


def _signal(signal: Signal) -> tuple[str, ...]:
    confirms = _ids("confirms", (mode for mode in failure_modes() if signal.id in mode.confirmed_by))
    excludes = _ids("rules out", (mode for mode in failure_modes() if signal.id in mode.ruled_out_by))
    needed = _ids("rules out", (mode for mode in failure_modes() if signal.id in mode.ruled_out_without))
    how = "; ".join(map(_how, signal.checks))
    return f"`{signal.id}`", signal.asks, how, "; ".join(filter(None, (confirms, excludes))), needed


def _how(check: Check) -> str:
    where = f"{', '.join(check.technologies)}: " if check.technologies else ""
    run = check.run.replace("*", r"\*")
    return f"{where}{run}; seen if {check.seen_if} ({cited(check.sources)})"


def _ids(lead: str, modes: Iterable[FailureMode]) -> str:
    ids = ", ".join(mode.id for mode in modes)
    return f"{lead} {ids}" if ids else ""
