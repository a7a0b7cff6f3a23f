"""R33 increment_without_dedup."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        adds = path.traits.effect in ("INC", "APP") and path.traits.dedup == "NOD"
        if adds and any(hop.delivery == "ALO" for hop in path.hops):
            yield Violation(
                path.id,
                f"a repeated {path.entity} message is added to {named(design, path.target)} twice, and "
                "nothing recognises it",
                because(design, path, "dedup"),
            )


RULE = Rule(
    id="R33",
    name="increment_without_dedup",
    problem="Changes are added or appended, can arrive twice, and nothing recognises a repeat.",
    rationale=(
        "A repeat is a second effect: totals and counts grow wrong, and no later message corrects them."
    ),
    remedy=(
        "Send the new total instead of the difference, or store the operation id in the transaction "
        "of the effect."
    ),
    sources=("sim", "sqs_outage"),
    severity="critical",
    violations=_violations,
)
