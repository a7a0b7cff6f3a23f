"""R32 unordered_into_unguarded."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import TWICE, because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        if traits.effect not in ("SET", "PATCH") or path.capture in TWICE or traits.filled_by_readers:
            continue
        orders = {hop.order for hop in path.hops}
        if "NONE" in orders or ("KEY" in orders and not (traits.dedup == "DUR" and traits.dedup_at_effect)):
            yield Violation(
                path.id,
                f"an old {path.entity} can reach {named(design, path.target)} after a newer one, and nothing "
                "there refuses it",
                because(design, path, "ordering", "version_guard"),
            )


RULE = Rule(
    id="R32",
    name="unordered_into_unguarded",
    problem="Whole rows are written without a version guard, and an old copy can arrive last.",
    rationale=(
        "The sink takes the last arrival for the newest; a retry or a dead-letter replay puts old data back."
    ),
    remedy=(
        "Let the sink compare a version, or keep one ordered writer per key whose redelivery stays in order."
    ),
    sources=("sim", "zigg_265"),
    severity="critical",
    violations=_violations,
)
