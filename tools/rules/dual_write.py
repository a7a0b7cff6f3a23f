"""R01 dual_write."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.domain.facts import CurrentPath
from tools.knowledge.thresholds import defaults
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if path.capture != "dual_write" or (said and (said.mechanism == "bidirectional" or _allowed(said))):
            continue
        who = said.writer if said and said.writer else "the application"
        yield Violation(
            path.id,
            f"{who} writes {path.entity} to {named(design, path.source)} and to {named(design, path.target)} "
            "itself: if it stops between the two, they stay apart and nothing reports it",
            because(design, path, "mechanism"),
        )


def _allowed(said: CurrentPath) -> bool:
    """Rules S3.D1, S3.D2: to delete an expiring cached value, or in a migration with an end."""
    expiring = bool(said.invalidates and said.ttl_s)
    days = said.time_boxed_days
    return expiring or (days is not None and days <= defaults()["dual_write_max_days"])


RULE = Rule(
    id="R01",
    name="dual_write",
    problem="One process writes two stores, one after the other.",
    rationale=(
        "A crash or a timeout between the two writes leaves the stores apart for good, and two "
        "processes that interleave leave them in different orders. Neither shows as an error."
    ),
    remedy=(
        "Write the system of record only; derive the other store from its log or from an outbox in "
        "the same transaction."
    ),
    sources=("gocardless", "kbastani_28"),
    severity="critical",
    violations=_violations,
)
