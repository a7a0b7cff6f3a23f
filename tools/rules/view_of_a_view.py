"""R35 view_of_a_view."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.knowledge.technologies import is_lake, technology_of
from tools.rules.lookup import because, built, named, owners
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    owned = owners(design)
    for path in built(side):
        if path.traits.filled_by_readers or path.sink_role == "cache":
            continue  # a cache belongs to the store in front of which it stands
        found = owned.get(path.entity, ())
        stores = {owner.store for owner in found if owner.store}
        copies = {store for owner in found for store in owner.derived}
        if (
            stores
            and path.source in copies - stores
            and path.target not in stores
            and not is_lake(design.facts, path.source)
            and not any(_is_fetched(design, store) for store in stores)
        ):
            yield Violation(
                path.id,
                f"{path.entity} in {named(design, path.target)} comes from the copy in "
                f"{named(design, path.source)}, not from "
                f"{' or '.join(named(design, store) for store in sorted(stores))}",
                because(design, path, "source"),
            )


def _is_fetched(design: Design, store: str) -> bool:
    """Whether a system of record is fetched once, as files or over an API, for all its copies."""
    found = technology_of(design.facts, store)
    return found is not None and found.is_fetched


RULE = Rule(
    id="R35",
    name="view_of_a_view",
    problem="A copy is fed from another copy although the system of record could feed it.",
    rationale=(
        "Lag, loss and repair of the first copy become those of the second, and a rebuild has to be "
        "done in order."
    ),
    remedy="Feed the second copy from the system of record, on the same log.",
    sources=("judg",),
    severity="low",
    violations=_violations,
)
