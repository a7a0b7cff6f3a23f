"""R03 unsafe_two_phase_commit."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        if path.capture != "two_phase_commit" or (said and said.two_phase_guarded):
            continue
        what = f"{path.entity} is committed in {_places(design, path)} together"
        if said and said.two_phase_guarded is False:
            reason = "nobody watches the transactions that stay in doubt, and their locks stay with them"
            yield Violation(path.id, f"{what}: {reason}", because(design, path, "two_phase_guarded"))
        elif _differ(design, (path.source, path.target)):
            reason = "they are different technologies that recover by different rules"
            yield Violation(path.id, f"{what}: {reason}", because(design, path, "mechanism"), "high")


def _places(design: Design, path: DataPath) -> str:
    """Name the participants; one store, or a writer that is none, stands for several places of the target."""
    if path.source == path.target or path.source not in design.facts.store_by_id:
        return f"several places of {named(design, path.target)}"
    return f"{named(design, path.source)} and {named(design, path.target)}"


def _differ(design: Design, stores: tuple[str, ...]) -> bool:
    known = {
        design.facts.store_by_id[store].technology for store in stores if store in design.facts.store_by_id
    }
    return len(known) > 1


RULE = Rule(
    id="R03",
    name="unsafe_two_phase_commit",
    problem="A distributed commit spans different technologies, or nobody watches its in-doubt transactions.",
    rationale=(
        "A prepared transaction whose coordinator is lost keeps its locks and blocks clean-up until a "
        "person decides. Across technologies the two sides recover by different rules."
    ),
    remedy=(
        "Keep the change in one database; where that cannot be, take a saga with compensations. "
        "Two-phase commit only with a replicated coordinator log and an alarm for in-doubt "
        "transactions."
    ),
    sources=("pg_prep", "judg"),
    severity="critical",
    violations=_violations,
)
