"""Degenerate documents that know nothing of the system. No scorer alone tells each from a good one; all do.

They see what the offline reading of the brief sees, never the gold.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from evals.observe import PARTS
from evals.outcome import ClaimSeen, EdgeSeen, OrderSeen, Outcome, PlaceSeen
from evals.scenario import Scenario
from evals.understood import understood
from tools.domain.errors import DomainError
from tools.intake import read
from tools.knowledge.laws import laws
from tools.knowledge.technologies import catalogue
from tools.rules import RULES

HEADINGS = (
    "Summary",
    "Scope and assumptions",
    "Current dataflow",
    "Component map",
    "Data flow diagram",
    "Correctness analysis",
    "Decisions",
    "Bootstrap",
    "Reconciliation",
    "Lag objectives and runbook",
)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A document that somebody could hand in without thinking; `of` makes it from what was read."""

    name: str
    says: str
    of: Callable[[Outcome], Outcome]


def outcome_of(baseline: Baseline, scenario: Scenario) -> Outcome:
    """Return the baseline's answer to a scenario."""
    try:
        return baseline.of(understood(read(scenario.brief).facts, scenario.brief))
    except DomainError:  # nothing could be read
        return baseline.of(Outcome())


def _empty(seen: Outcome) -> Outcome:
    return Outcome()


def _template(seen: Outcome) -> Outcome:
    headings = "\n\n".join(f"## {heading}\n\nTo be written." for heading in HEADINGS)
    return Outcome(markdown=f"# Integration architecture\n\n{headings}\n", composition="composed")


def _kafka_everywhere(seen: Outcome) -> Outcome:
    stores = [store.id for store in seen.stores]
    first = next((one.id for one in seen.stores if _can_be_right(one.technology)), "".join(stores[:1]))
    lines = [
        f"{store} gets every change of {first} through Kafka and change data capture." for store in stores
    ]
    return seen.model_copy(
        update={
            "authorities": {entity.id: (first,) for entity in seen.entities} if stores else {},
            "paths": tuple(_through_kafka(seen, first)) if stores else (),
            "composition": "composed",
            "ordering": tuple(
                OrderSeen(subject=entity.id, entities=(entity.id,), need="total") for entity in seen.entities
            ),
            "markdown": _document(lines),
        }
    )


def _through_kafka(seen: Outcome, first: str) -> Iterator[EdgeSeen]:
    for entity, store in product(seen.entities, seen.stores):
        if store.id != first:
            yield EdgeSeen(
                entity=entity.id, source=first, target=store.id, mechanism="log_cdc", lacks=PARTS[1:]
            )


def _every_finding(seen: Outcome) -> Outcome:
    places = [PlaceSeen(entity=one.entity, source=one.source, target=one.target) for one in seen.today]
    places += [PlaceSeen(entity=one.id) for one in seen.entities]
    places += [PlaceSeen(store=one.id) for one in seen.stores]
    faults = [(rule.id, rule.name, rule.problem) for rule in RULES]
    faults += [(law.id, str(law.then["says"]), law.because) for law in laws().rules]
    return seen.model_copy(
        update={
            "claims": tuple(
                ClaimSeen(names=(id_, name), places=(place,)) for id_, name, _ in faults for place in places
            ),
            "markdown": _document([f"{name}: {why}." for _, name, why in faults]),
        }
    )


def _can_be_right(technology: str) -> bool:
    found = catalogue().find(technology)
    return bool(found and found.system_of_record.verdict == "yes")


def _document(lines: list[str]) -> str:
    return "# Integration architecture\n\n## Decisions\n\n" + "\n".join(f"- {one}" for one in lines) + "\n"


BASELINES: tuple[Baseline, ...] = (
    Baseline("empty", "an empty document", _empty),
    Baseline("template", "headings, nothing filled in", _template),
    Baseline("kafka everywhere", "Kafka and change data capture for everything", _kafka_everywhere),
    Baseline("every finding", "every rule and law is broken everywhere", _every_finding),
)
