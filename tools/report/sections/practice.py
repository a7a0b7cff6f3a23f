"""Practices from the knowledge, in a reader's sentences."""

from tools.knowledge.thresholds import with_numbers
from tools.knowledge.topics import topics
from tools.report.blocks import Block, Bullets, Fold, Paragraph
from tools.report.text import sentence

_TITLES = {
    "backpressure_retention": "windows, retention and drain rate",
    "backup_restore": "restoring a backup",
    "bootstrap": "filling a view",
    "cutover_from_dual_write": "leaving a dual write",
    "dlq": "dead letters",
    "erasure": "erasing a person",
    "reconciliation": "comparing both sides",
    "schema_evolution": "changing a schema",
}


def practices(*names: str) -> Fold:
    """Return the practices of a section's topics in one fold, marked as what they are."""
    titles = "; ".join(_TITLES[name] for name in names)
    blocks: list[Block] = []
    for name in names:
        if len(names) > 1:
            blocks.append(Paragraph(f"{sentence(_TITLES[name]).rstrip('.')}:"))
        blocks.append(Bullets(tuple(("", sentence(with_numbers(line))) for line in topics()[name])))
    return Fold(f"Practice: {titles} (engineering judgement)", tuple(blocks))
