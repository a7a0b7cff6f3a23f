"""consistency-model-selector: what each read and operation may see, what gives it that, and at what price."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from tools.checker.coordination import coordination
from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Sheet, derived
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.facts import Facts, Operation, Read
from tools.domain.subskills import Advice, Figure
from tools.domain.verdict import Coordination
from tools.subskills import consistency_runs
from tools.subskills.consistency_sheets import deciding_store, dependencies_of, operation_sheet, read_sheet
from tools.subskills.copies import quorums_of, replication_of
from tools.subskills.quorums import majority
from tools.subskills.replication_figures import of_distance
from tools.subskills.sheets import own_view_sheet
from tools.subskills.subskill import Subskill

NAME = "consistency-model-selector"

MODELS = {
    "linearizable": "Linearizable",
    "causal": "Causal",
    "session": "Own writes at once, and never backwards",
    "read_your_writes": "Own writes at once",
    "monotonic_reads": "Never backwards",
    "eventual": "Eventual",
    UNDETERMINED: "Not decided yet",
}

MEANS = {
    "fencing_token_checked_by_the_resource": "its lock counts only with a number that {store} checks",
    "one_consensus_scope": "claimed in one consensus group that spans the regions",
    "conditional_write_and_serial_read": "conditional writes and serial reads of the row in {store}",
    "read_through_consensus": "strong reads of {store}, through its consensus",
    "decided_at_the_one_leader": "read and decided at the leader of {store}, in one step",
    "ask_the_authority_again": "what may be old is asked of {store} again before anything is done",
    "dependency_carried_and_waited_for": "it waits until the change that it depends on is there",
    "served_by_the_leader": "the leader of {store} answers",
    "position_token_and_wait": "the session carries a position, and its copy of {store} waits for it",
    "sink_publishes_applied_position_and_reader_waits_or_falls_back": (
        "the session carries a position, and the copy says when it is that far"
    ),
    "own_reads_on_the_authority": "who has just written reads {store} itself for a while",
    "overlay_pending_writes_in_the_client": "the client shows its own change until a read returns it",
    "one_copy_per_session": "one copy answers a session, from the position that it has seen",
    "any_copy_within_the_bound": "any copy may answer",
    UNDETERMINED: "what gives it is not decided yet",
}

BY_MAJORITY = ("conditional_write_and_serial_read", "read_through_consensus")
OF_A_SESSION = ("session", "read_your_writes")


BEARS: Mapping[str, str] = {
    "decided_at_the_one_leader": "reads that the leader bears",
    "served_by_the_leader": "reads that the leader bears",
    "read_through_consensus": "reads that the leaders of the groups bear",
    "own_reads_on_the_authority": "reads that the leader bears, at most",
    "ask_the_authority_again": "reads that the store that decides bears, at most",
}
"""What a means costs the store that decides, where it costs it the read."""


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Say for each read and operation which model it needs, if somebody said what must never be seen."""
    facts = design.facts
    if not _is_asked(facts):
        return ()
    taken, checked = {read.id for read in facts.reads}, coordination(facts)
    return (
        *(_of_read(design, read, ledger) for read in facts.reads),
        *(_of_operation(design, one, _subject(one, taken), checked, ledger) for one in facts.operations),
    )


def _is_asked(facts: Facts) -> bool:
    """Return whether somebody spoke of what a reader must not see, of locks, or of reading from followers."""
    spoken: Iterator[object] = chain(
        (value for one in facts.reads for value in (one.monotonic, one.outside_channel, one.relies_on)),
        (value for one in facts.operations for value in (one.exclusive, one.relies_on)),
        (one.replication.followers_read for one in facts.stores if one.replication),
    )
    return any(value is not None for value in spoken)


def _subject(operation: Operation, taken: set[str]) -> str:
    """Return the id of an operation, told apart from a read of the same id."""
    return f"{operation.id}_operation" if operation.id in taken else operation.id


def _of_read(design: Design, read: Read, ledger: Ledger) -> Advice:
    sheet = read_sheet(design, read)
    model = ledger.decide("S6.consistency", read.id, sheet)
    own = _own_view(design, read, model, sheet, ledger)
    view = derived(own.choice if own else "none", "S6.ryw")
    return _advice(design, read, (model, own), {**sheet, "cons.own_view": view}, ledger)


def _of_operation(
    design: Design, operation: Operation, subject: str, checked: Sequence[Coordination], ledger: Ledger
) -> Advice:
    sheet = {**operation_sheet(design, operation, checked), "cons.own_view": derived("none", "an operation")}
    model = ledger.decide("S6.consistency", subject, sheet)
    return _advice(design, operation, (model, None), sheet, ledger)


def _own_view(design: Design, read: Read, model: Decision, sheet: Sheet, ledger: Ledger) -> Decision | None:
    """Return how users see their own change: as step 6 decided, or decided here for a read of followers."""
    if model.choice not in OF_A_SESSION or sheet["cons.served_by"].value == "leader":
        return None
    before = next((one for one in design.decisions if (one.topic, one.subject) == ("ryw", read.id)), None)
    return before or ledger.decide("S6.ryw", read.id, own_view_sheet(read))


def _advice(
    design: Design,
    about: Read | Operation,
    taken: tuple[Decision, Decision | None],
    sheet: Sheet,
    ledger: Ledger,
) -> Advice:
    model, own = taken
    chosen = None if model.choice == UNDETERMINED else model.choice
    full = {**sheet, "cons.model": derived(chosen, "S6.consistency")}
    stake = ledger.decide("S6.stake", model.subject, full)
    means = ledger.decide("S6.means", model.subject, full)
    warned = _warned(ledger, model.subject, full)
    store = _asked_store(design, about, means.choice)
    how = MEANS[means.choice].format(store=_name(design.facts, store))
    return Advice(
        subskill=NAME,
        subject=model.subject,
        decisions=tuple(one.id for one in (model, stake, means, own, *warned) if one),
        says=f"{MODELS[model.choice]}: {how}",
        figures=tuple(_figures(design.facts, store, about, means.choice)),
        shows=_shows(design.facts, store, warned),
    )


def _asked_store(design: Design, about: Read | Operation, means: str) -> str | None:
    """Return the store that decides; about a cause, that of the cause."""
    causes = [one.cause for one in dependencies_of(design.facts, about)]
    if means == "ask_the_authority_again" and causes:
        return deciding_store(design, causes)
    stores = about.stores if isinstance(about, Operation) else (about.store,)
    return deciding_store(design, about.entities) or next(iter(stores), None)


def _warned(ledger: Ledger, subject: str, sheet: Sheet) -> tuple[Decision, ...]:
    """Take the decisions about illusions; a warning is not withheld because nobody spoke of fencing."""
    before = len(ledger.decisions)
    unsaid = sheet["cons.fence_checked"].value is None
    safer = {"cons.fence_checked": derived(False, "nobody said; the safer value")} if unsaid else {}
    ledger.note("S6.illusion", subject, {**sheet, **safer})
    return tuple(ledger.decisions[before:])


def _name(facts: Facts, store: str | None) -> str:
    row = facts.store_by_id.get(store or "")
    return (row.name or row.id) if row else "the store that decides"


def _figures(facts: Facts, store: str | None, about: Read | Operation, means: str) -> Iterator[Figure]:
    """Yield the price: what the leader bears, how many copies must be there, how far it has to wait."""
    copies = replication_of(facts, store or "").copies
    if isinstance(about, Read) and about.qps and means in BEARS:
        yield Figure(BEARS[means], "queries at the peak, as said", f"{about.qps:g}/s")
    if means in BY_MAJORITY and copies:
        value = f"{majority(copies)} of {copies}"
        yield Figure("copies that must be reachable", f"floor({copies} / 2) + 1", value, "sim")
    if means == "one_consensus_scope" and facts.deployment.region_round_trip_ms:
        yield of_distance(facts.deployment.region_round_trip_ms)


def _shows(facts: Facts, store: str | None, warned: tuple[Decision, ...]) -> tuple[str, ...]:
    """Return the run that shows the first thing that does not do what it is relied on for."""
    found = {one.choice for one in warned}
    if "QUORUM_IS_NOT_LINEARIZABLE" in found:
        return consistency_runs.of_quorums(quorums_of(replication_of(facts, store or "")))
    if "SERIALIZABLE_IS_NOT_LINEARIZABLE" in found:
        return consistency_runs.OF_SERIALIZABLE
    if "LOCK_IS_NOT_FENCED" in found:
        return consistency_runs.OF_LOCK
    return ()


SUBSKILL = Subskill(
    name=NAME,
    title="What each read and operation may see",
    step=6,
    asks="Which consistency model does each read and operation need, what gives it here, and at what price?",
    groups=("S6.consistency", "S6.stake", "S6.means", "S6.illusion"),
    advise=advise,
)
