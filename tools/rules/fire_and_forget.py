"""R17 fire_and_forget."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.domain.facts import CurrentPath
from tools.rules.lookup import TWICE, because, built, route, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        same_fault = path.capture in (*TWICE, "manual_transfer") and not (said and said.fire_and_forget)
        if same_fault or _expires(path, said):
            continue
        lossy = [hop.name for hop in path.hops if hop.delivery == "AMO"]
        if lossy and not (said and said.enqueue_in_transaction is False):  # R19
            yield Violation(
                path.id,
                f"{route(design, path)}: {lossy[0]} can drop a change, and nothing later brings it back",
                because(design, path, "fire_and_forget"),
            )


def _expires(path: DataPath, said: CurrentPath | None) -> bool:
    """Whether a lost invalidation is bounded by the expiry of the cached value."""
    return path.sink_role == "cache" and bool(said is None or said.ttl_s)


RULE = Rule(
    id="R17",
    name="fire_and_forget",
    problem="A hop can drop a change without anybody noticing.",
    rationale=(
        "Nothing downstream can restore what was never delivered; only a comparison with the source finds it."
    ),
    remedy="Put a durable intent in front: an outbox or a log, acknowledged after the work is done.",
    sources=("judg", "redis_ksn", "rmq_rel"),
    severity="critical",
    violations=_violations,
)
