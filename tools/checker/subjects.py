"""What of a design is explored: paths, the operations of today, and constraints as they are enforced."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from tools.checker.coverage import constraints, operations, paths
from tools.checker.coverage.covered import Coverage, NotModelled
from tools.checker.flows.flow import Flow
from tools.checker.ladder import scopes
from tools.checker.model import Model, Scope
from tools.domain.design import NOT_BUILT, DataPath, Design
from tools.domain.facts import Facts
from tools.domain.verdict import About


@dataclass(frozen=True, slots=True)
class Subject:
    """A path, an operation or a constraint, by its id, with the flows that it is checked as."""

    id: str
    about: About
    covered: Coverage

    def models(self, deep: bool = False) -> Iterator[tuple[Flow, Scope, Model]]:
        """Yield the very models that it is checked with."""
        for one in () if isinstance(self.covered, NotModelled) else self.covered:
            for scope in scopes(one.flow, deep):
                yield one.flow, scope, one.flow.model(scope)


def subjects(design: Design) -> tuple[Subject, ...]:
    """Return what is explored: today's paths and operations, then the paths that will exist and constraints.

    Of operations and constraints only those of which something is known.
    """
    facts = design.facts
    built = [path for path in design.recommended.paths if path.status not in NOT_BUILT]
    return (
        *_paths(design.current.paths, facts),
        *_operations(facts),
        *_paths(built, facts),
        *_constraints(design),
    )


def _paths(these: Iterable[DataPath], facts: Facts) -> Iterator[Subject]:
    """Yield each path; of several that bring the same changes from the same log, each with the first."""
    first_of: dict[Hashable, DataPath] = {}
    for path in these:
        first = first_of.setdefault((path.entity, path.source, path.capture, path.via), path)
        beside = first if first.target != path.target else None
        yield Subject(path.id, path.about, paths.coverage(path, facts, beside))


def _operations(facts: Facts) -> Iterator[Subject]:
    for operation in facts.operations:
        if covered := operations.coverage(operation, facts):
            yield Subject(operation.id, "current", covered)


def _constraints(design: Design) -> Iterator[Subject]:
    """Yield each constraint whose enforcement step 6 has chosen, in the store that decides."""
    enforced = {ordering.subject: ordering.need for ordering in design.orderings}
    deciding = {one.entity: one.store for one in design.recommended.authorities if one.store}
    for invariant in design.facts.invariants:
        store = next((deciding[name] for name in invariant.entities if name in deciding), None)
        if store is None or invariant.id not in enforced:
            continue
        if covered := constraints.coverage(invariant, enforced[invariant.id], store, design.facts):
            yield Subject(invariant.id, "recommended", covered)
