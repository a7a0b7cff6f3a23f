"""For each transaction whose statements are known: the weakest safe level, and the cheapest guard."""

from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, any_true, derived, mapped, said
from tools.domain.decisions import Decision, Value
from tools.domain.design import Design
from tools.domain.facts import Facts, Store, Transaction
from tools.domain.subskills import Advice, Figure
from tools.knowledge.isolation import Engine, engine_of
from tools.knowledge.technologies import technology_of
from tools.subskills.isolation.analysis import Subject, meets
from tools.subskills.isolation.guards import GUARDS, Guard
from tools.subskills.isolation.schedules import Witness
from tools.subskills.isolation.wording import happens, level_name, shown

NAME = "transaction-isolation-selector"


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Return what there is to say of each transaction, taking its decisions in the ledger."""
    return tuple(_advice(design.facts, one, ledger) for one in design.facts.transactions if one.steps)


def _advice(facts: Facts, transaction: Transaction, ledger: Ledger) -> Advice:
    store = _store(facts, transaction)
    engine = _engine(facts, store)
    if store is None or engine is None:
        level = ledger.decide("S7.isolation", transaction.id, _unknown())
        says = f"What the isolation levels of {store.id if store else 'its store'} do is not known here."
        return Advice(NAME, transaction.id, (level.id,), says)
    subject = Subject(transaction, engine, _partners(facts, transaction, store))
    sheet = _sheet(subject)
    level = ledger.decide("S7.isolation", transaction.id, sheet)
    guard = ledger.decide("S7.isolation_guard", transaction.id, sheet)
    witnesses = subject.witnesses(subject.today())
    return Advice(
        NAME,
        transaction.id,
        (level.id, guard.id),
        _says(subject, witnesses),
        tuple(_figures(subject)),
        shown(max(witnesses, key=subject.persistence)) if witnesses else (),
        tuple(_notes(facts, subject, guard)),
    )


# Who is asked about


def _store(facts: Facts, transaction: Transaction) -> Store | None:
    """Return the store of a transaction: as said, or the only one there is."""
    if transaction.store is None:
        return facts.stores[0] if len(facts.stores) == 1 else None
    return facts.store_by_id[transaction.store]


def _engine(facts: Facts, store: Store | None) -> Engine | None:
    technology = technology_of(facts, store.id) if store else None
    return engine_of(technology.id, store.version) if technology and store else None


def _partners(facts: Facts, transaction: Transaction, store: Store) -> tuple[Transaction, ...]:
    return tuple(
        other
        for other in facts.transactions
        if other.steps and _store(facts, other) == store and meets(transaction, other)
    )


GUARDING = ("lock", "conditional", "version_checked", "constrained", "in_place")
"""Facts of a step that can keep a transaction safe."""


# The inputs of the rules


def _unknown() -> Sheet:
    return {
        "iso.weakest": derived("unknown", "levels of the engine"),
        "iso.level_certifies": derived(None, "levels of the engine"),
    }


def _sheet(subject: Subject) -> Sheet:
    of, weakest = subject.transaction, subject.weakest()
    searched = "search of the interleavings"
    guards = subject.guards()
    return {
        "iso.weakest": derived(weakest.id if weakest else "no_level", searched),
        "iso.level_certifies": derived(weakest.certifies if weakest else False, "what the level does"),
        "iso.today_safe": _today_safe(subject),
        "iso.guarded": _guarded(subject),
        "iso.reads_only": derived(all(step.does == "read" for step in of.steps), "its statements"),
        "iso.condition_suffices": derived(guards["conditional_update"], searched),
        "iso.constraint_suffices": derived(guards["constraint"], searched),
        "iso.lock_suffices": derived(guards["lock_rows_read"], searched),
        "iso.lock_row_suffices": derived(guards["lock_row"], searched),
        "iso.level_suffices": derived(weakest is not None, searched),
        "iso.retries": said(of.retries, f"transactions.{of.id}.retries"),
    }


def _today_safe(subject: Subject) -> Input:
    """Return whether today's level is safe; which level it is does not matter where all are, or none is."""
    levels = (subject.today(), *subject.engine.levels)
    safe: dict[Value, Value] = {level.id: subject.safe(level) for level in levels}
    safe |= {name: safe[level] for name, level in subject.engine.same_as.items()}
    if len(set(safe.values())) == 1:
        return derived(subject.safe(subject.today()), "every level of the engine")
    return mapped(subject.transaction.isolation, f"transactions.{subject.transaction.id}.isolation", safe)


def _guarded(subject: Subject) -> Input:
    """Return whether a guard that would be enough is said to be there; one that is there is searched with."""
    of = subject.transaction
    ref = f"transactions.{of.id}.steps"
    enough = [
        (getattr(step, field), f"{ref}.{step.id}.{field}")
        for step in of.steps
        for field in GUARDING
        if not getattr(step, field) and subject.suffices_today(_setting(step.id, field))
    ]
    return any_true(enough) if enough else derived(False, "no single lock or condition is enough")


def _setting(step_id: str, field: str) -> Guard:
    """Return the change that makes one fact of one step true, in this transaction and in its runs."""

    def change(of: Transaction) -> Transaction:
        steps = (step.model_copy(update={field: True}) if step.id == step_id else step for step in of.steps)
        return of.model_copy(update={"steps": tuple(steps)})

    return change


# What is said


def _says(subject: Subject, witnesses: tuple[Witness, ...]) -> str:
    of, today, engine = subject.transaction, subject.today(), subject.engine
    since = "today" if of.isolation else "assumed, nobody said"
    at = f"At {level_name(today)} ({since}) on {engine.name}"
    if not witnesses:
        return f"{at} every interleaving of {of.id} that was searched ends as some serial order does."
    weakest = subject.weakest()
    safe = f"the weakest level that is safe is {level_name(weakest)}" if weakest else "no level of it is safe"
    others = sorted({run.transaction for one in witnesses for run in one.program.runs} - {of.id})
    beside = f"{of.id} beside {' or '.join(others)}" if others else f"two concurrent runs of {of.id}"
    return f"{at} {beside} can end in {happens(witnesses)}; {safe}."


def _figures(subject: Subject) -> Iterator[Figure]:
    for level in subject.engine.levels:
        searched = subject.searched(level)
        ways, states = sum(one.programs for one in searched), sum(one.states for one in searched)
        yield Figure(
            name=f"what can happen at {level_name(level)}",
            formula=f"every interleaving, {ways} ways in which two runs can share rows: {states} states",
            value=happens(subject.witnesses(level)) or "nothing",
            source=level.sources[0],
        )


def _notes(facts: Facts, subject: Subject, guard: Decision) -> Iterator[str]:
    of, today = subject.transaction, subject.today()
    enough = subject.weakest_with(GUARDS[guard.choice]) if guard.choice in GUARDS else None
    if enough is not None:
        yield f"With that guard in place {level_name(enough)} is enough."
    if any(step.constrained and not step.in_place and step.does == "update" for step in of.steps):
        yield "A check constraint does not notice a value that was worked out from an older read."
    if of.isolation and subject.engine.level(of.isolation) is None:
        yield f"{subject.engine.name} has no level {of.isolation.replace('_', ' ')}."
    yield f"{level_name(today).capitalize()} on {subject.engine.name}: {today.says}."
    weakest = subject.weakest()
    if not of.retries and any(level and level.aborts for level in (today, weakest)):
        yield "A level that aborts needs a caller that repeats the whole transaction, reads included."
    operation = next((one for one in facts.operations if one.id == of.operation), None)
    if operation is not None and (operation.partitions or 1) > 1:
        yield (
            f"The operation {operation.id} touches {operation.partitions} partitions: a level reaches no "
            "further than one instance, so what is said here holds in each of them by itself."
        )
    yield (
        "Searched were two runs at a time, with rows that start just large enough for one and for both; each "
        "statement is taken as atomic."
    )
