"""Changes that must wait for others: asked of every path that an effect of a dependency travels on."""

from collections.abc import Iterator

from tools.checker.coverage import names
from tools.checker.coverage.seen import Seen
from tools.checker.flows.causal import Causal
from tools.checker.flows.flow import Flow


def causal(seen: Seen) -> Iterator[Flow]:
    """Yield the wait of a change for one that it depends on and that travels another way.

    The recommended design names the earlier change in the later one and lets the consumer wait for it.
    """
    for dependency in seen.facts.dependencies:
        if dependency.effect == seen.path.entity:
            seen.names |= names.of_dependency(dependency)
            recorded = bool(dependency.recorded) if seen.is_today else True
            yield Causal(topics="two", deferral=not seen.is_today, dependency_recorded=recorded)
