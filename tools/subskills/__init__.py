"""The subskills, in the order in which they are asked."""

from tools.subskills import batch_pipeline, replication_strategy, stream_processing
from tools.subskills.subskill import Subskill

SUBSKILLS: tuple[Subskill, ...] = (
    replication_strategy.SUBSKILL,
    batch_pipeline.SUBSKILL,
    stream_processing.SUBSKILL,
)

__all__ = ["SUBSKILLS", "Subskill"]
