"""R31 filtered_copy_keeps_rows."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.traits.filtered and path.traits.leave_filter_deletes is False:
            yield Violation(
                path.id,
                f"{path.entity} rows that stop matching the filter stay in {named(design, path.target)}",
                because(design, path, "mechanism"),
            )


RULE = Rule(
    id="R31",
    name="filtered_copy_keeps_rows",
    problem="Only matching rows are copied, and a row that stops matching is not removed.",
    rationale=(
        "The change that takes a row out of the filter is filtered out itself; the copy keeps the "
        "last version that matched."
    ),
    remedy=(
        "Turn a row that leaves the filter into a delete: evaluate the filter on the row before and "
        "after the change."
    ),
    sources=("judg",),
    severity="high",
    violations=_violations,
)
