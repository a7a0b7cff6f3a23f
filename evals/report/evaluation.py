"""What the reports are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from evals.judge import Judged
from evals.summary import ArmRow, summarise


@dataclass(frozen=True)
class Evaluation:
    """Every run, judged; the degenerate documents beside them; and the scenarios' titles by name."""

    runs: tuple[Judged, ...]
    baselines: tuple[Judged, ...]
    titles: Mapping[str, str]

    @cached_property
    def arms(self) -> tuple[ArmRow, ...]:
        """A row for each arm that was run."""
        return summarise(self.runs)

    @cached_property
    def degenerate(self) -> tuple[ArmRow, ...]:
        """A row for each degenerate document."""
        return summarise(self.baselines)

    def of(self, scenario: str) -> tuple[Judged, ...]:
        """Return the runs of a scenario."""
        return tuple(run for run in self.runs if run.scenario == scenario)
