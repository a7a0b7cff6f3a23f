"""R27 shared_table."""

from collections.abc import Iterator
from itertools import combinations

from tools.domain.design import Architecture, Design
from tools.domain.facts import Write, Writer
from tools.rules.lookup import evidence, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    if side.about != "current":
        return
    places: dict[tuple[str, str], list[tuple[Writer, Write]]] = {}
    for writer in design.facts.writers:
        if writer.kind in ("service", "job"):
            for write in writer.writes:
                places.setdefault((write.store, write.entity), []).append((writer, write))
    for (store, entity), writes in places.items():
        rivals = [(a, b) for (a, one), (b, other) in combinations(writes, 2) if _clash(a, one, b, other)]
        names = list(dict.fromkeys(writer.id for pair in rivals for writer in pair))
        if names:
            yield Violation(
                entity,
                f"{' and '.join(names)} write the same {entity} data in {named(design, store)}, and no "
                "service owns it",
                evidence(design, *(f"writers.{name}.writes" for name in names)),
            )


def _clash(one: Writer, its: Write, other: Writer, theirs: Write) -> bool:
    apart = one.team is not None and other.team is not None and one.team != other.team
    overlap = not its.attributes or not theirs.attributes or set(its.attributes) & set(theirs.attributes)
    return apart and bool(overlap)


RULE = Rule(
    id="R27",
    name="shared_table",
    problem="Services of different teams write the same attributes of one entity in one store.",
    rationale=(
        "The system of record is clear, its rules are not: each service enforces its own, and a "
        "schema change breaks the others."
    ),
    remedy="Let one service own the schema; the others call it, or get grants on their own columns.",
    sources=("judg",),
    severity="medium",
    violations=_violations,
)
