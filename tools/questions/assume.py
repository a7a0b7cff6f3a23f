"""Values for what has no safer one, so that a user who will not be asked gets a whole design.

Without that word nothing is taken for granted here: a decision waits for these facts.
"""

from collections.abc import Iterator, Sequence

from tools.domain.evidence import Assumption
from tools.domain.facts import Facts, Read, set_ref
from tools.domain.facts.paths import Mechanism
from tools.knowledge.technologies import technology_of
from tools.knowledge.thresholds import defaults

BY_RUNS: tuple[Mechanism, ...] = (
    "full_batch", "incremental_batch", "file_transfer", "manual", "reindex_by_id",
)  # fmt: skip
"""What moves data at times that somebody set, not when it changes."""


def assume(facts: Facts, only: Sequence[str] | None = None) -> Facts:
    """Return facts in which every copy has a freshness and every store that nobody knows a fitness.

    The facts are complete (tools.steps.start); `only` names the references that may be given a value.
    """
    for ref, value, reason in (*_freshness(facts), *_fitness(facts)):
        if only is None or ref in only:
            facts = set_ref(facts, ref, value, Assumption(reason=reason))
    return facts


def _freshness(facts: Facts) -> Iterator[tuple[str, float, str]]:
    """Yield a bound for each reader of a copy that named none: what today's paths give, else a minute."""
    for read in facts.reads:
        if read.freshness_s is None and not _reads_where_it_is_written(facts, read):
            value, reason = _as_fresh_as_today(facts, read)
            yield f"reads.{read.id}.freshness_s", value, reason


def _as_fresh_as_today(facts: Facts, read: Read) -> tuple[float, str]:
    into = str(read.store)
    feeding = [path for entity in read.entities for path in facts.paths_of.get((entity, into), ())]
    numbers = defaults()
    if schedules := [path.schedule_s for path in feeding if path.schedule_s]:
        return max(schedules), "nobody asked for fresher data than today's runs give"
    if feeding and all(path.mechanism in BY_RUNS for path in feeding):
        return numbers["assumed_run_s"], "today's runs have no schedule that was said; taken for daily"
    return numbers["assumed_freshness_s"], "nobody said how old it may be; the safer value is a fresh copy"


def _fitness(facts: Facts) -> Iterator[tuple[str, str, str]]:
    """Yield for each store that the catalogue does not know that it may be right, with a caveat."""
    for store in facts.stores:
        if store.record_fit is None and technology_of(facts, store.id) is None:
            why = "its technology is not in the catalogue; that it keeps what it takes is to be confirmed"
            yield f"stores.{store.id}.record_fit", "caveat", why


def _reads_where_it_is_written(facts: Facts, read: Read) -> bool:
    written = {(write.store, write.entity) for writer in facts.writers for write in writer.writes}
    return all((read.store, entity) in written for entity in read.entities)
