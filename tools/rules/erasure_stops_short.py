"""R30 erasure_stops_short."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, entity, evidence, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        rows = entity(design, path)
        if not (rows and rows.pii) or path.traits.delete != "NOD" or path.traits.effect == "EXT":
            continue
        if side.about == "recommended" and path.deletes is not None:  # its delete story says how erasure goes
            continue
        yield Violation(
            path.id,
            f"{path.entity} holds personal data, and an erasure in {named(design, path.source)} does not "
            f"reach {named(design, path.target)}",
            (*because(design, path, "deletes"), *evidence(design, f"entities.{path.entity}.pii")),
        )


RULE = Rule(
    id="R30",
    name="erasure_stops_short",
    problem="Personal data is copied on a path that carries no deletes.",
    rationale=(
        "A person who is erased at the source stays in the copy, and comes back with every rebuild from it."
    ),
    remedy=(
        "Carry deletes on the path, list the copy in the erasure procedure, and pass rebuilds through "
        "a suppression list."
    ),
    sources=("judg",),
    severity="high",
    violations=_violations,
)
