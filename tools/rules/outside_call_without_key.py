"""R22 outside_call_without_key."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        once = "at_most_once_plus_manual_queue" in path.obligations
        if path.traits.effect == "EXT" and path.traits.ext_key is False and not once:
            yield Violation(
                path.id,
                f"{named(design, path.target)} is called for {path.entity} without an idempotency key: after "
                "a timeout nobody knows whether it happened",
                because(design, path, "mechanism"),
            )


RULE = Rule(
    id="R22",
    name="outside_call_without_key",
    problem="A provider is called without an idempotency key.",
    rationale=(
        "A timeout does not tell whether the call took effect; a repeat may charge, ship or send twice."
    ),
    remedy="Store an operation id before the first attempt and send it as the key; look up before repeating.",
    sources=("stripe_idem", "stripe_idem_api"),
    severity="critical",
    violations=_violations,
)
