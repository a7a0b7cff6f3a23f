"""R39 log_reader_left_behind."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.domain.facts import Store
from tools.rules.lookup import built, evidence, named, route
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    if side.about == "recommended":
        return  # rule S2.R2 puts what a failover has to do into the advice on the source's replication
    for path in built(side):
        store = design.facts.store_by_id.get(path.source)
        if path.capture == "log_cdc" and store is not None and _leaves_behind(store):
            yield Violation(
                path.id,
                f"{route(design, path)}: the position of the log reader is not on the standby of "
                f"{named(design, path.source)}, so a promotion skips the changes in between without an error",
                evidence(design, f"stores.{path.source}.replication.log_position_follows"),
            )


def _leaves_behind(store: Store) -> bool:
    """Return whether a failover is possible and does not take the reader's position along."""
    copies = store.replication
    return copies is not None and copies.log_position_follows is False and copies.copies != 1


RULE = Rule(
    id="R39",
    name="log_reader_left_behind",
    problem="A log is read at a position (a replication slot) that a failover of the source leaves behind.",
    rationale=(
        "After a promotion the reader finds no position, or a new one at the end of the log; what was "
        "committed in between never arrives, and nothing reports it."
    ),
    remedy=(
        "Have the position follow (failover slots, which PostgreSQL has from 17; GTID or a resume token "
        "elsewhere); until then stop on a mismatch and copy the gap again after every failover."
    ),
    sources=("pg_slot_failover", "dbz_3970", "olake_1235"),
    severity="high",
    violations=_violations,
)
