"""R05 no_system_of_record."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.rules.lookup import evidence, named
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    if side.about != "current":
        return
    for owner in design.recommended.authorities:
        if owner.store is not None or owner.outcome == "none_derived":
            continue
        holders = " and ".join(named(design, store) for store in owner.derived)
        which = f"{owner.entity} ({owner.group})" if owner.group else owner.entity
        where = (
            f"{holders} hold it"
            if len(owner.derived) > 1
            else f"{holders} holds it"
            if holders
            else "nobody writes it"
        )
        yield Violation(
            owner.entity,
            f"no store decides about {which}: {where}, and nothing says which one is right",
            evidence(design, f"entities.{owner.entity}.authority"),
        )


RULE = Rule(
    id="R05",
    name="no_system_of_record",
    problem="Stores hold an entity and none of them is right by definition.",
    rationale=(
        "When two stores differ nobody can say which one to repair, so every comparison ends in a guess."
    ),
    remedy=(
        "Name the store that decides, per entity or per group of attributes, and revoke the write "
        "grants of all others."
    ),
    sources=("judg",),
    severity="critical",
    violations=_violations,
)
