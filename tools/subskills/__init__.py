"""The subskills, in the order in which they are asked."""

from tools.subskills.subskill import Subskill

SUBSKILLS: tuple[Subskill, ...] = ()

__all__ = ["SUBSKILLS", "Subskill"]
