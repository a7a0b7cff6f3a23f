"""R14 dedup_outside_transaction."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.dedup_window_too_short import HARMLESS
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        apart = traits.dedup in ("WIN", "DUR") and traits.dedup_at_effect is False
        if apart and traits.effect not in HARMLESS:
            yield Violation(
                path.id,
                f"{path.entity} to {named(design, path.target)}: what was already done is remembered outside "
                "the transaction that does it, so a crash in between repeats or drops it",
                because(design, path, "dedup"),
                None if traits.effect else "medium",
            )


RULE = Rule(
    id="R14",
    name="dedup_outside_transaction",
    problem="What recognises repeats is stored apart from the effect.",
    rationale=(
        "A crash between effect and memory lets the repeat in; a crash the other way round drops the effect."
    ),
    remedy="Insert the operation id under a unique constraint in the transaction of the effect.",
    sources=("judg",),
    severity="high",
    violations=_violations,
)
