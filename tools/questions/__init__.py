"""What to ask: only facts whose value can change the design. And what to assume when told not to ask."""

from tools.questions.ask import contradictions_first, own_questions, questions
from tools.questions.assume import assume

__all__ = ["assume", "contradictions_first", "own_questions", "questions"]
