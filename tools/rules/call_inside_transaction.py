"""R18 call_inside_transaction."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if said and said.call_inside_transaction:
            yield Violation(
                path.id,
                f"{named(design, path.target)} is called inside the {path.entity} transaction of "
                f"{named(design, path.source)}: its locks wait for the answer, and the call outlives a "
                "rollback",
                because(design, path, "call_inside_transaction"),
            )


RULE = Rule(
    id="R18",
    name="call_inside_transaction",
    problem="A network call is made between begin and commit.",
    rationale=(
        "The locks are held for as long as the other side takes to answer, and the call cannot be "
        "rolled back."
    ),
    remedy="Commit the intent first and make the call afterwards, from an outbox, with an idempotency key.",
    sources=("judg",),
    severity="high",
    violations=_violations,
)
