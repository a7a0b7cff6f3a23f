"""R20 cache_fill_race."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        expires = said.ttl_s if said else path.deletes == "expires"
        if path.traits.filled_by_readers and not path.traits.fill_guarded and not expires:
            yield Violation(
                path.id,
                f"a slow reader can put an old {path.entity} into {named(design, path.target)} after it was "
                "invalidated, and no expiry is known that would remove it",
                because(design, path, "version_guard", "ttl_s"),
            )


RULE = Rule(
    id="R20",
    name="cache_fill_race",
    problem="Readers fill a cache, and neither a comparison of versions nor an expiry is known.",
    rationale=(
        "A slow reader stores what it read before the invalidation, and the old value stays. A plain "
        "cache-aside compares nothing, so a comparison counts only where somebody speaks of one."
    ),
    remedy=(
        "Store the version with the value and compare on fill, or take a lease; keep an expiry as the bound."
    ),
    sources=("cache_lease",),
    severity="medium",
    violations=_violations,
)
