"""The part of the law language that the simulation can play, combination by combination."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tests.guarantees.simulation import (
    CREATED_AGAIN,
    DELETED,
    RESET,
    TIE,
    UPDATES,
    Channel,
    History,
    Sink,
    Wrong,
    wrong_ends,
)
from tools.domain.design import DataPath, Hop, Traits

ROWS = ("SETV", "SET", "PATCHV", "PATCH")

DELIVERIES: dict[str, tuple[str, ...]] = {  # the hops' delivery, first to last
    "lost": ("AMO",),
    "lost or repeated": ("AMO", "ALO"),
    "repeated": ("ALO",),
    "once": ("EOT",),
    "once, sink outside": ("EOT",),
}
MEMORIES: dict[str, dict[str, object]] = {
    "none": {"dedup": "NOD", "dedup_at_effect": False, "window_s": 0.0},
    "window long enough": {"dedup": "WIN", "dedup_at_effect": True, "window_s": 300.0},
    "window too short": {"dedup": "WIN", "dedup_at_effect": True, "window_s": 30.0},
    "window at the broker": {"dedup": "WIN", "dedup_at_effect": False, "window_s": 300.0},
    "durable": {"dedup": "DUR", "dedup_at_effect": True, "window_s": 0.0},
    "durable, apart from the effect": {"dedup": "DUR", "dedup_at_effect": False, "window_s": 0.0},
}
ELSEWHERE: dict[str, object] = {  # what other laws read, at its harmless value
    "versions_comparable": True,
    "writers_per_key": 1,
    "max_outage_h": 24.0,
    "transactional_source_reads_aborted": False,
    "multi_row_source_tx": False,
    "reader_joins_rows": False,
    "bootstrap_overlap": True,
    "eventual_dedup_sink": False,
    "read_resolves": True,
    "insert_time_aggregate": False,
    "derivation_deterministic": True,
    "outputs_stored": False,
    "filtered": False,
    "leave_filter_deletes": True,
    "key_change_possible": False,
    "capture_from_durable_only": True,
    "ack_after_durable": True,
    "reads_log": True,
    "filled_by_readers": False,
    "fill_guarded": True,
    "ext_key": True,
    "ext_key_retention_h": 24.0,
    "ext_max_retry_h": 6.0,
}
RECOGNISES = {"window long enough": "all", "durable": "all", "window too short": "some"}


@dataclass(frozen=True)
class Combination:
    """One combination of the discrete traits; those that the effect does not read keep their default."""

    delivery: str
    order: str
    effect: str
    memory: str
    delete: str = "NOD"  # NOD, DEL, DELV, DELV too short
    ties: bool = False
    resets: bool = False
    fenced: bool = True
    checks_expected: bool = False

    @property
    def path(self) -> DataPath:
        delete, _, short = self.delete.partition(" ")
        traits = Traits(
            effect=self.effect,
            delete=delete,
            marker_h=0.0 if short else 720.0,
            max_replay_h=168.0,
            max_redelivery_age_s=60.0,
            version_ties=self.ties,
            token_can_reset=self.resets,
            fenced=self.fenced,
            expected_version_check=self.checks_expected,
            external_sink_in_transaction=self.delivery == "once",
            **MEMORIES[self.memory],
            **ELSEWHERE,
        )
        hops = tuple(
            Hop("apply", "hop", each, self.order, window_h=72.0) for each in DELIVERIES[self.delivery]
        )
        return DataPath("row.a.b", "current", "row", "a", "b", "keep", hops=hops, traits=traits)

    @property
    def channel(self) -> Channel:
        repeats = self.delivery in ("repeated", "lost or repeated", "once, sink outside")
        return Channel(
            loses=self.delivery.startswith("lost"),
            repeats=repeats,
            order="KEYR" if self.order == "TOTAL" else self.order,  # one key cannot tell them apart
            straggler=not self.fenced and self.delivery != "once",
        )

    @property
    def histories(self) -> tuple[History, ...]:
        found = [UPDATES]
        if self.effect in ROWS:
            found += [DELETED, CREATED_AGAIN] if self.delete != "NOD" else []
            found += [TIE] if self.ties else []
            found += [RESET] if self.resets else []
        return tuple(found)

    @property
    def wrong(self) -> tuple[Wrong, ...]:
        """Return every wrong end; where the words leave the sink open, of every sink they allow."""
        return tuple(
            wrong
            for strict in ((True, False) if self.ties else (True,))
            for forgets in ((True, False) if self.delete == "DELV too short" else (self.delete == "DEL",))
            for wrong in wrong_ends(self.channel, self._sink(strict, forgets), self.histories)
        )

    def _sink(self, strict: bool, forgets: bool) -> Sink:
        remembers = RECOGNISES.get(self.memory, "none")
        if self.memory == "window long enough" and not self.fenced:
            remembers = "some"  # no window covers a consumer that sleeps
        return Sink(self.effect, remembers, forgets, strict, self.checks_expected)


def combinations() -> Iterator[Combination]:
    """Every combination of delivery, order, effect and memory with the traits that the effect reads."""
    both = (False, True)
    ways = product(DELIVERIES, ("NONE", "KEY", "KEYR", "TOTAL"), MEMORIES, both)
    for delivery, order, memory, fenced in ways:
        for effect in ("SETV", "PATCHV"):
            for delete, ties, resets in product(("NOD", "DEL", "DELV", "DELV too short"), both, both):
                yield Combination(delivery, order, effect, memory, delete, ties, resets, fenced)
        for effect, delete in product(("SET", "PATCH"), ("NOD", "DEL")):
            yield Combination(delivery, order, effect, memory, delete, fenced=fenced)
        for effect in ("INC", "APP"):
            yield Combination(delivery, order, effect, memory, fenced=fenced)
        for checks in both:
            yield Combination(delivery, order, "FSM", memory, fenced=fenced, checks_expected=checks)
