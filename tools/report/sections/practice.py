"""Practices from the knowledge, folded away below what they support."""

from tools.knowledge.thresholds import with_numbers
from tools.knowledge.topics import topics
from tools.report.blocks import Fold, bullets

_TITLES = {
    "bootstrap": "Practice: filling a view",
    "cutover_from_dual_write": "Practice: leaving a dual write",
    "reconciliation": "Practice: comparing both sides",
    "dlq": "Practice: dead letters",
    "backpressure_retention": "Practice: windows, retention and drain rate",
    "erasure": "Practice: erasure",
}


def practices(topic: str) -> Fold:
    """Return the practices of a topic as they stand in the knowledge, marked as what they are."""
    lines = tuple(with_numbers(line) for line in topics()[topic])
    return Fold(f"{_TITLES[topic]} (engineering judgement)", (bullets(*lines),))
