"""R38 bootstrap_gap."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, route
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.traits.bootstrap_overlap is False:
            yield Violation(
                path.id,
                f"{route(design, path)}: changes made between the first copy and the start of the stream are "
                "in neither",
                because(design, path, "bootstrap"),
            )


RULE = Rule(
    id="R38",
    name="bootstrap_gap",
    problem="The first copy was taken before the stream of changes began.",
    rationale="What was committed between the copy and the stream is in neither, and nothing reports it.",
    remedy="Record the position first, copy second, and stream from the recorded position through a guard.",
    sources=("dbz_pg", "dbz_incr"),
    severity="high",
    violations=_violations,
)
