"""R19 job_outside_transaction."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import TWICE, because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if said and said.enqueue_in_transaction is False and path.capture not in TWICE:
            yield Violation(
                path.id,
                f"{route(design, path)}: the job is enqueued outside the transaction of the change, and a "
                "crash in between loses it",
                because(design, path, "enqueue_in_transaction"),
            )


RULE = Rule(
    id="R19",
    name="job_outside_transaction",
    problem="A job or message is enqueued outside the transaction that it is about.",
    rationale=(
        "A crash after the commit loses the job; a job that reads the newest row heals disorder, not "
        "its own loss."
    ),
    remedy="Insert the job row in the business transaction.",
    sources=("judg",),
    severity="high",
    violations=_violations,
)
