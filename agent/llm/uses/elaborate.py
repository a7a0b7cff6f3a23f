"""Advice for the specifics of a stack, with what it claims in a form that can be checked."""

from agent.advice.claims import Elaboration
from agent.llm.port import Use

ELABORATE = Use("elaborate", Elaboration, "high", 32_000)
