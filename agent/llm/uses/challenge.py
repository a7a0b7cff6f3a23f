"""An adversarial reading of the finished design against the brief."""

from collections.abc import Mapping

from agent.advice.doubts import named
from agent.advice.raised import Challenge
from agent.llm.port import Use
from tools.reference.facts import vocabulary


def _given() -> Mapping[str, str]:
    known = "\n".join(f"{id_}: {words}" for id_, words in named().items())
    return {"facts": vocabulary(), "known": known}


CHALLENGE = Use("challenge", Challenge, "high", 8_000, _given)
