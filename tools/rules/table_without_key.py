"""R25 table_without_key."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import built, entity, evidence, named
from tools.rules.rule import Rule, Violation

LOGS = ("log_cdc", "managed_replication", "managed_zero_etl")


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    held_back = _waiting_for_a_key(design)
    for path in built(side):
        rows = entity(design, path)
        if path.capture not in LOGS or rows is None or rows.has_primary_key is not False or rows.append_only:
            continue
        if dict(path.decisions).get("capture") in held_back:
            continue
        yield Violation(
            path.id,
            f"{path.entity} has no primary key: updates and deletes in {named(design, path.source)} do not "
            f"reach {named(design, path.target)}",
            evidence(design, f"entities.{path.entity}.has_primary_key"),
        )


def _waiting_for_a_key(design: Design) -> set[str]:
    """Return the decisions that hold a path back until there is a key (rule S3.L2)."""
    return {d.id for d in design.decisions if any(name == "blocked_until" for name, _ in d.terms)}


RULE = Rule(
    id="R25",
    name="table_without_key",
    problem="A change log is read from a table without a primary key.",
    rationale=(
        "Without an identity updates and deletes cannot be addressed; they are left out, or the "
        "application is refused its own update."
    ),
    remedy="Add a surrogate key; a unique not-null index or the whole row as identity are second best.",
    sources=("pgsimcity_40", "supabase_etl_22", "dozer_1307", "zetl"),
    severity="high",
    violations=_violations,
)
