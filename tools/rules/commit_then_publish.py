"""R02 commit_then_publish."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.capture == "dual_write_db_broker":
            broker = path.via[0] if path.via else path.target
            yield Violation(
                path.id,
                f"{path.entity} is committed to {named(design, path.source)} and then published to "
                f"{named(design, broker)} by the same process: a crash in between loses the event",
                because(design, path, "mechanism"),
            )


RULE = Rule(
    id="R02",
    name="commit_then_publish",
    problem="A service commits to its database and then publishes the event itself.",
    rationale=(
        "A crash between commit and publish loses the event; publishing before the commit announces "
        "work that may be rolled back."
    ),
    remedy=(
        "Insert the event into an outbox table in the same transaction and let a relay publish it, or "
        "read the change log."
    ),
    sources=("judg",),
    severity="critical",
    violations=_violations,
)
