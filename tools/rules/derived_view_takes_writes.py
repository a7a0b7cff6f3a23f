"""R04 derived_view_takes_writes."""

from collections.abc import Iterator, Mapping

from tools.domain.design import Architecture, Authority, DataPath, Design
from tools.domain.facts import Write
from tools.knowledge.technologies import is_provider
from tools.rules.lookup import SHARED_OWNERS, because, built, evidence, named, owners, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    deciding = _deciding(design)
    for path in built(side):
        owner = deciding.get(path.entity)
        if is_provider(design.facts, path.target) or _goes_both_ways(design, path):
            continue  # a request to the one who decides; a two-way sync, which is a fault of its own (R08)
        if owner and owner.store == path.target and path.source in owner.derived:
            yield Violation(
                path.id,
                f"{named(design, path.source)} holds a copy of {path.entity} and feeds "
                f"{named(design, path.target)}, which decides about it",
                because(design, path, "target"),
            )
    if side.about == "current":
        yield from _writers(design, deciding)


def _writers(design: Design, deciding: Mapping[str, Authority]) -> Iterator[Violation]:
    for writer in design.facts.writers:
        for write in writer.writes:
            owner = deciding.get(write.entity)
            if owner is None or write.store not in owner.derived or _written_twice(design, write):
                continue
            yield Violation(
                write.store,
                f"{writer.id} writes {write.entity} in {named(design, write.store)}, although "
                f"{named(design, str(owner.store))} decides about it",
                evidence(design, f"writers.{writer.id}.writes"),
            )


def _goes_both_ways(design: Design, path: DataPath) -> bool:
    said = today(design, path)
    return said is not None and said.mechanism == "bidirectional"


def _deciding(design: Design) -> Mapping[str, Authority]:
    """Return the authority of each entity about which one known store decides alone."""
    alone = {entity: found[0] for entity, found in owners(design).items() if len(found) == 1}
    return {e: owner for e, owner in alone.items() if owner.store and owner.outcome not in SHARED_OWNERS}


def _written_twice(design: Design, write: Write) -> bool:
    """Whether the write is half of a dual write, which is a fault of its own (R01)."""
    paths = design.facts.paths_of.get((write.entity, write.store), ())
    return any(path.mechanism in ("dual_write", "two_phase_commit") for path in paths)


RULE = Rule(
    id="R04",
    name="derived_view_takes_writes",
    problem="A store that holds a copy of an entity takes writes of its own, or feeds the system of record.",
    rationale=(
        "The next change from the system of record overwrites such a write, or the two go on "
        "differing; nobody can say which is right."
    ),
    remedy=(
        "Send the write to the system of record and let it come back on the path; revoke the write "
        "grants on the copy."
    ),
    sources=("judg", "gocardless"),
    severity="high",
    violations=_violations,
)
