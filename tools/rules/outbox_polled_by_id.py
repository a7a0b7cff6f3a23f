"""R15 outbox_polled_by_id."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if said and said.outbox_poll in ("serial_id", "timestamp"):
            by = said.outbox_poll.replace("_", " ")
            yield Violation(
                path.id,
                f"the outbox of {named(design, path.source)} is polled by {by}: a change of {path.entity} "
                "that commits late is passed and never published",
                because(design, path, "outbox_poll"),
            )


RULE = Rule(
    id="R15",
    name="outbox_polled_by_id",
    problem="A relay takes the next outbox rows by serial id or by time.",
    rationale=(
        "A transaction with a lower id may commit later than one with a higher id; the relay has "
        "passed it by then and never publishes it."
    ),
    remedy=(
        "Read the log instead, or take rows by a mark, or by the number of their transaction and only below "
        "the oldest running one; by their id, that bound is not enough."
    ),
    sources=("kamu_1398", "prooph_189", "eventuous_222", "khyst_16"),
    severity="critical",
    violations=_violations,
)
