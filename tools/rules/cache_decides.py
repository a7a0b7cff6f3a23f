"""R21 cache_decides."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import because, built, entity, evidence, named, reads, role
from tools.rules.rule import Rule, Violation

NO_CACHE = ("no_cache", "no_cache_for_the_deciding_read")


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        rows = entity(design, path)
        computed = rows is not None and rows.derived_from  # held nowhere else, so no cached copy
        if role(design, path.target) != "cache" or path.capture in NO_CACHE or computed:
            continue
        for read in reads(design, path):
            if read.staleness_harm == "harmful" or (read.decides and read.staleness_harm is None):
                yield Violation(
                    path.id,
                    f"{read.id} decides on {path.entity} as {named(design, path.target)} holds it, not as "
                    f"{named(design, path.source)} does",
                    (*because(design, path, "target"), *evidence(design, f"reads.{read.id}.decides")),
                )


RULE = Rule(
    id="R21",
    name="cache_decides",
    problem="A decision that must not be wrong is taken on a cached value.",
    rationale=(
        "Stock, price, balance or permission have changed since they were cached; the decision is "
        "wrong and looks right."
    ),
    remedy="Decide in the system of record at commit; show the cached value only.",
    sources=("judg",),
    severity="critical",
    violations=_violations,
)
