"""R36 manual_transfer."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, route
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.capture == "manual_transfer":
            yield Violation(
                path.id,
                f"{route(design, path)} is carried by a person: nothing notices when it does not happen",
                because(design, path, "mechanism"),
            )


RULE = Rule(
    id="R36",
    name="manual_transfer",
    problem="A person carries the data.",
    rationale="There is no schedule, no record of what was sent, and nobody notices when it does not happen.",
    remedy="Let a job do it, with an owner, a log of its runs and a comparison.",
    sources=("judg",),
    severity="medium",
    violations=_violations,
)
