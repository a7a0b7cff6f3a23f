"""Version tokens: what makes one start again or tie, judged by the composition laws."""

from collections.abc import Sequence

from agent.advice.claims import Failover, VersionToken
from agent.advice.outcome import Outcome, ran, refused
from agent.advice.subject import Subject
from tools.domain.design import DataPath, Hop, Traits
from tools.guarantees import judge

ROW, LOG = "row_version", "log_position"
CLOCKS = ("wall_clock", "sync_time")
POSITIONS = (LOG, "broker_offset")

JUDGED = ("G15", "G20", "G22")
"""Laws about versions: several counters, a token that starts again, ties."""


def version_token(claim: VersionToken, about: Subject) -> Outcome:
    """Ask the laws about a guarded copy with such a token."""
    recreated = claim.token == ROW and not claim.continues_after_delete and _can_be_deleted(about)
    traits = Traits(
        effect="SETV",
        token_can_reset=recreated or (claim.token in POSITIONS and not claim.epoch),
        version_ties=claim.token in CLOCKS,
        writers_per_key=claim.feeds,
        versions_comparable=claim.feeds < 2,
    )
    hops = (Hop("apply", "versioned write", "ALO", "KEYR"),)
    path = DataPath(about.id, "recommended", "", "", "", "build", hops=hops, traits=traits)
    hit = next((one for one in judge(path) if one.law in JUDGED and not one.unknown), None)
    token = claim.token.replace("_", " ")
    if hit is None:
        return ran(f"the laws of versions ({', '.join(JUDGED)}) do not speak against the {token}")
    when = " when a deleted row comes back" if recreated else ""
    return refused(f"a {token} as version{when}: {hit.because} (law {hit.law}); {hit.fix}")


def _can_be_deleted(about: Subject) -> bool:
    entity = about.entity
    return entity is None or not (entity.append_only or entity.deletes in ("never", "soft"))


def forgotten_failover(claims: Sequence[object], about: Subject) -> Outcome | None:
    """Refuse advice on log positions of a source that can lose its newest commits, without a word on that."""
    rests = any(isinstance(one, VersionToken) and one.token == LOG for one in claims)
    told = any(isinstance(one, Failover) for one in claims)
    if not rests or told or about.store is None or not about.store.failover_loses_tail:
        return None
    return refused(
        f"a failover of {about.store.id} can lose its newest commits, and what becomes of positions "
        "that were already read is not said"
    )
