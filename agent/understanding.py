"""From a brief to facts that something can be designed from."""

from collections.abc import Sequence

from tools.domain.brief import Brief
from tools.domain.facts import Facts, FactsError
from tools.intake import read
from tools.intake.proposals import Proposal
from tools.intake.result import Intake, IntakeError


def understand(brief: Brief, proposals: Sequence[Proposal] = ()) -> Intake:
    """Read a brief, with what a model proposed from it.

    Raise IntakeError for a file that breaks its format, and if no file could be read.
    """
    found = read(brief, proposals)
    if not any(one.status == "read" for one in found.coverage):
        why = "; ".join(f"{one.file}: {one.how}" for one in found.coverage)
        raise IntakeError(
            f"nothing could be read: {why or 'the folder is empty'}; give prose or a facts file"
        )
    return found


def designable(facts: Facts) -> Facts:
    """Return the facts. Raise FactsError if they name no store."""
    if not facts.stores:
        raise FactsError(
            "no data store was recognised; name the technologies (for example PostgreSQL), "
            "or list the stores in a facts file"
        )
    return facts
