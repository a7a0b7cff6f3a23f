"""R11 wall_clock_wins."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation

CLOCK = "wall_clock"


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.version_token == CLOCK:
            yield Violation(
                path.id,
                f"{path.entity} in {named(design, path.target)}: the newer time of a clock wins, so a change "
                "from a clock that is behind is lost",
                because(design, path, "version_token"),
            )


RULE = Rule(
    id="R11",
    name="wall_clock_wins",
    problem="The time of a clock decides which of two writes is newer.",
    rationale=(
        "Clocks of different machines differ, and equal or stepped-back times let the older write "
        "win; an acknowledged write is lost."
    ),
    remedy=(
        "Compare a version that is raised in the transaction of the change, or a log position with an epoch."
    ),
    sources=("altinity_1452", "ddb_global"),
    severity="high",
    violations=_violations,
)
