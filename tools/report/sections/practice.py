"""Practices from the knowledge, in a reader's sentences."""

from tools.knowledge.thresholds import with_numbers
from tools.knowledge.topics import topics
from tools.report.blocks import Bullets, Fold
from tools.report.guide import Point
from tools.report.text import sentence

_TITLES = {
    "bootstrap": "filling a view",
    "cutover_from_dual_write": "leaving a dual write",
    "dlq": "dead letters",
    "backpressure_retention": "windows, retention and drain rate",
    "schema_evolution": "changing a schema",
    "backup_restore": "restoring a backup",
}


def practice(topic: str) -> tuple[Point, ...]:
    """Return the practices of a topic."""
    return tuple(("", sentence(with_numbers(line))) for line in topics()[topic])


def folded_practice(topic: str) -> Fold:
    """Return the practices of a topic, folded away and marked as what they are."""
    return Fold(f"Practice: {_TITLES[topic]} (engineering judgement)", (Bullets(practice(topic)),))
