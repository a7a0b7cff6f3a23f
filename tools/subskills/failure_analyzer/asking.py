"""The question that asks for a signal, in the user's names."""

from collections.abc import Mapping

from tools.domain.facts import CurrentPath, Facts
from tools.domain.facts.signals import Observation
from tools.knowledge.signals import signals
from tools.knowledge.technologies import technology_of
from tools.subskills.failure_analyzer.observed import places


def asking(facts: Facts, row: Observation) -> tuple[str, str]:
    """Return (question, how to find out) for an observation that nobody made yet."""
    signal = signals()[row.signal]
    path = next(path for path in facts.paths if row.at in places(path, row.signal))
    how = "; ".join(f"{check.run}: seen if {check.seen_if}" for check in signal.checks)
    text = names(facts, path)
    return signal.asks.format_map(text), how.replace("{target}", text["target"])


def names(facts: Facts, path: CurrentPath) -> Mapping[str, str]:
    """Return what a question calls the path, its source and its target."""
    return {
        "path": path.id,
        "source": _named(facts, path.source),
        "target": _named(facts, path.target),
    }


def _named(facts: Facts, store: str) -> str:
    found = technology_of(facts, store)
    return f"{store} ({found.name})" if found else store
