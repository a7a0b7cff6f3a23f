"""R12 sync_stamp_as_version."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation

SYNC_STAMP = "sync_time"


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        if path.version_token == SYNC_STAMP:
            yield Violation(
                path.id,
                f"{path.entity} in {named(design, path.target)} is compared by the time of its last "
                "synchronisation, which says nothing about which change is newer",
                because(design, path, "version_token"),
            )


RULE = Rule(
    id="R12",
    name="sync_stamp_as_version",
    problem="The time at which a tool synchronised a row is taken for its version.",
    rationale=(
        "The stamp says when the tool looked, not when the row changed: a re-import moves it without "
        "a change, a mass delete does not move it at all."
    ),
    remedy="Compare a version of the source: a row version or a log position with an epoch.",
    sources=("fivetran_cols", "fivetran_synced"),
    severity="high",
    violations=_violations,
)
