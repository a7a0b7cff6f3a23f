"""Offline intake: a brief becomes facts, each with its evidence, without a language model."""

from tools.intake.read import read
from tools.intake.redact import redact
from tools.intake.result import Contradiction, Intake, IntakeError, UnreadSentence

__all__ = ["Contradiction", "Intake", "IntakeError", "UnreadSentence", "read", "redact"]
