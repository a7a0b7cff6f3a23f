"""The inputs that a design must not skip silently: rates, access patterns, consistency needs, growth."""

from collections.abc import Iterator

from tools.domain.design import AssumptionEntry
from tools.domain.facts import Facts

NO_DECISION = "nobody said, and no choice turns on it"


def required(facts: Facts) -> Iterator[AssumptionEntry]:
    """Yield an entry for every required input that nobody said, with what it would change."""
    if facts.growth.factor_per_year is None:
        yield _entry(
            "growth.factor_per_year", "how soon an exit trigger is reached", "the owner of the system"
        )
    for writer in facts.writers:
        if writer.peak_per_s is None and writer.average_per_s is None:
            yield _entry(
                f"writers.{writer.id}.peak_per_s",
                "relay, trigger capture and capacity",
                "the team that owns it",
            )
    for read in facts.reads:
        for field, change in (
            ("pattern", "whether a second store is needed"),
            ("freshness_s", "mechanism and lag objective"),
            ("staleness_harm", "caching and reconciliation"),
        ):
            if getattr(read, field) is None and not (field == "staleness_harm" and read.decides):
                yield _entry(f"reads.{read.id}.{field}", change, "the consumer")


def _entry(fact: str, change: str, confirm: str) -> AssumptionEntry:
    return AssumptionEntry(fact, None, NO_DECISION, (f"could change: {change}",), confirm)
