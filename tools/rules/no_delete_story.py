"""R09 no_delete_story."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design, ignores_deletes
from tools.rules.deletes_missed_by_polling import POLLING
from tools.rules.lookup import because, built, entity, evidence, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        rows = entity(design, path)
        if rows is None or rows.deletes != "hard" or not _lost(path):
            continue
        if ignores_deletes(path, design.facts):
            continue
        yield Violation(
            path.id,
            f"{path.entity} rows are deleted in {named(design, path.source)}, and "
            f"{named(design, path.target)} never hears of it",
            (*because(design, path, "deletes"), *evidence(design, f"entities.{path.entity}.deletes")),
        )


def _lost(path: DataPath) -> bool:
    if path.capture in POLLING:  # R26
        return False
    if path.about == "recommended":
        return path.deletes is None and bool(path.hops)
    return path.traits.delete == "NOD"


RULE = Rule(
    id="R09",
    name="no_delete_story",
    problem="Rows are really deleted at the source and the deletes do not reach the copy.",
    rationale=(
        "Deleted rows stay visible in the copy for ever: sold out products are found, closed accounts "
        "are billed."
    ),
    remedy="Carry a delete as a versioned marker, as a flag, or by the difference of the key sets.",
    sources=("es_2166", "dbz_pg"),
    severity="high",
    violations=_violations,
)
