"""R24 partial_changes_out_of_order."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import TWICE, because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        partial = path.traits.effect in ("PATCHV", "PATCH") and path.capture not in TWICE
        if partial and any(hop.order == "NONE" for hop in path.hops) and not path.traits.filled_by_readers:
            yield Violation(
                path.id,
                f"changes of {path.entity} reach {named(design, path.target)} in parts and in any order: "
                "columns are lost or set back",
                because(design, path, "payload", "ordering"),
            )


RULE = Rule(
    id="R24",
    name="partial_changes_out_of_order",
    problem="Changes carry some columns only and can arrive out of order.",
    rationale=(
        "A guard that drops the older change drops columns that no newer change carries; without a "
        "guard the older change overwrites newer columns."
    ),
    remedy="Send whole rows, re-read the row by id, or keep a version per column.",
    sources=("sim", "dbz_pg"),
    severity="critical",
    violations=_violations,
)
