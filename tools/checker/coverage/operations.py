"""Operations of today: a client that tries again, and an action whose parts are committed apart."""

from collections.abc import Iterator

from tools.checker.coverage import names
from tools.checker.coverage.covered import Coverage, Covered, NotModelled
from tools.checker.flows.client_retry import ClientRetry
from tools.checker.flows.transfer import Transfer
from tools.domain.facts import CurrentPath, Facts, Operation

MOVES = ("sum", "non_negative")
"""Kinds of invariants that say that an amount is taken in one place and given in another."""

NO_RECORD = "it keeps one id, and nobody said how a repeat with that id is recognised"
NO_BOND = "nobody said what binds its commits in several places together"
TRIES_AGAIN = "nobody said whether a caller tries again after a timeout: it does"


def coverage(operation: Operation, facts: Facts) -> Coverage:
    """Return the flows that an operation of today is checked as, or why there are none.

    Only what the facts say of it is checked: of an operation of which they say nothing, nothing is empty.
    """
    if not operation.stores:
        return ()
    found = (*_retried(operation, facts), *_in_two_commits(operation, facts))
    covered = tuple(one for one in found if isinstance(one, Covered))
    reasons = [one.reason for one in found if isinstance(one, NotModelled)]
    return NotModelled("; ".join(reasons)) if reasons and not covered else covered


def _retried(operation: Operation, facts: Facts) -> Iterator[Covered | NotModelled]:
    """Yield a client that tries again, where it was said whether an id goes with every attempt.

    A writer with operation ids gives a retry the first answer, so it knows an id that it has committed.
    """
    writers = [writer for name in operation.entities for writer in facts.writers_of.get(name, ())]
    if operation.operation_id is None or (writers and all(one.retries is False for one in writers)):
        return
    called = names.of_operation(operation, facts)
    if not operation.operation_id:
        said = any(writer.retries for writer in writers)
        yield Covered(ClientRetry(operation_id=False), called, () if said else (TRIES_AGAIN,))
    elif writers and all(writer.operation_ids for writer in writers):
        yield Covered(ClientRetry(operation_id=True, dedup="same_transaction"), called)
    else:
        yield NotModelled(NO_RECORD)


def _in_two_commits(operation: Operation, facts: Facts) -> Iterator[Covered | NotModelled]:
    """Yield two commits of an amount that moves, where nothing binds them together.

    A distributed commit and a call to a provider are paths, and checked as such.
    """
    if not operation.atomic or operation.two_phase or operation.external or not _spans(operation, facts):
        return
    if any(set(path.entities) & set(operation.entities) for path in _distributed(facts)):
        return
    kinds = {one.kind for one in facts.invariants if set(one.entities) & set(operation.entities)}
    if kinds.isdisjoint(MOVES):
        return
    if operation.two_phase is None:
        yield NotModelled(NO_BOND)
    else:
        yield Covered(Transfer(retried=False, funds_check=True), names.of_operation(operation, facts))


def _distributed(facts: Facts) -> Iterator[CurrentPath]:
    return (path for path in facts.paths if path.mechanism == "two_phase_commit")


def _spans(operation: Operation, facts: Facts) -> bool:
    """Return whether no single transaction covers all the places."""
    instances = {
        (store.instance if (store := facts.store_by_id.get(name)) else None) or name
        for name in operation.stores
    }
    return len(instances) > 1 or (operation.partitions or 1) > 1
