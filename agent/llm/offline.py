"""No model: every use falls to the deterministic path."""

from typing import Any

from agent.llm.port import Answer, Llm, T, Use


class Offline:
    """Answers nothing and costs nothing."""

    def answer(self, use: Use[T], **values: Any) -> Answer[T]:
        """Return no value and no fault: nobody was asked."""
        return Answer(None)


OFFLINE: Llm = Offline()
