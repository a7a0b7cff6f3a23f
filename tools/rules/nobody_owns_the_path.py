"""R29 nobody_owns_the_path."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.rules.lookup import because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    """Yield one violation for each store that paths without an owner lead to: there the copy goes stale."""
    unowned: dict[str, list[DataPath]] = {}
    for path in built(side):
        if today(design, path) and not path.owner:
            unowned.setdefault(path.target, []).append(path)
    for target, (first, *others) in unowned.items():
        more = f", nor for {len(others)} more into it" if others else ""
        evidence = dict.fromkeys(ref for path in (first, *others) for ref in because(design, path, "owner"))
        yield Violation(
            target,
            f"nobody is named who is called when {route(design, first)} stops{more}",
            tuple(evidence),
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
