"""The one door to a language model. It reads, words and advises; it never decides."""

from agent.llm.offline import OFFLINE
from agent.llm.port import Answer, Llm, Usage, Use

__all__ = ["OFFLINE", "Answer", "Llm", "Usage", "Use"]
