"""What to ask: only facts whose value can change the design."""

from tools.questions.ask import contradictions_first, own_questions, questions

__all__ = ["contradictions_first", "own_questions", "questions"]
