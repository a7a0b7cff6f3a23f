"""R26 deletes_missed_by_polling."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design, ignores_deletes
from tools.rules.lookup import because, built, entity, evidence, named
from tools.rules.rule import Rule, Violation

POLLING = ("query_polling", "batch_incremental_merge")
FINDS_DELETES = ("full_swap", "marker", "set_difference_or_full_swap", "kept_on_purpose")


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        rows = entity(design, path)
        if (
            path.capture not in POLLING
            or rows is None
            or rows.deletes != "hard"
            or path.deletes in FINDS_DELETES
        ):
            continue
        if ignores_deletes(path, design.facts):
            continue
        yield Violation(
            path.id,
            f"{path.entity} rows are deleted in {named(design, path.source)}, and polling for changed rows "
            f"does not see it: {named(design, path.target)} keeps them",
            (*because(design, path, "mechanism"), *evidence(design, f"entities.{path.entity}.deletes")),
        )


RULE = Rule(
    id="R26",
    name="deletes_missed_by_polling",
    problem="Changed rows are polled, and rows are really deleted.",
    rationale="A deleted row is not among the changed ones; the copy keeps it for ever.",
    remedy="Scan the key set and remove what is gone, delete by a flag, or read the log.",
    sources=("fivetran_cols", "judg"),
    severity="high",
    violations=_violations,
)
