"""The subskills, in the order in which they are asked."""

from tools.subskills import replication_strategy
from tools.subskills.subskill import Subskill

SUBSKILLS: tuple[Subskill, ...] = (replication_strategy.SUBSKILL,)

__all__ = ["SUBSKILLS", "Subskill"]
