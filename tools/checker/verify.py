"""What is explored of a design: what holds, what breaks and how, and what is not modelled."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from tools.checker.coverage.covered import Covered, NotModelled
from tools.checker.flows.flow import Flow
from tools.checker.invariants import asked
from tools.checker.ladder import USUAL, Climb, Limits, Violation, climb, repaired
from tools.checker.model import Scope
from tools.checker.subjects import Subject
from tools.checker.trace import named
from tools.domain.verdict import Explored, Repaired


def verify(subjects: Iterable[Subject], deep: bool = False, limits: Limits = USUAL) -> tuple[Explored, ...]:
    """Explore each subject as each of its flows."""
    return tuple(found for subject in subjects for found in _explored(subject, deep, limits))


def _explored(subject: Subject, deep: bool, limits: Limits) -> Iterator[Explored]:
    if isinstance(subject.covered, NotModelled):
        yield Explored(subject.id, subject.about, "", "not_modelled", reason=subject.covered.reason)
        return
    share = limits.shared_by(len(subject.covered))
    for one in subject.covered:
        found = climb(one.flow, deep, share)
        plain = _plain(subject, one, found)
        if not found.violations:
            yield plain
        else:
            repair = _repair(one.flow, one.names, deep, share)
            yield from (_violated(plain, violation, one.names, repair) for violation in found.violations)


def _plain(subject: Subject, covered: Covered, found: Climb) -> Explored:
    return Explored(
        path=subject.id,
        about=subject.about,
        family=found.flow.family,
        status=found.status,
        invariants=tuple(asked(name, covered.names) for name in found.invariants),
        scope=_scope(*found.scopes),
        states=found.states,
        assumptions=found.flow.assumes,
        assumed=covered.assumed,
    )


def _violated(
    plain: Explored, found: Violation, names: Mapping[str, str], repair: Repaired | None
) -> Explored:
    told = found.told.named(names)
    return replace(
        plain,
        violated=asked(found.invariant, names)[0],
        contradiction=told.contradiction,
        scope=_scope(found.scope),
        states=found.states,
        faults=found.faults,
        trace=told.steps,
        repair=repair,
    )


def _repair(flow: Flow, names: Mapping[str, str], deep: bool, limits: Limits) -> Repaired | None:
    found = repaired(flow, deep, limits)
    if found is None:
        return None
    held = found.climb
    return Repaired(named(found.says, names), held.status, held.states, _scope(*held.scopes))


@cache
def _scope(*scopes: Scope) -> str:
    """Return `up to 2 writers and 1 fault`; scopes within another one go without saying."""
    largest = [one for one in scopes if not any(_is_within(one, other) for other in scopes)]
    counted = (
        f"{one.writers} writer{'s' * (one.writers != 1)} and "
        f"{one.faults or 'no'} fault{'s' * (one.faults > 1)}"
        for one in largest
    )
    return f"up to {', or '.join(counted)}" if largest else ""


def _is_within(one: Scope, other: Scope) -> bool:
    return one != other and one.writers <= other.writers and one.faults <= other.faults
