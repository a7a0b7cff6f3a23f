"""R37 unclassified_path."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if said and said.mechanism == "unknown":
            yield Violation(
                path.id,
                f"it is not known what moves {route(design, path)}",
                because(design, path, "mechanism"),
            )


RULE = Rule(
    id="R37",
    name="unclassified_path",
    problem="Nobody said by what mechanism the data moves.",
    rationale="What is not known cannot be judged, and silence would read as approval.",
    remedy="Say what moves the data: which process, when, and what it does after a crash.",
    sources=("judg",),
    severity="low",
    violations=_violations,
)
