"""From prose to facts: rows with the words that state them."""

from agent.llm.port import Use
from tools.intake.proposals import Extraction
from tools.knowledge.signals import signals
from tools.reference.facts import vocabulary


def _given() -> dict[str, str]:
    asked = (f"{id_}: {signal.asks}" for id_, signal in signals().items())
    return {"vocabulary": vocabulary(), "signals": "\n".join(asked)}


EXTRACT = Use("extract", Extraction, "medium", 32_000, _given)
