"""R07 two_feeds_of_one_view."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.rules.lookup import because, built, named, owners
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    feeds: dict[tuple[str, str], list[DataPath]] = {}
    for path in built(side):
        if path.source in design.facts.store_by_id and path.source != path.target:
            feeds.setdefault((path.entity, path.target), []).append(path)
    owned = owners(design)
    for (entity, target), paths in feeds.items():
        sources = sorted({path.source for path in paths})
        parts = {owner.store for owner in owned.get(entity, ()) if owner.group}
        if len(sources) < 2 or parts.issuperset(sources):
            continue
        if all(path.traits.versions_comparable for path in paths):
            continue
        yield Violation(
            target,
            f"{entity} in {named(design, target)} is written from "
            f"{' and from '.join(named(design, s) for s in sources)}: nothing tells whose change is newer",
            tuple(dict.fromkeys(ref for path in paths for ref in because(design, path, "source"))),
        )


RULE = Rule(
    id="R07",
    name="two_feeds_of_one_view",
    problem="Two paths from different sources write the same entity into the same store.",
    rationale=(
        "Their versions come from two clocks that do not know each other, so neither can tell whose "
        "change is newer, and each undoes the other."
    ),
    remedy="Join the two upstream, or give each source fields of its own with a version of its own.",
    sources=("judg",),
    severity="high",
    violations=_violations,
)
