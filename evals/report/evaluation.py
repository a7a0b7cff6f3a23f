"""What the reports are made of."""

from collections.abc import Set
from dataclasses import dataclass
from functools import cached_property

from evals.gold import Kind
from evals.judge import Judged
from evals.scenario import Scenario
from evals.summary import ArmRow, summarise


@dataclass(frozen=True)
class Evaluation:
    """The scenarios, every run of them, judged, and the degenerate documents beside them."""

    runs: tuple[Judged, ...]
    baselines: tuple[Judged, ...]
    scenarios: tuple[Scenario, ...]

    @cached_property
    def arms(self) -> tuple[ArmRow, ...]:
        """A row for each arm that was run."""
        return summarise(self.runs)

    @cached_property
    def degenerate(self) -> tuple[ArmRow, ...]:
        """A row for each degenerate document."""
        return summarise(self.baselines)

    @cached_property
    def shared(self) -> "Evaluation":
        """What came of the scenarios that every arm ran; only there can arms be compared."""
        arms = {run.arm for run in self.runs}
        ran = {(run.scenario, run.arm) for run in self.runs if run.status == "ran"}
        return self._only({one.name for one in self.scenarios if all((one.name, arm) in ran for arm in arms)})

    def of(self, scenario: str) -> tuple[Judged, ...]:
        """Return the runs of a scenario."""
        return tuple(run for run in self.runs if run.scenario == scenario)

    def of_kind(self, kind: Kind) -> tuple[ArmRow, ...]:
        """Return a row for each arm and degenerate document, over the scenarios of one kind."""
        some = self._only({one.name for one in self.scenarios if kind in one.expected.kinds})
        return (*some.arms, *some.degenerate)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the scenarios, in alphabetical order."""
        return tuple(sorted({kind for one in self.scenarios for kind in one.expected.kinds}))

    def _only(self, names: Set[str]) -> "Evaluation":
        return Evaluation(
            tuple(run for run in self.runs if run.scenario in names),
            tuple(run for run in self.baselines if run.scenario in names),
            tuple(one for one in self.scenarios if one.name in names),
        )
