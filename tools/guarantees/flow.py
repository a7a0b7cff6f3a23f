"""One path as the checklist reads it: its kind, the laws that hold, what was decided, what is said today."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Literal

from tools.domain.decisions import UNDETERMINED
from tools.domain.design import DataPath, Design, reads_of, said_of
from tools.domain.facts import CurrentPath, Entity, Read
from tools.domain.verdict import Answer, LawHit
from tools.guarantees.laws import judge
from tools.guarantees.wording import named, unsaid

Kind = Literal["parked", "open", "still", "in_place", "cache", "effect", "swap", "run", "log", "stream"]

KINDS: Mapping[str, Kind] = {
    "in_database_derivation": "in_place",
    "federated_read": "in_place",
    "single_write": "in_place",
    "no_cache": "still",
    "no_cache_for_the_deciding_read": "still",
    "ephemeral_authority": "still",
    "none_feasible": "open",
    "cache_aside": "cache",
    "cache_aside_with_expiry": "cache",
    "invalidate_from_log_or_outbox": "cache",
    "outbox_to_provider": "effect",
    "one_database_else_saga": "log",
    "batch_full_reload": "swap",
    "batch_full_reload_swap": "swap",
    "batch_incremental_merge": "run",
    "snapshot_difference": "run",
    "file_arrival": "run",
    "scheduled_list_sync": "run",
    "query_polling": "run",
    "query_polling_plus_key_scan": "run",
    "log_cdc": "log",
    "outbox": "log",
    "managed_replication": "log",
    "managed_zero_etl": "log",
    "engine_replication": "log",
}
"""Mechanism of a path -> its kind; any other mechanism is a stream of changes.

`open`: no mechanism yet. `still`: nothing is copied. `swap`: the whole copy is replaced. `run`: a scheduled
comparison or merge. `log`: a change log or an outbox is read.
"""

Judged = tuple[Answer, str]
Way = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Flow:
    """A path with everything that decides its checklist."""

    path: DataPath
    design: Design
    kind: Kind
    laws: Mapping[str, LawHit]
    today: CurrentPath | None  # of a current path: what the facts say of it
    entity: Entity | None
    reads: tuple[Read, ...]
    has_way_back: bool  # the same entity also travels from its target to its source

    @property
    def is_today(self) -> bool:
        """Whether this is a path of today's system."""
        return self.path.about == "current"

    def decided(self, topic: str, choice: str | None) -> Judged | None:
        """Return a pass if the recommended path has this choice, naming the decision that made it."""
        if self.is_today or choice in (None, UNDETERMINED):
            return None
        made = dict(self.path.decisions)
        by = made.get(topic) or made.get("capture") or made.get("effect") or "the mechanism"
        return "pass", f"decided: {by} ({choice})"

    def by_laws(self, *laws: str, needs: Iterable[str] = (), because: str = "") -> Judged:
        """Answer by composition laws: fail if one holds, unknown if one is open or a trait in `needs` is.

        `because` says in a reader's words why none of them holds.
        """
        hits = [self.laws[law] for law in laws if law in self.laws]
        for hit in hits:
            if not hit.unknown:
                return "fail", f"{hit.because} (law {hit.law})"
        missing = {name for hit in hits for name in hit.unknown}
        missing.update(name for name in needs if getattr(self.path.traits, name) is None)
        verb = "applies" if len(laws) == 1 else "apply"
        if missing:
            return "unknown", f"{unsaid(missing)}; whether {named(laws)} {verb} hangs on that"
        absent = f"{named(laws)} {'does' if len(laws) == 1 else 'do'} not apply"
        return "pass", f"{because}; {absent}" if because else absent


def flow(path: DataPath, design: Design, ways: Set[Way]) -> Flow:
    """Return the path with what its checks read. `ways` are those of its side: entity, source, target."""
    facts = design.facts
    return Flow(
        path=path,
        design=design,
        kind=_kind(path),
        laws={hit.law: hit for hit in judge(path)},
        today=said_of(path, facts),
        entity=facts.entity_by_id.get(path.entity),
        reads=reads_of(path, facts),
        has_way_back=(path.entity, path.target, path.source) in ways,
    )


def _kind(path: DataPath) -> Kind:
    if path.status == "parked":
        return "parked"
    if path.about == "recommended" and path.capture in (None, UNDETERMINED):
        return "open"
    if path.traits.filled_by_readers:
        return "cache"
    if path.traits.effect == "EXT":
        return "effect"
    return KINDS.get(path.capture or "", "stream")
