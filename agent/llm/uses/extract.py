"""From prose to facts: rows with the words that state them."""

from agent.llm.port import Use
from tools.intake.proposals import Extraction
from tools.reference.facts import vocabulary

EXTRACT = Use("extract", Extraction, "medium", 32_000, lambda: {"vocabulary": vocabulary()})
