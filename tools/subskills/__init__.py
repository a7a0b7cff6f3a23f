"""The subskills, in the order in which they are asked."""

from tools.subskills import (
    batch_pipeline,
    consistency_model,
    failure_analyzer,
    isolation,
    replication_strategy,
    storage_engine,
    stream_processing,
    workload_classifier,
)
from tools.subskills.subskill import Subskill

SUBSKILLS: tuple[Subskill, ...] = (
    replication_strategy.SUBSKILL,
    batch_pipeline.SUBSKILL,
    stream_processing.SUBSKILL,
    failure_analyzer.SUBSKILL,
    consistency_model.SUBSKILL,
    workload_classifier.SUBSKILL,
    storage_engine.SUBSKILL,
    isolation.SUBSKILL,
)

__all__ = ["SUBSKILLS", "Subskill"]
