"""R34 merging_sink_read_raw."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        traits = path.traits
        if traits.eventual_dedup_sink and (traits.read_resolves is False or traits.insert_time_aggregate):
            kept = traits.insert_time_aggregate
            who = "an aggregate kept on insert counts" if kept else "readers count"
            yield Violation(
                path.id,
                f"{named(design, path.target)} merges versions of {path.entity} later: until then {who} each "
                "of them",
                because(design, path, "target"),
                "critical" if kept else None,
            )


RULE = Rule(
    id="R34",
    name="merging_sink_read_raw",
    problem="A sink resolves versions when it merges, and readers do not wait for it.",
    rationale=(
        "Until the merge, which may never come, a row counts several times; an aggregate kept on "
        "insert counts it for ever."
    ),
    remedy="Read through a view that resolves versions, and keep no aggregate on insert over such a table.",
    sources=("peerdb_ch", "ch_1784"),
    severity="high",
    violations=_violations,
)
