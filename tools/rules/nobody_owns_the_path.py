"""R29 nobody_owns_the_path."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if today(design, path) and not path.owner:
            yield Violation(
                path.id,
                f"nobody is named who is called when {route(design, path)} stops",
                because(design, path, "owner"),
            )


RULE = Rule(
    id="R29",
    name="nobody_owns_the_path",
    problem="Nobody is named who answers for a path.",
    rationale="When it stops nobody is called; the copy goes stale until a user complains.",
    remedy="Name the team that is called when the path stops.",
    sources=("judg",),
    severity="low",
    violations=_violations,
)
