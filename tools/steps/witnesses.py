"""Two witnesses of one path, the composition laws and the search: where they do not say the same."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tools.domain.verdict import LOUD, Explored, Finding, LawHit

HARMS = {
    "STALE_OVERWRITE",
    "RESURRECTION",
    "LOSS",
    "GAP",
    "LOST_BETWEEN_COPY_AND_STREAM",
    "DUPLICATE_CORRUPTION",
    "DUPLICATE_AFTER_WINDOW",
    "UNRECOVERABLE_AMBIGUITY",
    "DUPLICATE_EFFECT",
}
"""What a law says that a search of the path must be able to show."""

CLAIMS = {"CONVERGENT", "CONVERGENT_WHEN_QUIET", "EFFECTIVELY_ONCE", "CORRECT_WITHIN_WINDOW"}
"""What a law says that no search of the path's copying may contradict."""

COPYING = {"copy that follows a log", "first copy beside a stream", "counter"}
"""Families about which those laws speak."""


def compared(
    explored: Iterable[Explored], laws: Iterable[LawHit], findings: Iterable[Finding]
) -> tuple[Explored, ...]:
    """Return what was explored, with a note where the laws and rules that hold say otherwise."""
    said: dict[tuple[str, str], list[LawHit]] = defaultdict(list)
    for hit in laws:
        if not hit.unknown:
            said[hit.about, hit.path].append(hit)
    warned: set[tuple[str, str]] = {(one.about, one.subject) for one in findings if one.severity in LOUD}
    warned |= {key for key, hits in said.items() if any(hit.severity in LOUD for hit in hits)}
    by_path: dict[tuple[str, str], list[Explored]] = {}
    for one in explored:
        by_path.setdefault((one.about, one.path), []).append(one)
    return tuple(
        found
        for key, of_path in by_path.items()
        for found in _noted(of_path, _disagreement(of_path, said[key], key in warned))
    )


def _noted(explored: list[Explored], note: str) -> Iterable[Explored]:
    return [replace(explored[0], disagrees=note), *explored[1:]] if note else explored


def _disagreement(explored: list[Explored], laws: list[LawHit], is_warned: bool) -> str:
    statuses = {one.status for one in explored}
    if statuses & {"not_modelled", "exhausted"}:
        return ""
    harm = next((hit for hit in laws if hit.says in HARMS), None)
    if harm and "violated" not in statuses:
        return f"law {harm.law} names a hazard ({harm.because}) that the search did not find"
    claim = next((hit for hit in laws if hit.says in CLAIMS), None)
    if (
        claim
        and not is_warned
        and any(one.status == "violated" and one.family in COPYING for one in explored)
    ):
        return f"law {claim.law} finds nothing wrong ({claim.because}), and the search did"
    return ""
